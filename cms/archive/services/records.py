"""What ``course.yaml``, ``module.yaml`` and ``lesson.yaml`` say of pages."""

from collections.abc import Mapping
from typing import Any

from cms.courses.models import CoursePage, LessonPage, ModulePage
from cms.courses.queries.outlines import raw_blocks

Texts = dict[str, str]


def say_course(
    courses: Mapping[str, CoursePage], modules: list[dict[str, ModulePage]]
) -> dict[str, Any]:
    first = next(iter(courses.values()))
    firsts = [next(iter(module.values())) for module in modules]
    return _without_empty(
        {
            "key": first.code,
            "audience": first.audience,
            "title": _texts(courses, "title"),
            "summary": _texts(courses, "summary"),
            "for": _texts(courses, "public"),
            "outcome": _texts(courses, "outcome"),
            "hours": first.hours,
            "modules": [module.slug for module in firsts],
            "after": {
                module.code: _split(module.after, ",")
                for module in firsts
                if module.after
            },
            "choose": [
                {"one_of": _split(line, ",")} for line in _split(first.choices, "\n")
            ],
        }
    )


def say_module(
    modules: Mapping[str, ModulePage], lessons: list[dict[str, LessonPage]]
) -> dict[str, Any]:
    first = next(iter(modules.values()))
    return _without_empty(
        {
            "key": first.code,
            "pole": first.pole,
            "hours": first.hours,
            "period": first.period,
            "title": _texts(modules, "title"),
            "summary": _texts(modules, "summary"),
            "goals": _rows(modules, "goals"),
            "competences": first.competences,
            "frameworks": _split(first.frameworks, "\n"),
            "notes": _texts(modules, "notes"),
            "lessons": [next(iter(lesson.values())).slug for lesson in lessons],
            "outline": _rows(modules, "planned"),
        }
    )


def say_lesson(lessons: Mapping[str, LessonPage]) -> dict[str, Any]:
    first = next(iter(lessons.values()))
    return _without_empty(
        {
            "key": first.code,
            "minutes": first.minutes,
            "title": _texts(lessons, "title"),
            "goal": _texts(lessons, "goal"),
            "competences": first.competences,
            "frameworks": _split(first.frameworks, "\n"),
            "complete": {"required": "all", "quiz": first.quiz_percent},
            "notes": _texts(lessons, "notes"),
            "words": _words(lessons),
            "sources": _split(first.sources, "\n"),
        }
    )


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], {})}


def _split(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _texts(pages: Mapping[str, Any], field: str) -> Texts:
    return {
        language: text
        for language, page in pages.items()
        if (text := getattr(page, field))
    }


def _rows(pages: Mapping[str, Any], field: str) -> list[Texts]:
    """The blocks of all languages, those of one id together."""
    rows: dict[str, Texts] = {}
    for language, page in pages.items():
        for block in raw_blocks(page, field):
            rows.setdefault(block["id"], {})[language] = block["value"]
    return list(rows.values())


def _words(lessons: Mapping[str, LessonPage]) -> list[dict[str, Any]]:
    words: dict[str, dict[str, Any]] = {}
    for language, page in lessons.items():
        for block in raw_blocks(page, "words"):
            word = words.setdefault(block["id"], {"meaning": {}})
            word[language] = block["value"]["term"]
            word["meaning"][language] = block["value"]["meaning"]
    return list(words.values())
