"""Courses with real questions, published in a few writes."""

import uuid

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.courses import services
from cms.courses.models import (
    Competence,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    ModulePage,
)
from tests.factories.site import ensure_roots

_NAMESPACE = uuid.UUID("7f6b1d9e-6a2f-4b67-9a8e-0a3c5d1e2f40")


def item_key(lesson_key, slug):
    return uuid.uuid5(lesson_key, f"item/{slug}")


def rows(*values):
    return [
        {"type": "item", "value": value, "id": str(uuid.uuid5(_NAMESPACE, str(value)))}
        for value in values
    ]


def make_part(lesson_key, kind, slug, **value):
    """One thing to do, as the editor would have stored it."""
    value = {"key": slug, "prompt": f"Question {slug}", "required": True, **value}
    return {"type": kind, "id": str(item_key(lesson_key, slug)), "value": value}


def make_one(lesson_key, slug="solide", **value):
    """A question with one right answer, ``phrase``, and a wrong one, ``suite``."""
    choices = rows(
        {"key": "suite", "text": "123456", "right": False, "feedback": "Trop court."},
        {"key": "phrase", "text": "tram-lune", "right": True, "feedback": "Oui."},
    )
    helped = {"choices": choices, "hints": rows("Compte."), "explanation": "Long."}
    return make_part(lesson_key, "one", slug, **{**helped, **value})


def make_number(lesson_key, slug="compter", **value):
    """A question whose answer is 14."""
    given = {"answer": 14, "tolerance": 0, "unit": "", "hints": [], "explanation": ""}
    return make_part(lesson_key, "number", slug, **{**given, **value})


def make_reflection(lesson_key, slug="plan", **value):
    """A reflection nobody has to do."""
    return make_part(
        lesson_key, "reflection", slug, **{"share": "none", "required": False, **value}
    )


def make_steps(lesson_key, *steps):
    """A step for each list of parts, after a line of text."""
    return [
        {
            "type": "step",
            "id": str(uuid.uuid5(lesson_key, f"step/s{number}")),
            "value": {
                "key": f"s{number}",
                "title": f"Étape {number}",
                "parts": [
                    {
                        "type": "text",
                        "id": str(uuid.uuid5(lesson_key, f"text/s{number}")),
                        "value": "Lis **bien**.",
                    },
                    *parts,
                ],
            },
        }
        for number, parts in enumerate(steps, 1)
    ]


def make_competence(code, **told):
    """Something to show, named after its code in every language."""
    names = {f"name_{language}": f"{code} {language}" for language in ("fr", "ar")}
    return Competence.objects.create(
        **{"code": code, "pole": "vocational", **names, **told}
    )


def default_steps(lesson_key):
    return make_steps(
        lesson_key,
        [make_one(lesson_key)],
        [make_number(lesson_key)],
        [make_reflection(lesson_key)],
    )


def get_locale(language):
    return Locale.objects.get_or_create(language_code=language)[0]


def get_course_index(language=settings.LANGUAGE_CODE):
    """The list of courses in this language, made if need be."""
    locale = get_locale(language)
    index = CourseIndexPage.objects.filter(locale=locale).first()
    if index is None:
        index = CourseIndexPage(
            title="Programmes",
            slug=f"programmes-{language}",
            locale=locale,
            translation_key=uuid.uuid5(_NAMESPACE, "index"),
        )
        home = Page.objects.filter(depth=2, slug="home").first()
        (home or ensure_roots()).add_child(instance=index)
    return index


def add_page(parent, model, **fields):
    """A live page below another, of the parent's language."""
    page = model(
        locale=parent.locale, live=True, last_published_at=timezone.now(), **fields
    )
    parent.add_child(instance=page)
    return page


def make_course(
    *,
    code="metiers",
    lessons=3,
    modules=1,
    languages=("fr",),
    audience="learners",
    steps=default_steps,
    quiz_percent=60,
    published=True,
    choices="",
):
    """The first language's page of a course; ``steps`` makes a lesson's steps from its key.

    Lesson ``n`` of module ``m`` has the code ``Mm-n``.
    """
    # A new key each time: editions are kept in the process by their course.
    course_key = uuid.uuid4()
    pages = [
        _make_language(
            language,
            course_key=course_key,
            code=code,
            lessons=lessons,
            modules=modules,
            audience=audience,
            steps=steps,
            quiz_percent=quiz_percent,
            choices=choices,
        )
        for language in languages
    ]
    if published:
        CoursePage.objects.filter(translation_key=course_key).update(live=True)
        for language in languages:
            services.publish_course(
                course_key=course_key, language=language, at=timezone.now()
            )
    return CoursePage.objects.get(pk=pages[0].pk)


def _make_language(
    language,
    *,
    course_key,
    code,
    lessons,
    modules,
    audience,
    steps,
    quiz_percent,
    choices,
):
    course = add_page(
        get_course_index(language),
        CoursePage,
        translation_key=course_key,
        code=code,
        slug=code,
        title=f"Cours {code} {language}",
        summary="Apprendre.",
        audience=audience,
        choices=choices,
        hours=20,
    )
    CoursePage.objects.filter(pk=course.pk).update(live=False)
    for m in range(1, modules + 1):
        module = add_page(
            course,
            ModulePage,
            translation_key=uuid.uuid5(course_key, f"module/M{m}"),
            code=f"M{m}",
            slug=f"M{m}",
            title=f"Module {m} {language}",
            summary="Une partie.",
            pole="vocational",
            hours=10,
        )
        for n in range(1, lessons + 1):
            lesson_key = uuid.uuid5(course_key, f"lesson/M{m}-{n}")
            add_page(
                module,
                LessonPage,
                translation_key=lesson_key,
                code=f"M{m}-{n}",
                slug=f"{code}-{m}-{n}-lecon",
                title=f"Leçon {m}.{n} {language}",
                goal="Faire une chose",
                minutes=20,
                quiz_percent=quiz_percent,
                steps=steps(lesson_key),
            )
    return course
