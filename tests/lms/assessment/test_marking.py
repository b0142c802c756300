# ruff: noqa: RUF001 -- signs that look alike are what is tested
import contextlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.api import Blank, Choice, Pair, Question
from lms.assessment.folding import fold, read_number
from lms.assessment.marking import NotAnswerable, WrongShape, mark, shuffle

CHOICES = (
    Choice("a", "A", right=True),
    Choice("b", "B"),
    Choice("c", "C", right=True),
)
PAIRS = (
    Pair("p", "chat", "miaou"),
    Pair("q", "chien", "ouaf"),
    Pair("r", "chatte", "miaou"),
)


def ask(kind, **fields):
    return Question(
        key=uuid.uuid4(), slug="q", kind=kind, required=True, prompt_html="?", **fields
    )


@pytest.mark.parametrize(("told", "right"), [("a", True), ("b", False), ("c", True)])
def test_one_is_right_or_wrong(told, right):
    given_mark = mark(ask("one", choices=CHOICES), {"choice": told})

    assert (given_mark.right, given_mark.share) == (right, float(right))


@pytest.mark.parametrize(
    ("told", "right", "share"),
    [
        (["a", "c"], True, 1.0),
        (["a"], False, 0.5),
        (["a", "b"], False, 0.0),
        (["a", "b", "c"], False, 0.5),
        (["b"], False, 0.0),
    ],
)
def test_many_counts_right_ticks_less_wrong_ones(told, right, share):
    given_mark = mark(ask("many", choices=CHOICES), {"choices": told})

    assert (given_mark.right, given_mark.share) == (right, share)


def test_order_counts_lines_in_their_place():
    given_mark = mark(ask("order", choices=CHOICES), {"order": ["a", "c", "b"]})

    assert given_mark.right is False
    assert given_mark.share == pytest.approx(1 / 3)
    assert given_mark.parts == {"a": True, "c": False, "b": False}


def test_match_takes_either_of_two_equal_sides():
    given_mark = mark(
        ask("match", pairs=PAIRS), {"pairs": {"p": "r", "q": "q", "r": "p"}}
    )

    assert given_mark.right is True


def test_fill_marks_each_gap():
    blanks = (Blank("b1", ("prédit",)), Blank("b2", ("calcul",)))

    given_mark = mark(
        ask("fill", blanks=blanks), {"blanks": {"b1": "PREDIT ", "b2": "rêve"}}
    )

    assert given_mark.parts == {"b1": True, "b2": False}
    assert given_mark.share == 0.5


@pytest.mark.parametrize(
    ("told", "accepted"),
    [
        ("Étiquette", "etiquette"),
        ("l’étiquette", "l'etiquette"),
        ("كَلِمَةُ السِّرّ", "كلمة السر"),
        ("الآلة", "الالة"),
        ("معطياتى", "معطياتي"),
        ("كلمه السر", "كلمة السر"),
        ("١٤", "14"),
        ("  deux   mots. ", "deux mots"),
        ("cœur", "coeur"),
        ("14,0", "14"),
    ],
)
def test_short_is_compared_without_what_keyboards_differ_in(told, accepted):
    assert mark(ask("short", accept=(accepted,)), {"text": told}).right is True


def test_short_tells_words_apart():
    assert mark(ask("short", accept=("biais",)), {"text": "billet"}).right is False


@pytest.mark.parametrize(
    "told", ["14", "14,0", "14.0", "١٤", "۱۴", " 14 ", "+14", "14 %", "١٤٫٠", "14,00"]
)
def test_number_is_read_however_it_is_typed(told):
    assert mark(ask("number", answer=14), {"number": told}).right is True


@pytest.mark.parametrize(
    ("told", "number"), [("1 200", 1200), ("1\u202f200,5", 1200.5), ("−3", -3)]
)
def test_number_is_read_with_its_signs(told, number):
    assert read_number(told) == number


def test_number_is_right_within_its_tolerance():
    question = ask("number", answer=10, tolerance=0.5)

    assert mark(question, {"number": "10,5"}).right is True
    assert mark(question, {"number": "10,6"}).right is False


@pytest.mark.parametrize("kind", ["survey", "reflection"])
def test_what_is_not_marked_has_no_mark(kind):
    answer = {"choice": "b"} if kind == "survey" else {"text": "Ma grand-mère."}

    given_mark = mark(ask(kind, choices=CHOICES), answer)

    assert (given_mark.right, given_mark.share) == (None, None)


@pytest.mark.parametrize(
    ("kind", "answer", "reason"),
    [
        ("one", {}, "choose-one"),
        ("one", {"choice": "z"}, "choose-one"),
        ("one", {"choice": ["a"]}, "choose-one"),
        ("many", {"choices": []}, "choose-some"),
        ("many", {"choices": "a"}, "choose-some"),
        ("order", {"order": ["a", "a", "c"]}, "order-all"),
        ("match", {"pairs": {"p": "p"}}, "match-all"),
        ("match", {"pairs": {"p": "", "q": "q", "r": "r"}}, "match-all"),
        ("fill", {"blanks": {"b1": " "}}, "fill-all"),
        ("short", {"text": " "}, "write-something"),
        ("short", {"text": "x" * 10_000}, "too-long"),
        ("number", {"number": "quatorze"}, "write-a-number"),
        ("number", {"number": "1e5"}, "write-a-number"),
        ("survey", {"choice": "z"}, "choose-one"),
        ("reflection", {"text": ""}, "write-something"),
    ],
)
def test_wrong_shape_says_what_to_mend(kind, answer, reason):
    question = ask(
        kind, choices=CHOICES, pairs=PAIRS, blanks=(Blank("b1", ("x",)),), answer=1.0
    )

    with pytest.raises(WrongShape) as refused:
        mark(question, answer)
    assert refused.value.reason == reason


def test_what_is_not_played_here_is_not_marked():
    with pytest.raises(NotAnswerable):
        mark(ask("code"), {})


@given(st.text())
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
)
def test_numbers_are_read_in_all_digits(number, digits):
    typed = str(number).translate(str.maketrans("0123456789", digits))

    assert read_number(typed) == number


@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_order_is_right_in_one_order_only(order):
    choices = tuple(Choice(key, key) for key in "abcde")

    given_mark = mark(ask("order", choices=choices), {"order": order})

    assert given_mark.right == (order == list("abcde"))
    assert 0 <= given_mark.share <= 1
    assert given_mark.right == (given_mark.share == 1)


@given(
    st.sets(st.sampled_from("abcdef"), min_size=1),
    st.sets(st.sampled_from("abcdef"), min_size=1),
)
def test_many_never_pays_more_for_less(right, told):
    choices = tuple(Choice(key, key, right=key in right) for key in "abcdef")

    given_mark = mark(ask("many", choices=choices), {"choices": sorted(told)})

    assert given_mark.right == (told == right) == (given_mark.share == 1)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from(
        [
            "one",
            "many",
            "order",
            "match",
            "fill",
            "short",
            "number",
            "survey",
            "reflection",
        ]
    ),
)
def test_no_shape_breaks_the_marker(junk, kind):
    question = ask(
        kind, choices=CHOICES, pairs=PAIRS, blanks=(Blank("b1", ("x",)),), answer=1.0
    )
    names = ["choice", "choices", "order", "pairs", "blanks", "text", "number"]
    with contextlib.suppress(WrongShape):
        mark(question, dict.fromkeys(names, junk))


@given(
    st.lists(st.integers(), min_size=2, max_size=8, unique=True), st.uuids(), st.uuids()
)
def test_shuffle_is_the_same_for_one_learner_and_item(things, learner, item):
    once = shuffle(things, learner_key=learner, item_key=item)

    assert once == shuffle(things, learner_key=learner, item_key=item)
    assert sorted(once) == sorted(things)
    assert once != things
