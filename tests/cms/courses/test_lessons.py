import uuid

import pytest
from wagtail_localize.operations import translate_object

from cms import api
from cms.courses.models import CoursePage, LessonPage, ModulePage
from tests.factories.courses import (
    get_course_index,
    get_locale,
    item_key,
    make_course,
    make_number,
    make_one,
    make_part,
    make_steps,
    rows,
)

pytestmark = pytest.mark.django_db


def all_kinds(key):
    option = {"key": "a", "text": "Un `x`"}
    return make_steps(
        key,
        [
            make_one(key),
            make_number(key),
            make_part(key, "order", "ordre", items=rows(option)),
            make_part(
                key,
                "match",
                "paires",
                pairs=rows({"key": "a", "left": "G", "right": "D"}),
            ),
            make_part(
                key,
                "fill",
                "trous",
                text="Le [[b1]].",
                blanks=rows({"key": "b1", "accept": "un\nune", "choices": ""}),
            ),
            make_part(key, "short", "court", accept="oui\nsi"),
            make_part(key, "survey", "avis", choices=rows(option)),
            make_part(
                key,
                "hand_in",
                "rendre",
                accepts=["text"],
                criteria=rows(option),
            ),
            make_part(
                key,
                "code",
                "prog",
                folder="prog",
                starter="x = 1",
                solution="x = 2",
                checks="",
                messages=rows({"name": "check_x", "text": "x vaut 2"}),
            ),
            {
                "type": "class_activity",
                "id": str(uuid.uuid5(key, "jeu")),
                "value": {
                    "key": "jeu",
                    "title": "Un jeu",
                    "minutes": 10,
                    "material": "",
                    "do": rows("Jouez."),
                    "required": False,
                },
            },
        ],
    )


def lesson_key_of(course):
    return api.get_course_outline(course.translation_key).lessons[0].key


def test_a_lesson_is_given_in_the_language_asked_for_else_in_french():
    key = lesson_key_of(make_course(lessons=1, languages=("fr", "ar")))

    assert api.get_lesson_content(key, "ar").title == "Leçon 1.1 ar"
    assert api.get_lesson_content(key, "en").title == "Leçon 1.1 fr"


def test_a_lesson_nobody_published_is_refused():
    with pytest.raises(api.LessonNotPublished):
        api.get_lesson_content(uuid.uuid4(), "fr")


def test_an_unpublished_lesson_is_refused():
    key = lesson_key_of(make_course(lessons=1))
    LessonPage.objects.get().unpublish()

    with pytest.raises(api.LessonNotPublished):
        api.get_lesson_content(key, "fr")


def test_every_kind_of_part_is_read():
    key = lesson_key_of(make_course(lessons=1, steps=all_kinds))

    (step,) = api.get_lesson_content(key, "fr").steps

    assert [getattr(part, "kind", "text") for part in step.parts] == [
        "text",
        "one",
        "number",
        "order",
        "match",
        "fill",
        "short",
        "survey",
        "hand-in",
        "code",
        "class-activity",
    ]
    text, one, number, order, match, fill, short, survey, _given, code, _game = (
        step.parts
    )
    assert text.html == "<p>Lis <strong>bien</strong>.</p>"
    assert [choice.right for choice in one.choices] == [False, True]
    assert one.hints_html == ("<p>Compte.</p>",)
    assert (number.answer, number.tolerance) == (14, 0)
    assert order.choices[0].html == 'Un <code dir="ltr">x</code>'
    assert match.pairs == (api.Pair("a", "G", "D"),)
    assert fill.text_html == "<p>Le [[b1]].</p>"
    assert fill.blanks == (api.Blank("b1", ("un", "une")),)
    assert short.accept == ("oui", "si")
    assert not survey.choices[0].right
    assert code.data["messages"] == {"check_x": "<p>x vaut 2</p>"}
    assert not code.required


def test_a_question_is_found_by_its_key():
    key = lesson_key_of(make_course(lessons=1))

    question = api.get_question(key, item_key(key, "compter"))

    assert (question.slug, question.answer) == ("compter", 14)


def test_an_unknown_question_is_refused():
    key = lesson_key_of(make_course(lessons=1))

    with pytest.raises(api.QuestionNotFound):
        api.get_question(key, uuid.uuid4())


def test_a_lesson_takes_three_queries_once_and_one_after(django_assert_num_queries):
    key = lesson_key_of(make_course(lessons=1, languages=("fr", "ar")))

    with django_assert_num_queries(3):
        first = api.get_lesson_content(key, "fr")
    with django_assert_num_queries(1):
        again = api.get_lesson_content(key, "fr")

    assert first is again


def test_a_published_change_is_shown_at_once():
    key = lesson_key_of(make_course(lessons=1))
    api.get_lesson_content(key, "fr")
    page = LessonPage.objects.get()
    page.goal = "Autre chose"

    page.save_revision().publish()

    assert api.get_lesson_content(key, "fr").goal == "Autre chose"


@pytest.mark.parametrize("courses", [1, 3])
def test_finding_outlines_takes_one_query(courses, django_assert_num_queries):
    for number in range(courses):
        make_course(code=f"c{number}", lessons=1)
    api.find_course_outlines()

    with django_assert_num_queries(1):
        assert len(api.find_course_outlines()) == courses


def test_search_reads_a_course_without_its_answers():
    course = make_course(lessons=1, languages=("fr", "ar"))

    texts = api.get_course_documents(course.translation_key)

    assert [(text.kind, text.locale) for text in texts] == [
        ("course", "fr"),
        ("lesson", "fr"),
        ("course", "ar"),
        ("lesson", "ar"),
    ]
    assert "Lis bien." in texts[1].body_text
    assert "Question solide" in texts[1].body_text
    assert "tram-lune" not in texts[1].body_text


def test_a_course_has_an_address_in_each_live_language():
    course = make_course(lessons=1)

    assert api.get_course_page_url(course.translation_key, "fr").endswith("/metiers/")
    assert api.get_course_page_url(course.translation_key, "ar") is None


def test_a_course_is_found_by_its_code():
    course = make_course(code="metiers")

    assert api.get_course_key("metiers") == course.translation_key
    with pytest.raises(api.CourseNotPublished):
        api.get_course_key("none")


def test_a_translation_made_in_the_editor_shares_the_keys_of_items():
    course = make_course(lessons=1)
    get_course_index("ar")
    arabic = get_locale("ar")
    module = ModulePage.objects.get()

    for page in (course, module, LessonPage.objects.get()):
        translate_object(page, [arabic])

    french = LessonPage.objects.get(locale__language_code="fr")
    translated = LessonPage.objects.get(locale=arabic)
    ids = [[part.id for part in step.value["parts"]] for step in french.steps]
    assert [[p.id for p in step.value["parts"]] for step in translated.steps] == ids
    assert translated.code == french.code
    assert (
        CoursePage.objects.get(locale=arabic).translation_key == course.translation_key
    )
