"""Wording letters: a notification, or a digest of them, in the language of its reader."""

import html
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from lms.notifications import queries
from lms.notifications.models import Dispatch, Notification
from lms.notifications.tokens import sign_unsubscription
from lms.notifications.values import Letter, Notice

TEMPLATES = "lms/notifications/mail/"
MOST_IN_A_DIGEST = 20


def write_letter(dispatch: Dispatch) -> Letter:
    person = dispatch.recipient
    with override(person.language):
        if dispatch.notification is not None:
            return _write(dispatch, "notice", [dispatch.notification], 0)
        digest = dispatch.digest
        told = list(queries.find_gathered(digest)) if digest else []
        return _write(
            dispatch,
            "digest",
            told[:MOST_IN_A_DIGEST],
            len(told[MOST_IN_A_DIGEST:]),
        )


def get_message_ref(dispatch: Dispatch) -> str:
    """The Message-ID: the same at each attempt."""
    return f"<{dispatch.key}@{urlsplit(settings.BASE_URL).hostname}>"


def _write(
    dispatch: Dispatch, template: str, told: list[Notification], unnamed: int
) -> Letter:
    person = dispatch.recipient
    notices = queries.word(told, language=person.language)
    token = sign_unsubscription(person, channel=dispatch.channel)
    unsubscribe_url = _absolute("notifications:unsubscribe", token)
    context: dict[str, Any] = {
        "name": person.given_name(person.language),
        "plain_name": f"\u2068{person.given_name(person.language)}\u2069",
        "items": [_word(notice) for notice in notices],
        "count": len(told) + unnamed,
        "unnamed": unnamed,
        "list_url": _absolute("notifications:list"),
        "settings_url": _absolute("notifications:settings"),
        "unsubscribe_url": unsubscribe_url,
    }
    context["subject"] = _flatten(
        render_to_string(f"{TEMPLATES}{template}_subject.txt", context)
    )
    return Letter(
        address=person.email,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=context["subject"],
        text=render_to_string(f"{TEMPLATES}{template}.txt", context).strip() + "\n",
        html=render_to_string(f"{TEMPLATES}{template}.html", context),
        message_ref=get_message_ref(dispatch),
        unsubscribe_url=unsubscribe_url,
    )


def _word(notice: Notice) -> dict[str, str]:
    """A notification as the list in the product words it, with marks and without."""
    heading, words = (
        render_to_string(
            notice.template,
            {"notice": notice, "notice_frame": f"{TEMPLATES}_{part}.html"},
        ).strip()
        for part in ("heading", "words")
    )
    return {
        "url": _absolute("notifications:open", notice.seq),
        "heading": heading,
        "words": words,
        "heading_text": _flatten(heading),
        "words_text": _flatten(words),
    }


def _absolute(name: str, *args: object) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _flatten(marked: str) -> str:
    """Take the marks away; what stood apart from the direction around it still does."""
    isolated = re.sub(r"<bdi\b[^>]*>", "\u2068", marked).replace("</bdi>", "\u2069")
    text = html.unescape(strip_tags(isolated))
    # A no-break space stays what it is.
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
