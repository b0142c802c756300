"""A step of a lesson, with what its learner has answered so far."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from cms.api import (
    Activity,
    Audio,
    Blank,
    Callout,
    Download,
    LessonContent,
    Picture,
    Question,
    Text,
    Video,
)
from lms.assessment.marking import NotAnswerable, WrongShape, mark, shuffle
from lms.assessment.values import Answer, Mark
from lms.enrolment.models import Enrolment
from lms.portal.values import (
    ActivityScreen,
    Option,
    PartScreen,
    QuestionScreen,
    Row,
    StepScreen,
)
from lms.progress.models import LessonProgress
from lms.progress.queries import find_last_answers

_GAP = re.compile(r"\[\[(\w+)\]\]")
_TEMPLATES: Mapping[type[Any], str] = {
    Text: "lms/portal/parts/_text.html",
    Picture: "lms/portal/parts/_picture.html",
    Callout: "lms/portal/parts/_callout.html",
    Audio: "lms/portal/parts/_audio.html",
    Video: "lms/portal/parts/_video.html",
    Download: "lms/portal/parts/_download.html",
}


class NoSuchStep(Exception):
    """The lesson has fewer steps, or lost one."""


def get_step_screen(
    enrolment: Enrolment,
    progress: LessonProgress | None,
    lesson: LessonContent,
    number: int,
    *,
    learner_key: uuid.UUID,
    item_key: uuid.UUID | None = None,
    typed: Answer | None = None,
    fault: str = "",
    act_key: uuid.UUID | None = None,
    moved: str = "",
) -> StepScreen:
    """One screen of a lesson; ``typed`` is an answer to ``item_key`` that isn't written down.

    Raises ``NoSuchStep``.
    """
    if not 1 <= number <= len(lesson.steps):
        raise NoSuchStep(number)
    step = lesson.steps[number - 1]
    questions = [part for part in step.parts if isinstance(part, Question)]
    told = (
        find_last_answers(enrolment, lesson.key, [one.key for one in questions])
        if progress and progress.items
        else {}
    )
    acts: list[QuestionScreen | ActivityScreen] = []
    for part in step.parts:
        if isinstance(part, Activity):
            acts.append(ActivityScreen(part))
        elif isinstance(part, Question):
            entry = told.get(part.key)
            known = progress.items.get(str(part.key), {}) if progress else {}
            is_typed = part.key == item_key
            acts.append(
                draw_question(
                    part,
                    learner_key=learner_key,
                    answer=typed if is_typed else (entry.data if entry else None),
                    tries=known.get("tries", 0),
                    is_draft=is_typed,
                    fault=fault if is_typed else "",
                    act_key=act_key if is_typed else None,
                    moved=moved if is_typed else "",
                    can_answer=enrolment.is_open,
                )
            )
    return StepScreen(
        lesson_key=lesson.key,
        lesson_title=lesson.title,
        number=number,
        total=len(lesson.steps),
        title=step.title,
        can_answer=enrolment.is_open,
        reading=tuple(
            PartScreen(part, _TEMPLATES[type(part)])
            for part in step.parts
            if type(part) in _TEMPLATES
        ),
        acts=tuple(acts),
    )


def draw_question(
    question: Question,
    *,
    learner_key: uuid.UUID,
    answer: Answer | None,
    tries: int,
    is_draft: bool = False,
    fault: str = "",
    act_key: uuid.UUID | None = None,
    moved: str = "",
    can_answer: bool = True,
) -> QuestionScreen:
    given = None if is_draft else _mark(question, answer)
    answer = answer or {}
    wrong_tries = tries if not (given and given.right) else 0
    settled = given is not None and (given.right or given.right is None)
    return QuestionScreen(
        question=question,
        act_key=act_key or uuid.uuid4(),
        answer=answer,
        tries=tries,
        mark=given,
        fault=fault,
        is_open=can_answer
        and not (settled and question.kind not in {"survey", "reflection"}),
        options=_draw_options(question, answer, given),
        rows=_draw_rows(question, answer, given, learner_key),
        text=_draw_text(question, answer, given),
        hints=question.hints_html[: wrong_tries + 1],
        moved=moved,
    )


def _mark(question: Question, answer: Answer | None) -> Mark | None:
    if answer is None:
        return None
    try:
        return mark(question, answer)
    except (WrongShape, NotAnswerable):
        # An editor changed the question since: it is asked anew.
        return None


def _draw_options(
    question: Question, answer: Answer, given: Mark | None
) -> tuple[Option, ...]:
    if question.kind not in {"one", "many", "survey"}:
        return ()
    chosen = set(answer.get("choices", [answer.get("choice")]))
    parts = given.parts if given else {}
    return tuple(
        Option(
            key=one.key,
            html=one.html,
            chosen=one.key in chosen,
            verdict=("good" if parts[one.key] else "tried") if one.key in parts else "",
            feedback_html=one.feedback_html,
        )
        for one in question.choices
    )


def _draw_rows(
    question: Question, answer: Answer, given: Mark | None, learner_key: uuid.UUID
) -> tuple[Row, ...]:
    if question.kind == "order":
        return _draw_order(question, answer, given, learner_key)
    if question.kind == "match":
        return _draw_match(question, answer, given, learner_key)
    return ()


def _draw_order(
    question: Question, answer: Answer, given: Mark | None, learner_key: uuid.UUID
) -> tuple[Row, ...]:
    html = {one.key: one.html for one in question.choices}
    order = answer.get("order", [])
    if sorted(order) != sorted(html):
        order = [
            one.key
            for one in shuffle(
                question.choices, learner_key=learner_key, item_key=question.key
            )
        ]
    return tuple(Row(key, html[key], verdict=_judge(given, key)) for key in order)


def _draw_match(
    question: Question, answer: Answer, given: Mark | None, learner_key: uuid.UUID
) -> tuple[Row, ...]:
    pairs = answer.get("pairs", {})
    sides = shuffle(question.pairs, learner_key=learner_key, item_key=question.key)
    return tuple(
        Row(
            pair.key,
            pair.left_html,
            value=pairs.get(pair.key, ""),
            options=tuple(
                Option(side.key, side.right_html, side.key == pairs.get(pair.key))
                for side in sides
            ),
            verdict=_judge(given, pair.key),
        )
        for pair in question.pairs
    )


def _draw_text(
    question: Question, answer: Answer, given: Mark | None
) -> tuple[str | Row, ...]:
    """A text with gaps, cut at the gaps."""
    if question.kind != "fill":
        return ()
    blanks = {blank.key: blank for blank in question.blanks}
    told = answer.get("blanks", {})
    pieces: list[str | Row] = []
    for place, piece in enumerate(_GAP.split(question.text_html)):
        if place % 2 == 0:
            pieces.append(piece)
        elif piece in blanks:
            pieces.append(
                _draw_gap(blanks[piece], told.get(piece, ""), given, place // 2 + 1)
            )
    return tuple(pieces)


def _draw_gap(blank: Blank, value: str, given: Mark | None, number: int) -> Row:
    return Row(
        blank.key,
        value=value,
        options=tuple(Option(one, one, one == value) for one in blank.choices),
        verdict=_judge(given, blank.key),
        number=number,
    )


def _judge(given: Mark | None, key: str) -> Any:
    if given is None or key not in given.parts:
        return ""
    return "good" if given.parts[key] else "bad"
