"""Where in a text the asked words stand: in its own spelling, whatever spelling was asked.

Gives pieces, not HTML, so that the template escapes them like any other text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.engines.analysis import WORD, Chain, Slot, get_chain, stem_word

SNIPPET = 160
MOST_SNIPPETS = 2
ELLIPSIS = "…"
_BLANK = re.compile(r"\s+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked as a whole, or not at all."""

    text: str
    is_marked: bool = False


def mark(text: str, slots: Iterable[Slot], *, lang: str) -> tuple[Piece, ...]:
    """The whole text, the asked words marked."""
    spans = find_spans(text, slots, lang=lang)
    return tuple(_cut(text, spans, 0, len(text)))


def mark_snippets(
    text: str, slots: Iterable[Slot], *, lang: str
) -> tuple[tuple[Piece, ...], ...]:
    """The places of the text that say most about what was asked; its beginning if none does."""
    text = _BLANK.sub(" ", text).strip()
    spans = find_spans(text, slots, lang=lang)
    windows: list[Span] = []
    for start, _ in spans:
        if windows and start < windows[-1][1]:
            continue
        windows.append(_open_window(text, start))
    best = sorted(windows, key=lambda w: -_count_within(spans, w))[:MOST_SNIPPETS]
    chosen = sorted(best) or [_open_window(text, 0)]
    return tuple(
        # What is left out between two places is said once, after the first.
        tuple(_shorten(text, spans, window, is_first=window == chosen[0]))
        for window in chosen
        if text
    )


def find_spans(text: str, slots: Iterable[Slot], *, lang: str) -> list[Span]:
    """Where the asked words and phrases stand, neighbours joined."""
    chains: tuple[Chain, ...] = tuple(dict.fromkeys((get_chain(lang), "any")))
    found = [span for chain in chains for span in _find(text, slots, chain)]
    spans: list[Span] = []
    for start, end in sorted(found):
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _find(text: str, slots: Iterable[Slot], chain: Chain) -> Iterator[Span]:
    targets = {_stem(chain, alt) for slot in slots for alt in slot.alternatives}
    targets.discard(())
    lengths = sorted({len(target) for target in targets}, reverse=True)
    words = [
        (match.span(), stem_word(chain, match[0])) for match in WORD.finditer(text)
    ]
    stems = tuple(stem for _, stem in words)
    at = 0
    while at < len(words):
        fitting = (n for n in lengths if at + n <= len(words))
        length = next((n for n in fitting if stems[at : at + n] in targets), 0)
        if length:
            yield words[at][0][0], words[at + length - 1][0][1]
        at += length or 1


def _stem(chain: Chain, text: str) -> tuple[str, ...]:
    return tuple(stem_word(chain, word) for word in WORD.findall(text))


def _open_window(text: str, start: int) -> Span:
    """A stretch of whole words with the mark near its beginning."""
    first = max(0, start - SNIPPET // 4)
    if first:
        first = text.find(" ", first, start) + 1 or start
    last = min(len(text), first + SNIPPET)
    if last < len(text):
        last = max(text.rfind(" ", first, last), first + 1)
    return first, last


def _count_within(spans: Sequence[Span], window: Span) -> int:
    return sum(window[0] <= start < window[1] for start, _ in spans)


def _shorten(
    text: str, spans: Sequence[Span], window: Span, *, is_first: bool
) -> Iterator[Piece]:
    start, end = window
    if start and is_first:
        yield Piece(f"{ELLIPSIS} ")
    yield from _cut(text, spans, start, end)
    if end < len(text):
        yield Piece(ELLIPSIS)


def _cut(text: str, spans: Sequence[Span], start: int, end: int) -> Iterator[Piece]:
    for first, last in spans:
        if first >= end or last <= start:
            continue
        if first > start:
            yield Piece(text[start:first])
        yield Piece(text[max(first, start) : min(last, end)], is_marked=True)
        start = last
    if start < end:
        yield Piece(text[start:end])
