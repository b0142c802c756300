"""What can be read out of a page's blocks: sections, plain text, figures."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import slugify

from cms.site.models import IndicatorValue
from cms.site.values import Figure, Section

NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TELEPHONE = re.compile(r"\+\d{9,15}")
WORDS_A_MINUTE = 160
PERCENT = frozenset({"insertion_rate"})


def get_sections(body: Any) -> tuple[Section, ...]:
    """The blocks of a page, gathered under their headings."""
    sections: list[Section] = []
    blocks: list[Any] = []
    title, anchor = "", ""
    for block in body:
        if block.block_type == "heading":
            if blocks or title:
                sections.append(Section(title, anchor, tuple(blocks)))
            title = block.value["text"]
            anchor = block.value["anchor"] or _make_anchor(title, len(sections))
            blocks = []
        else:
            blocks.append(block)
    if blocks or title:
        sections.append(Section(title, anchor, tuple(blocks)))
    return tuple(sections)


def _make_anchor(title: str, number: int) -> str:
    return slugify(title)[:40].strip("-") or f"section-{number + 1}"


def get_plain_text(body: Any) -> str:
    """All words of a stream of blocks, for search and for counting."""
    return "\n".join(_words(body.get_prep_value() if body else []))


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [unescape(re.sub(r"\s+", " ", strip_tags(value.replace("<", " <"))))]
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if isinstance(value, dict):
        if "type" in value and "value" in value:
            return _words(value["value"])
        if "columns" in value:
            return _words([row["values"] for row in value["rows"]])
        return [
            word
            for name, item in value.items()
            if name not in {"anchor", "pole", "indicator"}
            for word in _words(item)
        ]
    return []


def count_reading_minutes(body: Any) -> int:
    """At least one."""
    return max(1, round(len(get_plain_text(body).split()) / WORDS_A_MINUTE))


def find_figures(items: Any) -> list[Figure]:
    """The figures a block asks for; those that have no value yet are left out."""
    values = IndicatorValue.objects.in_bulk(
        [item["indicator"] for item in items], field_name="key"
    )
    return [
        Figure(
            value=row.value,
            of=row.of or item["of"],
            is_percent=row.key in PERCENT,
            label=item["label"],
            as_of=row.as_of,
        )
        for item in items
        if (row := values.get(item["indicator"]))
    ]


def spell_telephone(number: str) -> str:
    """``+212 0 00 00 00 01``, with spaces that don't break: as Moroccans read a number."""
    country, digits = number[:4], number[4:]
    pairs = [digits[i : i + 2] for i in range(1, len(digits), 2)]
    return "\u00a0".join([country, digits[:1], *pairs])


def put_values(text: str, values: Mapping[str, str]) -> str:
    """Plain text with the values it names; an unknown name stays as it is."""

    def put(match: re.Match[str]) -> str:
        value = values.get(match.group(1), match.group(0))
        return spell_telephone(value) if TELEPHONE.fullmatch(value) else value

    return NAME.sub(put, text)
