"""From what the folder says of an item to the fields of a page in one language."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.site.services.folder import Item
from cms.site.services.markdown import Part

LinkTo = Callable[[str, str], str]
"""The opening tag of a link to an item's key and a part of it."""

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
POLES = ("educational", "vocational", "personal", "openness")
LEAD = re.compile(r"<b>(.+?)</b>\s*(.*)", re.S)
OPEN_LINK = re.compile(r'<a href="page:([a-z0-9-]+)(?:#([a-z0-9-]+))?">')
TAGS = re.compile(r"(<[^>]*>)")


class Builder:
    """Builds the fields of one item in one language. ``ids`` knows the pages of that language."""

    def __init__(
        self, item: Item, language: str, *, ids: Mapping[str, int], link_to: LinkTo
    ) -> None:
        self.item = item
        self.language = language
        self.ids = ids
        self.link_to = link_to
        self.text = item.texts[language]

    def plain(self, text: str) -> str:
        return typeset(text, self.language)

    def html(self, html: str) -> str:
        """Rich text as Wagtail keeps it: links by page, spaces as print wants them."""
        linked = OPEN_LINK.sub(
            lambda match: self.link_to(match.group(1), match.group(2) or ""), html
        )
        return "".join(
            piece if piece.startswith("<") else typeset(piece, self.language)
            for piece in TAGS.split(linked)
        )

    def local(self, texts: Mapping[str, str] | None) -> str:
        return self.plain((texts or {}).get(self.language, ""))

    def block(self, kind: str, value: Any, *path: object) -> dict[str, Any]:
        """A block whose id is the same in every language."""
        name = "/".join(str(part) for part in (self.item.key, kind, *path))
        return {"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, name))}

    def list_item(self, value: Any, *path: object) -> dict[str, Any]:
        return self.block("item", value, *path)

    # Bodies of standard pages and news

    def body(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = []
        if self.item.type == "faq":
            return self._questions()
        for part in self.text.parts:
            value = self._value(part)
            last = blocks[-1] if blocks else None
            if part.kind in {"text", "list"} and last and last["type"] == "text":
                last["value"] += value
                continue
            kind = "text" if part.kind == "list" else part.kind
            blocks.append(self.block(kind, value, len(blocks)))
        return blocks + self._words()

    def _value(self, part: Part) -> Any:
        if part.kind == "heading":
            return {"text": self.plain(part.title), "anchor": part.key}
        if part.kind == "note":
            return {"title": self.plain(part.title), "text": self.html(part.html)}
        if part.kind == "quote":
            return {"text": self.plain(part.html), "source": ""}
        if part.kind == "table":
            head, *rows = part.rows
            return {
                "columns": [
                    {"type": "text", "heading": self.plain(strip_tags(cell))}
                    for cell in head
                ],
                "rows": [
                    {"values": [f"<p>{self.html(cell)}</p>" for cell in row]}
                    for row in rows
                ],
                "caption": "",
            }
        return self.html(part.html)

    def _questions(self) -> list[dict[str, Any]]:
        answers: dict[str, list[str]] = {}
        titles: dict[str, str] = {}
        key = ""
        for part in self.text.parts:
            if part.kind == "heading":
                key = part.key
                titles[key], answers[key] = self.plain(part.title), []
            else:
                answers[key].append(self.html(part.html))
        blocks = []
        for group in self.item.data["groups"]:
            title = {"text": self.local(group["title"]), "anchor": group["key"]}
            blocks.append(self.block("heading", title, group["key"]))
            for question in group["questions"]:
                value = {
                    "question": titles[question],
                    "anchor": question,
                    "answer": "".join(answers[question]),
                }
                blocks.append(self.block("question", value, question))
        return blocks

    def _words(self) -> list[dict[str, Any]]:
        words = self.item.data.get("words") or ()
        if not words:
            return []
        title = {"text": self.local(self.item.data["menu"]["title"]), "anchor": "words"}
        return [
            self.block("heading", title, "words"),
            *self._list_words(words),
        ]

    def _list_words(self, words: Any) -> list[dict[str, Any]]:
        return [
            self.block(
                "word",
                {
                    "fr": typeset(word["fr"], "fr"),
                    "ar": word["ar"],
                    "en": word["en"],
                    "meaning": self.local(word["meaning"]),
                },
                index,
            )
            for index, word in enumerate(words)
        ]

    # The home page

    def home(self) -> list[dict[str, Any]]:
        sections = self._sections()
        return [
            self.block(
                block["kind"],
                getattr(self, f"_{block['kind']}")(block, sections[block["key"]]),
                block["key"],
            )
            for block in self.item.data["blocks"]
        ]

    def _sections(self) -> dict[str, tuple[str, list[Part]]]:
        sections: dict[str, tuple[str, list[Part]]] = {}
        parts: list[Part] = []
        for part in self.text.parts:
            if part.kind == "heading":
                parts = []
                sections[part.key] = (self.plain(part.title), parts)
            else:
                parts.append(part)
        return sections

    def _hero(self, block: Any, section: tuple[str, list[Part]]) -> dict[str, Any]:
        title, parts = section
        return {
            "title": title,
            "text": "".join(self.html(part.html) for part in parts),
            "actions": [
                self.list_item(
                    {
                        "page": self.ids[action["to"]],
                        "label": self.local(action["label"]),
                    },
                    "hero",
                    index,
                )
                for index, action in enumerate(block["actions"])
            ],
        }

    def _week(self, block: Any, section: tuple[str, list[Part]]) -> dict[str, Any]:
        title, parts = section
        place = next(i for i, part in enumerate(parts) if part.kind == "list")
        poles = []
        for index, item in enumerate(parts[place].items):
            hours, text = _split_lead(self.html(item))
            value = {"pole": POLES[index], "hours": hours, "text": text}
            poles.append(self.list_item(value, "pole", index))
        days = [
            self.list_item(
                [
                    self.list_item(_read_slot(slot), "slot", day, index)
                    for index, slot in enumerate(slots)
                ],
                "day",
                day,
            )
            for day, slots in enumerate(block.get("days") or ())
        ]
        return {
            "title": title,
            "intro": self._join(parts[:place]),
            "days": days,
            "poles": poles,
            "after": self._join(parts[place + 1 :]),
        }

    def _figures(self, block: Any, section: tuple[str, list[Part]]) -> dict[str, Any]:
        title, parts = section
        return {
            "title": title,
            "text": self._join(parts),
            "items": [
                self.list_item(
                    {
                        "indicator": figure["indicator"],
                        "of": figure.get("of"),
                        "label": self.local(figure["label"]),
                    },
                    "figure",
                    index,
                )
                for index, figure in enumerate(block["items"])
            ],
        }

    def _steps(self, block: Any, section: tuple[str, list[Part]]) -> dict[str, Any]:
        title, parts = section
        steps = []
        for part in parts:
            for index, item in enumerate(part.items):
                lead, text = _split_lead(self.html(item))
                value = {"title": lead.rstrip("."), "text": text}
                steps.append(self.list_item(value, "step", index))
        page = self.ids[block["to"]] if "to" in block else None
        return {"title": title, "steps": steps, "page": page}

    def _news(self, block: Any, section: tuple[str, list[Part]]) -> dict[str, Any]:
        title, parts = section
        return {"title": title, "text": self._join(parts), "count": block["count"]}

    def _partners(self, block: Any, section: tuple[str, list[Part]]) -> dict[str, Any]:
        title, parts = section
        pages = [self.list_item(self.ids[key], "partner", key) for key in block["show"]]
        return {"title": title, "text": self._join(parts), "pages": pages}

    def _join(self, parts: list[Part]) -> str:
        return " ".join(strip_tags(self.html(part.html)) for part in parts)

    # What stands in short beside the text

    def facts(self) -> list[dict[str, Any]]:
        with override(self.language):
            find = _FACTS.get(self.item.type)
            rows = find(self) if find else []
        return [
            self.block("fact", {"label": label, "value": value}, index)
            for index, (label, value) in enumerate(rows)
            if value
        ]


def _job_facts(builder: Builder) -> list[tuple[str, str]]:
    data = builder.item.data
    start = data["age"]["start"]
    return [
        (_("Youngest age"), _("%(age)s years") % {"age": start}),
        (_("School level"), builder.local(data["school_level"])),
        (_("Modules here"), ", ".join(data.get("modules") or ())),
    ]


def _institution_facts(builder: Builder) -> list[tuple[str, str]]:
    data = builder.item.data
    roles = {
        "signatory": _("Signed the agreement"),
        "employer": _("Host company"),
        "support": _("Supports the centre"),
        "training": _("Training centre"),
    }
    rows = [(_("Role"), roles.get(data["role"], ""))]
    for name in data["names"]:
        since = name.get("from")
        label = _("Name since %(year)s") % {"year": since[:4]} if since else _("Name")
        rows.append((label, builder.local(name)))
    return rows


_FACTS: Mapping[str, Callable[[Builder], list[tuple[str, str]]]] = {
    "job": _job_facts,
    "institution": _institution_facts,
}

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "forsa:site")


def make_page_key(key: str) -> uuid.UUID:
    """The translation key of an item, the same wherever the folder is imported."""
    return uuid.uuid5(NAMESPACE, key)


def find_date(data: Mapping[str, Any], today: dt.date) -> dt.date:
    """The day of an item: its true date, or so many days from ``today``."""
    if "date" in data:
        return dt.date.fromisoformat(data["date"])
    day = today + dt.timedelta(days=data.get("in_days", -data.get("days_ago", 0)))
    weekday = data.get("weekday")
    if weekday is None:
        return day
    # The nearest such day: three days back or on at most.
    distance = (WEEKDAYS.index(weekday) - day.weekday() + 3) % 7 - 3
    return day + dt.timedelta(days=distance)


def typeset(text: str, language: str) -> str:
    """French as it is printed: its apostrophe, and no line broken before its signs."""
    if language != "fr":
        return text
    text = text.replace("'", "\u2019")
    text = re.sub(r" ([:;?!%»])", "\u00a0\\1", text)
    text = text.replace("« ", "«\u00a0")
    # A number and its unit stay together.
    return re.sub(r"(\d) (h|min|ans|mois|DH|Ko|Mo)\b", "\\1\u00a0\\2", text)


def make_slug(key: str) -> str:
    return slugify(key)


def _split_lead(html: str) -> tuple[str, str]:
    """A list item's bold beginning and the rest of it, as plain text."""
    match = LEAD.match(html)
    if match is None:
        return "", strip_tags(html)
    return strip_tags(match.group(1)), strip_tags(match.group(2))


def _read_slot(slot: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pole": slot["pole"],
        "hours": slot["hours"],
        "is_afternoon": slot.get("afternoon", False),
    }
