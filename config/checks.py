"""Combinations of settings that cannot work, or should not be met in public."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

SCHEMES = {
    "BROKER_URL": ("config.E002", {"redis", "rediss", "amqp", "amqps"}),
    "CHANNELS_URL": ("config.E003", {"redis", "rediss"}),
    "ELASTICSEARCH_URL": ("config.E004", {"http", "https"}),
}


@checks.register
def check_services(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return list(find_faults())


def find_faults() -> Iterator[checks.CheckMessage]:
    if settings.IS_SQLITE and (settings.BROKER_URL or settings.CHANNELS_URL):
        yield checks.Error(
            "Workers and other processes cannot share a SQLite database.",
            hint="Set DATABASE_URL, or unset BROKER_URL and CHANNELS_URL.",
            id="config.E001",
        )
    for name, (number, schemes) in SCHEMES.items():
        address = urlsplit(getattr(settings, name))
        if address.geturl() and not (address.scheme in schemes and address.hostname):
            allowed = " or ".join(f"{scheme}://HOST" for scheme in sorted(schemes))
            yield checks.Error(f"{name} must begin with {allowed}.", id=number)
    for network in settings.WEBHOOKS_ALLOW_PRIVATE:
        try:
            ip_network(network)
        except ValueError as error:
            yield checks.Error(f"WEBHOOKS_ALLOW_PRIVATE: {error}.", id="config.E009")
    if settings.BROKER_URL and not settings.CHANNELS_URL:
        yield checks.Error(
            "Workers cannot reach the sockets of another process.",
            hint="Set CHANNELS_URL to a Redis.",
            id="config.E005",
        )
    if settings.BROKER_URL and not settings.IS_SECRET_KEY_GIVEN:
        yield checks.Error(
            "Each machine would make a SECRET_KEY of its own.",
            hint="Set SECRET_KEY, the same for every process.",
            id="config.E006",
        )


@checks.register(deploy=True)
def check_public(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return list(find_public_faults())


def find_public_faults() -> Iterator[checks.CheckMessage]:
    if settings.IS_LOCAL:
        return
    if settings.DEMO:
        yield checks.Error(
            "The passwords of demo accounts are known to everybody.",
            hint="Unset DEMO where others than you can sign in.",
            id="config.E007",
        )
    if not settings.IS_HTTPS:
        yield checks.Error(
            "Sessions of minors would travel in the clear.",
            hint="Set BASE_URL to the https:// address that people use.",
            id="config.E008",
        )
