"""A course's folder, read and checked whole: all faults are told, not the first."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.archive.fields import Field, Key, Number, OneOf, Text, Texts
from cms.archive.queries.folder import NAME, ArchiveRefused, Folder
from cms.archive.queries.lesson import read_lesson
from cms.archive.queries.texts import AnyOf, EachLanguage, read_fields
from cms.archive.values import CourseFolder, ModuleFolder

_TITLES = EachLanguage()
_COURSE: dict[str, Field] = {
    "key": Key(),
    "audience": OneOf(words=("learners", "teachers")),
    "title": _TITLES,
    "summary": _TITLES,
    "for": EachLanguage(needed=False),
    "outcome": EachLanguage(needed=False),
    "hours": Number(least=0),
    "modules": Texts(),
    "after": AnyOf(dict),
    "choose": AnyOf(list),
}
_MODULE: dict[str, Field] = {
    "key": Key(),
    "pole": OneOf(words=("educational", "vocational", "personal", "openness")),
    "hours": Number(least=0),
    "period": Text(needed=False),
    "title": _TITLES,
    "summary": _TITLES,
    "goals": AnyOf(list),
    "competences": Texts(needed=False),
    "frameworks": Texts(needed=False),
    "notes": EachLanguage(needed=False),
    "lessons": Texts(needed=False),
    "outline": AnyOf(list),
}


def read_course(root: Path) -> CourseFolder:
    """The course the folder holds.

    Raises ``ArchiveRefused`` with every fault.
    """
    folder = Folder(root)
    text, data = read_fields(folder, "course.yaml", _COURSE)
    modules = tuple(
        _read_module(folder, name)
        for name in _names(folder, "course.yaml", data, "modules")
    )
    _refuse_twice(folder, modules)
    folder.complain_of_unread()
    if folder.faults:
        raise ArchiveRefused(folder.faults)
    return CourseFolder(data, text, modules)


def _names(folder: Folder, path: str, data: Mapping[str, Any], field: str) -> list[str]:
    names = data.get(field) or []
    good = [name for name in names if isinstance(name, str) and NAME.match(name)]
    for name in names:
        if name not in good:
            folder.complain(
                path,
                0,
                _("“%(name)s” is not the name of a folder here") % {"name": name},
            )
    return good


def _read_module(folder: Folder, name: str) -> ModuleFolder:
    path = f"{name}/module.yaml"
    text, data = read_fields(folder, path, _MODULE)
    for field in ("goals", "outline"):
        for number, titles in enumerate(data.get(field) or []):
            for _path, message in EachLanguage().check(titles):
                folder.complain(path, 0, f"{field} {number + 1}: {message}")
    lessons = tuple(
        read_lesson(folder, name, lesson)
        for lesson in _names(folder, path, data, "lessons")
    )
    programs = {
        shown.removeprefix(f"{name}/"): folder.text(shown) or ""
        for shown in folder.below(name)
        if shown.count("/") == 1 and shown.endswith(".py")
    }
    return ModuleFolder(name, data, text, lessons, programs)


def _refuse_twice(folder: Folder, modules: tuple[ModuleFolder, ...]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for module in modules:
        things = [("module", module.data, f"{module.folder}/module.yaml")]
        things += [
            ("lesson", lesson.data, f"{module.folder}/{lesson.folder}/lesson.yaml")
            for lesson in module.lessons
        ]
        for kind, data, path in things:
            key = str(data.get("key"))
            if (kind, key) in seen:
                folder.complain(
                    path, 0, _("the key “%(key)s” stands here twice") % {"key": key}
                )
            seen[kind, key] = path
