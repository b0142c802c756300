import re
import uuid

import pytest
from django.urls import reverse

from cms.api import get_course_outline
from tests.factories.courses import item_key, make_course, make_part, make_steps, rows

pytestmark = pytest.mark.django_db

LINES = ["abricot", "banane", "cerise"]


def steps(lesson_key):
    helped = {"hints": [], "explanation": ""}
    choices = rows(*({"key": key, "text": f"Ligne {key}"} for key in LINES))
    pairs = rows(
        {"key": "chat", "left": "Chat", "right": "miaule"},
        {"key": "chien", "left": "Chien", "right": "aboie"},
    )
    blanks = rows(
        {"key": "jour", "accept": "lundi", "choices": ""},
        {"key": "lieu", "accept": "centre", "choices": "centre\nlune"},
    )
    text = "On vient le [[jour]] au [[lieu]]."
    return make_steps(
        lesson_key,
        [make_part(lesson_key, "order", "ordre", items=choices, **helped)],
        [make_part(lesson_key, "match", "paires", pairs=pairs, **helped)],
        [make_part(lesson_key, "fill", "trous", text=text, blanks=blanks, **helped)],
    )


@pytest.fixture
def course(db):
    return make_course(lessons=1, steps=steps)


@pytest.fixture
def lesson(course):
    return get_course_outline(course.translation_key).lessons[0]


@pytest.fixture
def answered(enrolment):
    """What was answered so far: right or wrong."""

    def read():
        entries = enrolment.entries.filter(kind="answered").order_by("pk")
        return list(entries.values_list("right", flat=True))

    return read


@pytest.fixture
def send(signed_in, lesson):
    """Sends an answer and follows to the page it leads to."""
    signed_in.post(
        reverse("portal:begin", args=[lesson.key]), {"act": str(uuid.uuid4())}
    )

    def post(step, slug, **told):
        response = signed_in.post(
            reverse("portal:step", args=[lesson.key, step]),
            {"act": str(uuid.uuid4()), "item": item_key(lesson.key, slug), **told},
            follow=True,
        )
        return response.status_code, response.content.decode()

    return post


def find_lines(page):
    return re.findall(r'name="order"\s+value="(\w+)"', page)


def test_lines_move_by_their_buttons_and_nothing_is_answered_yet(send, answered):
    _, page = send(1, "ordre", order=LINES, move="down:abricot")
    assert find_lines(page) == ["banane", "abricot", "cerise"]

    _, page = send(1, "ordre", order=find_lines(page), move="up:cerise")
    assert find_lines(page) == ["banane", "cerise", "abricot"]
    assert answered() == []


def test_order_is_answered_wrong_then_right(send, answered):
    _, page = send(1, "ordre", order=LINES[::-1])
    assert "note--bad" in page
    assert find_lines(page) == LINES[::-1]

    _, page = send(1, "ordre", order=LINES)
    assert "order--good" in page
    assert answered() == [False, True]


def test_order_with_a_line_missing_is_asked_again(send, answered):
    status, page = send(1, "ordre", order=LINES[:2])

    assert status == 422
    assert sorted(find_lines(page)) == LINES
    assert answered() == []


def test_pairs_are_answered_wrong_then_right(send, answered):
    _, page = send(2, "paires", **{"pair-chat": "chat", "pair-chien": "chat"})
    assert page.count('class="is-good"') == page.count('class="is-bad"') == 1

    _, page = send(2, "paires", **{"pair-chat": "chat", "pair-chien": "chien"})
    assert page.count('class="is-good"') == 2
    assert answered() == [False, True]


def test_pair_left_open_keeps_the_other(send, answered):
    status, page = send(2, "paires", **{"pair-chat": "chat"})

    assert status == 422
    assert '<option value="chat" selected>' in page
    assert answered() == []


def test_gaps_are_answered_wrong_then_right(send, answered):
    _, page = send(3, "trous", **{"blank-jour": "mardi", "blank-lieu": "centre"})
    assert 'value="mardi"' in page
    assert "is-bad" in page

    _, page = send(3, "trous", **{"blank-jour": "Lundi ", "blank-lieu": "centre"})
    assert "is-bad" not in page
    assert answered() == [False, True]


def test_gap_left_empty_keeps_the_other(send, answered):
    status, page = send(3, "trous", **{"blank-jour": "lundi"})

    assert status == 422
    assert 'value="lundi"' in page
    assert answered() == []
