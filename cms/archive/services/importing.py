"""A course's folder becomes pages: all of it, or nothing.

Importing again changes what differs and leaves the rest alone; what the folder
no longer holds is unpublished, not deleted. Called by the ``courses`` command.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.archive.parts import store_step
from cms.archive.services.pages import NAMESPACE, Changes, get_course_index
from cms.archive.services.pictures import LessonLibrary
from cms.archive.values import (
    LANGUAGES,
    CourseFolder,
    LessonFolder,
    ModuleFolder,
)
from cms.base.publishing import one_transaction
from cms.courses.models import (
    ArchivedText,
    CoursePage,
    LessonPage,
    ModulePage,
)
from cms.courses.queries.outlines import raw_blocks
from events.catalogue.content import PackageImported, PackageImportFailed
from events.outbox import emit

Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done."""

    course_key: uuid.UUID
    made: int
    changed: int
    withdrawn: int


def import_course(
    folder: CourseFolder, *, at: dt.datetime, publish: bool = True
) -> Imported:
    """The course will stand in the CMS as the folder says it.

    Emits what publishing and unpublishing its pages emits, ``PackageImported`` if
    anything differs, and one edition.
    """
    with one_transaction():
        done = _Import(folder).run(publish=publish)
        if done.made or done.changed or done.withdrawn:
            emit(
                PackageImported(
                    occurred_at=at,
                    course_key=done.course_key,
                    made=done.made,
                    changed=done.changed,
                    withdrawn=done.withdrawn,
                )
            )
        return done


@transaction.atomic
def refuse_archive(*, folder: Path, faults: int, at: dt.datetime) -> None:
    """An archive was read and can't be taken in. Emits ``PackageImportFailed``.

    The key is made from the folder's name, so that all tries with it are one story.
    """
    key = uuid.uuid5(NAMESPACE, f"package/{folder.resolve().name}")
    emit(PackageImportFailed(occurred_at=at, package_key=key, faults=faults))


class _Import:
    def __init__(self, folder: CourseFolder) -> None:
        self.folder = folder
        self.code = str(folder.data["key"])
        known = CoursePage.objects.filter(code=self.code).first()
        self.course_key = (
            known.translation_key
            if known
            else uuid.uuid5(NAMESPACE, f"course/{self.code}")
        )
        self.known = _find_keys(known)
        self.lessons = Changes()
        self.modules = Changes()
        self.courses = Changes()
        self.seen: set[int] = set()

    def run(self, *, publish: bool) -> Imported:
        languages = [name for name in LANGUAGES if name in self.folder.data["title"]]
        # Wagtail would count what refers to what at each of three saves a page.
        with disable_reference_index_auto_update():
            courses = [self._put_course(language) for language in languages]
        withdrawn = self._withdraw(courses)
        changes = (self.lessons, self.modules, self.courses)
        for change in changes:
            for page in change.pages:
                with disable_reference_index_auto_update():
                    revision = page.save_revision(clean=False)
                if publish:
                    revision.publish()
        return Imported(
            course_key=self.course_key,
            made=sum(change.made for change in changes),
            changed=sum(change.changed for change in changes),
            withdrawn=withdrawn,
        )

    def _key(self, kind: str, code: str) -> uuid.UUID:
        return self.known.get((kind, code)) or uuid.uuid5(
            self.course_key, f"{kind}/{code}"
        )

    def _put_course(self, language: str) -> CoursePage:
        data = self.folder.data
        course: CoursePage = self.courses.put(
            CoursePage,
            parent=get_course_index(language),
            key=self.course_key,
            title=data["title"][language],
            slug=self.code,
            code=self.code,
            audience=data["audience"],
            hours=data["hours"],
            summary=data["summary"].get(language, ""),
            public=data.get("for", {}).get(language, ""),
            outcome=data.get("outcome", {}).get(language, ""),
            choices="\n".join(
                ", ".join(choice["one_of"]) for choice in data.get("choose", [])
            ),
        )
        _keep_texts(self.course_key, {"course.yaml": self.folder.text})
        pages = [
            self._put_module(module, course, language)
            for module in self.folder.modules
            if language in module.data["title"]
        ]
        _put_in_order(course, pages)
        return course

    def _put_module(
        self, module: ModuleFolder, course: CoursePage, language: str
    ) -> ModulePage:
        data, code = module.data, str(module.data["key"])
        key = self._key("module", code)
        page: ModulePage = self.modules.put(
            ModulePage,
            parent=course,
            key=key,
            title=data["title"][language],
            slug=module.folder,
            code=code,
            pole=data["pole"],
            hours=data["hours"],
            period=data.get("period", ""),
            summary=data["summary"].get(language, ""),
            goals=_put_titles(key, "goal", data.get("goals"), language),
            planned=_put_titles(key, "lesson", data.get("outline"), language),
            competences=data.get("competences", []),
            frameworks="\n".join(data.get("frameworks", [])),
            after=", ".join(self.folder.data.get("after", {}).get(code, [])),
            notes=data.get("notes", {}).get(language, ""),
            programs=[
                {
                    "type": "program",
                    "id": str(uuid.uuid5(key, f"program/{name}")),
                    "value": {"name": name.removesuffix(".py"), "source": source},
                }
                for name, source in sorted(module.programs.items())
            ],
        )
        _keep_texts(key, {"module.yaml": module.text})
        self.seen.add(page.pk)
        pages = [
            self._put_lesson(lesson, page, language)
            for lesson in module.lessons
            if language in lesson.steps
        ]
        _put_in_order(page, pages)
        return page

    def _put_lesson(
        self, lesson: LessonFolder, module: ModulePage, language: str
    ) -> LessonPage:
        data, code = lesson.data, str(lesson.data["key"])
        key = self._key("lesson", code)
        library = LessonLibrary(key)
        library.keep(lesson.pictures, title=code)
        known = _find_item_ids(key)
        page: LessonPage = self.lessons.put(
            LessonPage,
            parent=module,
            key=key,
            title=data["title"][language],
            slug=lesson.folder,
            code=code,
            minutes=data["minutes"],
            goal=data["goal"].get(language, ""),
            steps=[
                store_step(step, key, library, lesson.programs, known)
                for step in lesson.steps[language]
            ],
            words=_put_words(key, data.get("words", []), language),
            notes=data.get("notes", {}).get(language, ""),
            quiz_percent=data["complete"]["quiz"],
            competences=data["competences"],
            frameworks="\n".join(data.get("frameworks", [])),
            sources="\n".join(data.get("sources", [])),
        )
        _keep_texts(key, lesson.texts)
        self.seen.add(page.pk)
        return page

    def _withdraw(self, courses: Iterable[CoursePage]) -> int:
        """Take off what the folder no longer holds; deepest first."""
        count = 0
        for model in (LessonPage, ModulePage):
            for course in courses:
                live = model.objects.live().descendant_of(course)
                for page in live.exclude(pk__in=self.seen):
                    page.unpublish()
                    count += 1
        return count


def _find_keys(course: CoursePage | None) -> dict[tuple[str, str], uuid.UUID]:
    """The keys that modules and lessons have already: learners' progress hangs on them."""
    if course is None:
        return {}
    known: dict[tuple[str, str], uuid.UUID] = {}
    for translation in course.get_translations(inclusive=True):
        for kind, model in (("module", ModulePage), ("lesson", LessonPage)):
            pages = model.objects.descendant_of(translation)
            for code, key in pages.values_list("code", "translation_key"):
                known[kind, code] = key
    return known


def _find_item_ids(lesson_key: uuid.UUID) -> dict[str, str]:
    return {
        part["value"]["key"]: part["id"]
        for page in LessonPage.objects.filter(translation_key=lesson_key)
        for step in raw_blocks(page, "steps")
        for part in step["value"]["parts"]
        if isinstance(part["value"], dict) and part["value"].get("key")
    }


def _put_titles(
    key: uuid.UUID, name: str, titles: list[Mapping[str, str]] | None, language: str
) -> Blocks:
    return [
        {
            "type": name,
            "id": str(uuid.uuid5(key, f"{name}/{number}")),
            "value": text[language],
        }
        for number, text in enumerate(titles or [])
        if language in text
    ]


def _put_words(
    key: uuid.UUID, words: Iterable[Mapping[str, Any]], language: str
) -> Blocks:
    return [
        {
            "type": "word",
            "id": str(uuid.uuid5(key, f"word/{number}")),
            "value": {
                "term": word[language],
                "meaning": word["meaning"].get(language, ""),
            },
        }
        for number, word in enumerate(words)
        if language in word
    ]


def _keep_texts(page_key: uuid.UUID, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ArchivedText.objects.update_or_create(
            page_key=page_key, name=name, defaults={"text": text}
        )


def _put_in_order(parent: Page, pages: list[Any]) -> None:
    """The children stand as the folder names them; nothing moves if they do already."""
    wanted = [page.pk for page in pages]
    there = list(parent.get_children().values_list("pk", flat=True))
    if [pk for pk in there if pk in set(wanted)] == wanted:
        return
    for page in pages:
        Page.objects.get(pk=page.pk).move(parent, pos="last-child")
