"""Reads one language of an item: title, summary, and its parts as blocks.

Links to other items stay ``page:KEY`` here; the importer knows the pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

HEADING_KEY = re.compile(r"\[([a-z0-9-]+)\]\s+(.+)", re.S)
NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PAGE_LINK = re.compile(r"page:([a-z0-9-]+)(?:#([a-z0-9-]+))?")
OUTSIDE = ("https://", "http://", "mailto:", "tel:")
FOREIGN_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
INLINE = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One block: ``kind`` is heading, text, list, note, quote or table."""

    kind: str
    line: int
    html: str = ""
    key: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    summary: str
    parts: tuple[Part, ...]
    names: tuple[tuple[int, str], ...]
    """Settings it names, with their lines."""
    links: tuple[tuple[int, str], ...]
    """Items it links to, with their lines."""
    faults: tuple[tuple[int, str], ...]

    @property
    def keys(self) -> list[str]:
        return [part.key for part in self.parts if part.kind == "heading"]

    @property
    def shape(self) -> tuple[int, ...]:
        """What has to be equal in every language."""
        headings = sum(part.kind == "heading" for part in self.parts)
        items = sum(len(part.items) for part in self.parts)
        rows = sum(len(part.rows) for part in self.parts)
        return headings, items, rows, len(self.links)


class _Reader:
    def __init__(self, *, is_keyed: bool) -> None:
        self.is_keyed = is_keyed
        self.faults: list[tuple[int, str]] = []
        self.links: list[tuple[int, str]] = []
        self.parts: list[Part] = []

    def read(self, tokens: Sequence[Token]) -> None:
        index = 0
        while index < len(tokens):
            end = _find_end(tokens, index)
            self._read_block(tokens[index : end + 1])
            index = end + 1

    def _read_block(self, tokens: Sequence[Token]) -> None:
        first, line = tokens[0], _line(tokens[0])
        match first.type:
            case "heading_open" if first.tag == "h2":
                self._read_heading(tokens[1], line)
            case "paragraph_open":
                html = f"<p>{self._inline(tokens[1])}</p>"
                self.parts.append(Part("text", line, html=html))
            case "bullet_list_open" | "ordered_list_open":
                self._read_list(tokens, line)
            case "blockquote_open":
                self._read_quote(tokens, line)
            case "table_open":
                self._read_table(tokens, line)
            case _:
                what = first.markup or first.type
                self.faults.append((line, f"{what} is not known here"))

    def _read_heading(self, token: Token, line: int) -> None:
        key, title = "", token.content
        match = HEADING_KEY.fullmatch(title)
        if match:
            key, title = match.groups()
        if self.is_keyed and not key:
            self.faults.append((line, "the heading has no key"))
        self.parts.append(Part("heading", line, title=title, key=key))

    def _read_list(self, tokens: Sequence[Token], line: int) -> None:
        items = tuple(self._inline(t) for t in tokens if t.type == "inline")
        tag = tokens[0].tag
        html = "".join(f"<li>{item}</li>" for item in items)
        part = Part("list", line, html=f"<{tag}>{html}</{tag}>", items=items)
        self.parts.append(part)

    def _read_quote(self, tokens: Sequence[Token], line: int) -> None:
        paragraphs = [token for token in tokens if token.type == "inline"]
        children = paragraphs[0].children or [] if paragraphs else []
        first = [t for t in children if t.type != "text" or t.content]
        if first and first[0].type == "strong_open":
            close = next(i for i, t in enumerate(first) if t.type == "strong_close")
            title = "".join(token.content for token in first[1:close])
            rest = first[close + 1 :]
            while rest and rest[0].type in {"softbreak", "hardbreak"}:
                rest = rest[1:]
            html = [self._children(rest, line)] if rest else []
            html += [self._inline(token) for token in paragraphs[1:]]
            body = "".join(f"<p>{text}</p>" for text in html)
            self.parts.append(Part("note", line, html=body, title=title))
        else:
            text = "\n".join(token.content for token in paragraphs)
            self.parts.append(Part("quote", line, html=text))

    def _read_table(self, tokens: Sequence[Token], line: int) -> None:
        rows: list[tuple[str, ...]] = []
        cells: list[str] = []
        for token in tokens:
            if token.type == "tr_open":
                cells = []
            elif token.type == "inline":
                cells.append(self._inline(token))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
        self.parts.append(Part("table", line, rows=tuple(rows)))

    def _inline(self, token: Token) -> str:
        return self._children(token.children or [], _line(token))

    def _children(self, tokens: Sequence[Token], line: int) -> str:
        html = []
        for token in tokens:
            if token.type == "text":
                html.append(escape(token.content, quote=False))
            elif token.type in INLINE:
                html.append(INLINE[token.type])
            elif token.type == "softbreak":
                html.append(" ")
            elif token.type == "hardbreak":
                html.append("<br/>")
            elif token.type == "link_open":
                html.append(self._open_link(str(token.attrs["href"]), line))
            elif token.type == "link_close":
                html.append("</a>")
            else:
                self.faults.append((line, f"{token.type} is not known here"))
        return "".join(html)

    def _open_link(self, href: str, line: int) -> str:
        match = PAGE_LINK.fullmatch(href)
        if match:
            self.links.append((line, match.group(1)))
        elif not href.startswith(OUTSIDE):
            self.faults.append((line, f"a link cannot lead to {href}"))
        return f'<a href="{escape(href)}">'


def read_text(source: str, *, is_keyed: bool) -> Text:
    """A text with its faults; titles and summary are empty where they are missing."""
    source = source.replace("\r\n", "\n")
    lines = source.split("\n")
    reader = _Reader(is_keyed=is_keyed)
    title = lines[0][2:].strip() if lines[0].startswith("# ") else ""
    if not title:
        reader.faults.append((1, "the first line is not '# Title'"))
    summary = lines[2].strip() if len(lines) > 2 else ""
    if not re.fullmatch(r"\*[^*].*[^*]\*", summary):
        reader.faults.append((3, "the second paragraph is not a summary in italics"))
    for number, line in enumerate(lines, 1):
        if FOREIGN_DIGITS.search(line):
            reader.faults.append((number, "digits other than 0-9"))
    body = "\n" * 3 + "\n".join(lines[3:])
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Every scheme is looked at here, so that a refused one is named, not dropped.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    if re.search(r"<[a-zA-Z/!]", body):
        number = next(n for n, t in enumerate(lines, 1) if re.search(r"<[a-zA-Z/!]", t))
        reader.faults.append((number, "HTML is refused"))
    else:
        reader.read(parser.parse(body))
    names = tuple(
        (number, name)
        for number, line in enumerate(lines, 1)
        for name in NAME.findall(line)
    )
    return Text(
        title=title,
        summary=summary.strip("*"),
        parts=tuple(reader.parts),
        names=names,
        links=tuple(reader.links),
        faults=tuple(reader.faults),
    )


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _find_end(tokens: Sequence[Any], start: int) -> int:
    if tokens[start].nesting != 1:
        return start
    level = tokens[start].level
    return next(
        index
        for index in range(start + 1, len(tokens))
        if tokens[index].level == level and tokens[index].nesting == -1
    )
