"""Logs as JSON lines on standard error, ours and the libraries' alike."""

from typing import Any

import structlog


def without_addresses(
    logger: Any, method: str, event: dict[str, Any]
) -> dict[str, Any]:
    """Take out the request; its address may hold a person's key or what they looked for."""
    for field in ("request", "message"):
        event.pop(field, None)
    if event.get("logger") == "django.request":
        event["event"] = "request failed"
        event.pop("positional_args", None)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    without_addresses,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def get_logging(level: str) -> dict[str, Any]:
    """What Django's LOGGING wants. Structlog writes through it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # A refused address is in RequestId's line; an error is worth its own.
            "django.request": {"level": "ERROR"},
        },
    }
