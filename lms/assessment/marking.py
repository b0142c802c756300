"""Marking: what an answer to a question is worth. Pure: no query, no clock, no language.

Services call ``mark``; the same question and answer give the same mark, always.
"""

import math
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from cms.api import Question
from lms.assessment.folding import fold, read_number
from lms.assessment.values import Answer, Mark

MAX_TEXT = 5_000

_T = TypeVar("_T")


class WrongShape(Exception):
    """The answer can't be marked as it is; ``reason`` says what the learner should mend."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAnswerable(Exception):
    """This kind of item isn't answered here."""


def mark(question: Question, answer: Answer) -> Mark:
    """Raises ``WrongShape`` or ``NotAnswerable``."""
    try:
        marker = _MARKERS[question.kind]
    except KeyError:
        raise NotAnswerable(question.kind) from None
    return marker(question, answer)


def shuffle(
    things: Sequence[_T], *, learner_key: uuid.UUID, item_key: uuid.UUID
) -> list[_T]:
    """An order that stays the same for one learner and item, and is never the given one."""
    # Not a secret, only an order that differs from neighbour to neighbour.
    chance = random.Random(f"{learner_key}:{item_key}")  # noqa: S311 -- as above
    shuffled = list(things)
    chance.shuffle(shuffled)
    if shuffled == list(things):
        shuffled = shuffled[1:] + shuffled[:1]
    return shuffled


def _mark_one(question: Question, answer: Answer) -> Mark:
    choice = _get_text(answer, "choice", reason="choose-one")
    right = {one.key: one.right for one in question.choices}
    if choice not in right:
        raise WrongShape("choose-one")
    return Mark(right[choice], float(right[choice]), {choice: right[choice]})


def _mark_many(question: Question, answer: Answer) -> Mark:
    chosen = set(_get_list(answer, "choices", reason="choose-some"))
    known = {one.key for one in question.choices}
    if not chosen or not chosen <= known:
        raise WrongShape("choose-some")
    right = {one.key for one in question.choices if one.right}
    # A wrong tick takes a right one away, or ticking everything would pay.
    share = max(0, len(chosen & right) - len(chosen - right)) / max(len(right), 1)
    return Mark(chosen == right, share, {key: key in right for key in sorted(chosen)})


def _mark_order(question: Question, answer: Answer) -> Mark:
    order = _get_list(answer, "order", reason="order-all")
    right = [one.key for one in question.choices]
    if sorted(order) != sorted(right):
        raise WrongShape("order-all")
    return _sum_up({key: key == want for key, want in zip(order, right, strict=True)})


def _mark_match(question: Question, answer: Answer) -> Mark:
    pairs = _get_mapping(answer, "pairs", reason="match-all")
    keys = {pair.key for pair in question.pairs}
    if set(pairs) != keys or not set(pairs.values()) <= keys:
        raise WrongShape("match-all")
    # Two pairs may share a right side; either of them is then right.
    sides = {pair.key: pair.right_html for pair in question.pairs}
    return _sum_up({key: sides[told] == sides[key] for key, told in pairs.items()})


def _mark_fill(question: Question, answer: Answer) -> Mark:
    blanks = _get_mapping(answer, "blanks", reason="fill-all")
    if set(blanks) != {blank.key for blank in question.blanks}:
        raise WrongShape("fill-all")
    if not all(text.strip() for text in blanks.values()):
        raise WrongShape("fill-all")
    return _sum_up(
        {blank.key: _fits(blanks[blank.key], blank.accept) for blank in question.blanks}
    )


def _mark_short(question: Question, answer: Answer) -> Mark:
    text = _get_text(answer, "text", reason="write-something")
    right = _fits(text, question.accept)
    return Mark(right, float(right))


def _mark_number(question: Question, answer: Answer) -> Mark:
    number = read_number(_get_text(answer, "number", reason="write-a-number"))
    if number is None or question.answer is None:
        raise WrongShape("write-a-number")
    right = abs(number - question.answer) <= question.tolerance or math.isclose(
        number, question.answer, rel_tol=1e-9, abs_tol=1e-9
    )
    return Mark(right, float(right))


def _mark_survey(question: Question, answer: Answer) -> Mark:
    choice = _get_text(answer, "choice", reason="choose-one")
    if choice not in {one.key for one in question.choices}:
        raise WrongShape("choose-one")
    return Mark(None, None)


def _mark_reflection(question: Question, answer: Answer) -> Mark:
    _get_text(answer, "text", reason="write-something")
    return Mark(None, None)


_MARKERS: Mapping[str, Callable[[Question, Answer], Mark]] = {
    "one": _mark_one,
    "many": _mark_many,
    "order": _mark_order,
    "match": _mark_match,
    "fill": _mark_fill,
    "short": _mark_short,
    "number": _mark_number,
    "survey": _mark_survey,
    "reflection": _mark_reflection,
}


def _sum_up(parts: Mapping[str, bool]) -> Mark:
    right = sum(parts.values())
    return Mark(right == len(parts), right / max(len(parts), 1), parts)


def _fits(text: str, accept: Sequence[str]) -> bool:
    told = fold(text)
    if any(told == fold(one) for one in accept):
        return True
    number = read_number(text)
    return number is not None and any(read_number(one) == number for one in accept)


def _get_text(answer: Answer, name: str, *, reason: str) -> str:
    value: Any = answer.get(name)
    if not isinstance(value, str) or not value.strip():
        raise WrongShape(reason)
    if len(value) > MAX_TEXT:
        raise WrongShape("too-long")
    return value


def _get_list(answer: Answer, name: str, *, reason: str) -> list[str]:
    value: Any = answer.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise WrongShape(reason)
    return value


def _get_mapping(answer: Answer, name: str, *, reason: str) -> dict[str, str]:
    value: Any = answer.get(name)
    if not isinstance(value, dict):
        raise WrongShape(reason)
    if not all(isinstance(one, str) for one in value.values()):
        raise WrongShape(reason)
    if any(len(one) > MAX_TEXT for one in value.values()):
        raise WrongShape("too-long")
    return value
