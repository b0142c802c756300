"""The shape of what can be found, built from what ``cms`` gives away.

A stream is what is versioned together: a course with all its lessons, or a page
of the site in all its languages. People are not in it; who looks for a learner
asks the desk.
"""

import datetime as dt
import unicodedata
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from cms import api as content
from search.values import PUBLIC, STAFF, name_course

# What editors tell apart and readers do not.
KINDS = {
    "programme": "course",
    "course": "course",
    "lesson": "lesson",
    "news": "news",
    "press": "news",
    "portrait": "news",
    "event": "event",
    "call": "call",
    "job": "job",
    "faq": "question",
}
OTHER_KIND = "page"


class UnknownStream(Exception):
    """Nothing that can be found is versioned under this name."""


@dataclass(frozen=True, slots=True)
class Document:
    """One language of one thing that can be found."""

    id: str
    kind: str
    lang: str
    title: str
    body: str
    tags: tuple[str, ...]
    acl: tuple[str, ...]
    url: str
    published_at: dt.datetime | None


def build_stream(stream: str) -> tuple[Document, ...]:
    """All that can be found of a stream as it is published now. Raises ``UnknownStream``."""
    kind, _, key = stream.partition(":")
    if kind == "course":
        texts = content.get_course_documents(uuid.UUID(key))
    elif kind == "page":
        found = (
            content.get_public_document(uuid.UUID(key), lang)
            for lang, _ in settings.LANGUAGES
        )
        texts = tuple(text for text in found if text)
    else:
        raise UnknownStream(stream)
    return tuple(build_document(text) for text in texts)


def find_streams() -> frozenset[str]:
    """Every stream of which something is published now."""
    courses = (f"course:{course.key}" for course in content.find_course_outlines())
    pages = (f"page:{text.key}" for text in content.find_public_documents())
    return frozenset((*courses, *pages))


def build_document(text: content.PageText) -> Document:
    is_lesson = text.kind == "lesson"
    return Document(
        id=f"{text.kind}:{text.key}:{text.locale}",
        kind=KINDS.get(text.kind, OTHER_KIND),
        lang=text.locale,
        title=_join(text.title),
        body=_join(text.body_text),
        tags=tuple(text.tags),
        acl=_find_acl(text),
        url=reverse("portal:lesson", args=[text.key]) if is_lesson else text.url,
        published_at=text.published_at,
    )


def _find_acl(text: content.PageText) -> tuple[str, ...]:
    if text.kind != "lesson":
        return (PUBLIC,)
    if text.course_key is None:
        return (STAFF,)
    return (name_course(text.course_key), STAFF)


def _join(text: str) -> str:
    """Compatible forms as one, so that every engine reads the same letters."""
    return unicodedata.normalize("NFKC", text).strip()
