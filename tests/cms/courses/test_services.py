import uuid
from collections import Counter

import pytest

from cms import api
from cms.courses.models import CourseEdition, CoursePage, LessonPage, ModulePage
from cms.courses.services import CourseWithoutLessons
from events.catalogue.content import (
    CourseArchived,
    CoursePublished,
    CourseUnpublished,
    CourseUpdated,
    LessonMoved,
    LessonPublished,
    LessonWithdrawn,
)
from events.failpoints import FailpointReached
from tests.factories.courses import default_steps, make_course

pytestmark = pytest.mark.django_db


def publish(page):
    page.save_revision().publish()


def names(events):
    return [type(event) for event in events]


def lesson_of(course, code="M1-1"):
    return LessonPage.objects.descendant_of(course).get(code=code)


def test_publishing_a_course_fixes_its_outline(emitted):
    course = make_course(lessons=2)

    outline = api.get_course_outline(course.translation_key)

    assert outline.edition == 1
    assert outline.titles == {"fr": "Cours metiers fr"}
    assert [lesson.code for lesson in outline.lessons] == ["M1-1", "M1-2"]
    assert [
        (item.slug, item.kind, item.step, item.required, item.scored)
        for item in outline.lessons[0].items
    ] == [
        ("solide", "one", 1, True, True),
        ("compter", "number", 2, True, True),
        ("plan", "reflection", 3, False, False),
    ]
    assert names(emitted()) == [CoursePublished]


def test_publishing_a_course_again_is_no_new_edition(emitted):
    course = make_course()

    publish(course)

    assert names(emitted()) == [CoursePublished, CourseUpdated]
    assert CourseEdition.objects.count() == 1


def test_publishing_a_new_lesson_numbers_the_next_edition(emitted):
    course = make_course(lessons=1)
    module = ModulePage.objects.child_of(course).get()
    lesson = LessonPage(
        title="Neuve", code="M1-2", goal="Lire", steps=default_steps(uuid.uuid4())
    )
    module.add_child(instance=lesson)
    lesson.live = False
    lesson.save()

    publish(lesson)

    assert names(emitted()) == [CoursePublished, LessonPublished, CoursePublished]
    assert api.get_course_outline(course.translation_key).edition == 2


def test_two_languages_share_keys_and_give_one_outline():
    course = make_course(lessons=1, languages=("fr", "ar"))

    (outline,) = api.find_course_outlines()

    assert outline.key == course.translation_key
    assert outline.lessons[0].titles == {"fr": "Leçon 1.1 fr", "ar": "Leçon 1.1 ar"}


def test_an_item_one_language_lacks_is_asked_of_nobody():
    course = make_course(lessons=1, languages=("fr", "ar"))
    arabic = LessonPage.objects.get(locale__language_code="ar")
    arabic.steps = list(arabic.steps.raw_data)[1:]

    publish(arabic)

    items = api.get_course_outline(course.translation_key).lessons[0].items
    assert [(item.slug, item.required) for item in items] == [
        ("solide", False),
        ("compter", True),
        ("plan", False),
    ]


def test_a_course_without_lessons_stays_a_draft(emitted):
    course = make_course(lessons=0, published=False)

    with pytest.raises(CourseWithoutLessons):
        publish(course)

    course.refresh_from_db()
    assert not course.live
    assert emitted() == []


def test_unpublishing_a_lesson_withdraws_it_and_changes_the_outline(emitted):
    course = make_course(lessons=2)

    lesson_of(course).unpublish()

    assert names(emitted())[1:] == [LessonWithdrawn, CoursePublished]
    outline = api.get_course_outline(course.translation_key)
    assert [lesson.code for lesson in outline.lessons] == ["M1-2"]


def test_deleting_a_live_lesson_says_what_unpublishing_says(emitted):
    course = make_course(lessons=2)

    lesson_of(course).delete()

    assert names(emitted())[1:] == [LessonWithdrawn, CoursePublished]
    assert len(api.get_course_outline(course.translation_key).lessons) == 1


def test_deleting_a_course_withdraws_each_lesson_and_keeps_its_editions(emitted):
    course = make_course(lessons=3)

    CoursePage.objects.get(pk=course.pk).delete()

    assert sorted(event.name for event in emitted()[1:]) == [
        "content.course.archived",
        "content.course.unpublished",
        *["content.lesson.withdrawn"] * 3,
    ]
    assert len(api.get_course_outline(course.translation_key).lessons) == 3
    assert api.find_course_outlines() == ()


def test_unpublishing_one_language_keeps_the_course_in_the_other(emitted):
    course = make_course(lessons=1, languages=("fr", "ar"))
    before = len(emitted())

    CoursePage.objects.get(locale__language_code="ar").unpublish()

    assert names(emitted())[before:] == [CourseUnpublished, CoursePublished]
    outline = api.get_course_outline(course.translation_key)
    assert outline.titles == {"fr": "Cours metiers fr"}


def test_moving_a_lesson_changes_both_outlines():
    here = make_course(code="ici", lessons=2)
    there = make_course(code="ailleurs", lessons=1)

    lesson_of(here).move(ModulePage.objects.child_of(there).get(), pos="last-child")

    assert len(api.get_course_outline(here.translation_key).lessons) == 1
    assert len(api.get_course_outline(there.translation_key).lessons) == 2


def test_publishing_one_of_sixty_lessons_takes_few_queries(
    django_assert_max_num_queries,
):
    course = make_course(lessons=60)
    revision = lesson_of(course).save_revision()

    with django_assert_max_num_queries(70):
        revision.publish()


def test_an_unknown_edition_is_refused():
    course = make_course()

    with pytest.raises(api.CourseNotPublished):
        api.get_course_outline(course.translation_key, edition=7)
    with pytest.raises(api.CourseNotPublished):
        api.get_course_outline(uuid.uuid4())


def test_a_course_is_archived_with_its_last_language_only(emitted):
    course = make_course(lessons=1, languages=("fr", "ar"))
    before = len(emitted())

    for page in CoursePage.objects.filter(translation_key=course.translation_key):
        page.unpublish()

    assert names(emitted())[before:] == [
        CourseUnpublished,
        CoursePublished,
        CourseUnpublished,
        CourseArchived,
    ]


def test_moving_a_lesson_to_another_course_is_told_of_both(emitted):
    here, there = make_course(lessons=2), make_course(code="autre", lessons=1)
    lesson = lesson_of(here)
    before = len(emitted())

    lesson.move(ModulePage.objects.child_of(there).get(), pos="last-child")

    moved, *editions = emitted()[before:]
    assert (type(moved), moved.lesson_key) == (LessonMoved, lesson.translation_key)
    assert (moved.course_key, moved.from_course_key) == (
        there.translation_key,
        here.translation_key,
    )
    assert {(type(event), event.course_key) for event in editions} == {
        (CoursePublished, here.translation_key),
        (CoursePublished, there.translation_key),
    }


def test_a_move_that_cannot_be_told_has_not_happened(monkeypatch):
    here, there = make_course(lessons=2), make_course(code="autre", lessons=1)
    lesson = lesson_of(here)
    monkeypatch.setattr("events.failpoints._reached", Counter())
    monkeypatch.setenv("EVENTS_FAILPOINT", "after_emit:raise")

    with pytest.raises(FailpointReached):
        lesson.move(ModulePage.objects.child_of(there).get(), pos="last-child")

    assert LessonPage.objects.get(pk=lesson.pk).get_parent().specific.code == "M1"
    assert LessonPage.objects.descendant_of(here).count() == 2
