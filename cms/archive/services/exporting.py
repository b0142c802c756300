"""A course as a folder again: as it went in, where nobody has changed it since.

The texts that came in are kept. A file, or a part of one, that still says the
same goes out as it was written; what an editor has changed is written anew.
"""

import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cms.archive.parts import PROGRAMS, spell_part, spell_yaml, store_step, write_part
from cms.archive.queries.markdown import read_steps, write_steps
from cms.archive.services.pictures import LessonLibrary
from cms.archive.services.records import say_course, say_lesson, say_module
from cms.archive.values import PartText, StepText
from cms.base.models import SiteImage
from cms.base.yaml import read_yaml
from cms.courses.models import ArchivedText, CoursePage, LessonPage, ModulePage
from cms.courses.queries.outlines import raw_blocks


class CourseUnknown(Exception):
    """There is no course of this code."""


def export_course(code: str, folder: Path) -> int:
    """The folder will hold the course as it is live; says how many files were written.

    Raises ``CourseUnknown``.
    """
    courses = _by_language(CoursePage.objects.live().filter(code=code))
    if not courses:
        raise CourseUnknown(code)
    writer = _Writer(folder)
    modules = _group(ModulePage, courses.values())
    data = say_course(courses, modules)
    writer.put_yaml("course.yaml", next(iter(courses.values())).translation_key, data)
    for translations in modules:
        _export_module(writer, translations)
    return writer.count


class _Writer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def put(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.count += 1

    def put_yaml(self, path: str, page_key: uuid.UUID, data: Mapping[str, Any]) -> None:
        """As it came in, if that still says the same."""
        text = find_text(page_key, Path(path).name)
        if not text or read_yaml(text)[0] != data:
            text = spell_yaml(data)
        self.put(path, text.encode())


def find_text(page_key: uuid.UUID, name: str) -> str:
    kept = ArchivedText.objects.filter(page_key=page_key, name=name)
    return kept.values_list("text", flat=True).first() or ""


def _by_language(pages: Iterable[Any]) -> dict[str, Any]:
    found = {page.locale.language_code: page for page in pages}
    return {name: found[name] for name in ("fr", "ar", "en") if name in found}


def _group(model: type[Any], parents: Iterable[Any]) -> list[dict[str, Any]]:
    """The live children of some pages, those of one key together, in order."""
    found: dict[uuid.UUID, list[Any]] = {}
    for parent in parents:
        for page in model.objects.live().child_of(parent).select_related("locale"):
            found.setdefault(page.translation_key, []).append(page)
    return [_by_language(pages) for pages in found.values()]


def _export_module(writer: _Writer, modules: dict[str, ModulePage]) -> None:
    first = next(iter(modules.values()))
    lessons = _group(LessonPage, modules.values())
    data = say_module(modules, lessons)
    writer.put_yaml(f"{first.slug}/module.yaml", first.translation_key, data)
    for block in raw_blocks(first, "programs"):
        name, source = block["value"]["name"], block["value"]["source"]
        writer.put(f"{first.slug}/{name}.py", source.encode())
    for translations in lessons:
        _export_lesson(writer, first.slug, translations)


def _export_lesson(
    writer: _Writer, module: str, lessons: dict[str, LessonPage]
) -> None:
    first = next(iter(lessons.values()))
    place, key = f"{module}/{first.slug}", first.translation_key
    library = LessonLibrary(key)
    writer.put_yaml(f"{place}/lesson.yaml", key, say_lesson(lessons))
    for language, page in lessons.items():
        steps = raw_blocks(page, "steps")
        kept = find_text(key, f"{language}.md")
        text = write_steps(_spell_steps(steps, library, _written(kept, key, library)))
        writer.put(f"{place}/{language}.md", text.encode())
    _export_programs(writer, place, raw_blocks(first, "steps"))
    images = SiteImage.objects.in_bulk(list(library.names))
    for pk, name in library.names.items():
        with images[pk].file.open("rb") as file:
            writer.put(f"{place}/{name}", file.read())


def _written(text: str, key: uuid.UUID, library: LessonLibrary) -> dict[str, str]:
    """How each part of the text that came in was written, by what it says."""
    written = {}
    for step in read_steps(text, lambda line, message: None):
        for part in step.parts:
            written[repr(_say(part, key, library))] = part.source
    return written


def _say(part: PartText, key: uuid.UUID, library: LessonLibrary) -> tuple[str, Any]:
    step = StepText("s", "", 0, [part])
    # Programs lie in files of their own; here it is their text that doesn't count.
    programs = (
        {f"{part.data['folder']}/{name}.py": "" for name in PROGRAMS}
        if part.kind == "code"
        else {}
    )
    stored = store_step(step, key, library, programs, {})
    return write_part(stored["value"]["parts"][0], library)


def _spell_steps(
    steps: list[dict[str, Any]], library: LessonLibrary, written: Mapping[str, str]
) -> list[StepText]:
    spelt = []
    for block in steps:
        step = StepText(block["value"]["key"], block["value"]["title"], 0)
        for part in block["value"]["parts"]:
            kind, data = write_part(part, library)
            source = written.get(repr((kind, data))) or spell_part(kind, data)
            step.parts.append(PartText(kind, data, source, 0))
        spelt.append(step)
    return spelt


def _export_programs(writer: _Writer, place: str, steps: list[dict[str, Any]]) -> None:
    for step in steps:
        for part in step["value"]["parts"]:
            if part["type"] == "code":
                value = part["value"]
                for name in PROGRAMS:
                    writer.put(
                        f"{place}/code/{value['folder']}/{name}.py",
                        value[name].encode(),
                    )
