"""One lesson's folder: its steps in each language, its pictures and programs."""

import ast
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.archive.fields import Field, Key, Number, OneOf, Texts, check_fields
from cms.archive.parts import PROGRAMS, find_shape
from cms.archive.queries.folder import LARGEST_PICTURE, Folder
from cms.archive.queries.markdown import read_steps
from cms.archive.queries.texts import AnyOf, EachLanguage, read_fields
from cms.archive.shapes import KEYLESS, QUESTIONS, SHAPES, check_rules, describe
from cms.archive.values import LANGUAGES, LessonFolder, PartText, StepText
from cms.base import drawings

_LESSON: dict[str, Field] = {
    "key": Key(),
    "minutes": Number(least=1),
    "title": EachLanguage(),
    "goal": EachLanguage(),
    "competences": Texts(),
    "frameworks": Texts(needed=False),
    "complete": AnyOf(dict, needed=True),
    "notes": EachLanguage(needed=False),
    "words": AnyOf(list),
    "sources": Texts(needed=False),
}
_COMPLETE: dict[str, Field] = {
    "required": OneOf(words=("all",)),
    "quiz": Number(least=0, most=100),
}
_RASTER = (".avif", ".jpeg", ".jpg", ".png", ".webp")


def read_lesson(folder: Folder, module: str, name: str) -> LessonFolder:
    place = f"{module}/{name}"
    text, data = read_fields(folder, f"{place}/lesson.yaml", _LESSON)
    if isinstance(data.get("complete"), dict):
        for _path, message in check_fields(data["complete"], _COMPLETE):
            folder.complain(f"{place}/lesson.yaml", 0, f"complete: {message}")
    _check_words(folder, place, data)
    titles = data.get("title")
    languages = [
        language
        for language in LANGUAGES
        if f"{place}/{language}.md" in folder.files
        or (isinstance(titles, dict) and language in titles)
    ]
    texts = {"lesson.yaml": text}
    steps: dict[str, list[StepText]] = {}
    for language in languages:
        path = f"{place}/{language}.md"
        written = folder.text(path)
        if written is not None:
            texts[f"{language}.md"] = written
            steps[language] = read_steps(written, partial(folder.complain, path))
            _check_parts(folder, place, path, steps[language])
    if not languages:
        folder.complain(place, 0, _("the lesson has no text in any language"))
    _compare_languages(folder, place, steps)
    return LessonFolder(
        folder=name,
        data=data,
        steps=steps,
        texts=texts,
        pictures=_read_pictures(folder, place),
        programs=_read_programs(folder, place),
    )


def _check_words(folder: Folder, place: str, data: dict[str, Any]) -> None:
    for word in data.get("words") or []:
        good = isinstance(word, dict) and set(word) <= {*LANGUAGES, "meaning"}
        if not good or not isinstance(word.get("meaning"), dict):
            folder.complain(
                f"{place}/lesson.yaml",
                0,
                _("a word is {fr: …, ar: …, meaning: {fr: …, ar: …}}"),
            )


def _check_parts(folder: Folder, place: str, path: str, steps: list[StepText]) -> None:
    seen: set[str] = set()
    for step in steps:
        if f"step {step.key}" in seen:
            folder.complain(
                path,
                step.line,
                _("the key “%(key)s” stands here twice") % {"key": step.key},
            )
        seen.add(f"step {step.key}")
        for part in step.parts:
            if part.kind != "text":
                _check_part(folder, place, path, part)
            key = part.data.get("key") if part.kind not in KEYLESS else None
            if isinstance(key, str) and key in seen:
                folder.complain(
                    path,
                    part.line,
                    _("the key “%(key)s” stands here twice") % {"key": key},
                )
            seen.add(str(key))


def _check_part(folder: Folder, place: str, path: str, part: PartText) -> None:
    shape = find_shape(part)
    fields = SHAPES.get(shape)
    if fields is None or (part.kind == "question") != (shape in QUESTIONS):
        folder.complain(
            path,
            part.line_of(("kind",)),
            _("there is no question of kind “%(kind)s”") % {"kind": shape},
        )
        return
    if part.kind == "question":
        fields = {"kind": OneOf(words=(shape,)), **fields}
    faults = list(check_fields(part.data, fields))
    if not faults:
        faults = list(check_rules(shape, part.data))
    for where, message in faults:
        folder.complain(path, part.line_of(where), message)
    if not faults:
        for name in _find_files(shape, part.data):
            if f"{place}/{name}" not in folder.files:
                folder.complain(
                    path, part.line, _("there is no file %(name)s") % {"name": name}
                )


def _find_files(shape: str, data: dict[str, Any]) -> list[str]:
    if shape == "code":
        return [f"{data['folder']}/{name}.py" for name in PROGRAMS]
    rows = data.get("items") or [] if shape == "annotate" else [data]
    return [row["picture"] for row in rows if row.get("picture")]


def _compare_languages(
    folder: Folder, place: str, steps: dict[str, list[StepText]]
) -> None:
    if len(steps) < 2 or folder.faults:
        return
    (first, reference), *others = (
        (language, _describe(texts)) for language, texts in steps.items()
    )
    for language, shape in others:
        if len(shape) != len(reference):
            folder.complain(
                f"{place}/{language}.md",
                0,
                _("%(count)s steps, but %(other)s in %(language)s.md")
                % {"count": len(shape), "other": len(reference), "language": first},
            )
        for step, mine, theirs in zip(steps[language], shape, reference, strict=False):
            if mine != theirs:
                folder.complain(
                    f"{place}/{language}.md",
                    step.line,
                    _(
                        "this step differs from that of %(language)s.md in its keys or rules"
                    )
                    % {"language": first},
                )


def _describe(steps: list[StepText]) -> list[tuple[Any, ...]]:
    return [
        (
            step.key,
            *(
                (part.data.get("key"), *describe(find_shape(part), part.data))
                for part in step.parts
                if part.kind not in KEYLESS
            ),
        )
        for step in steps
    ]


def _read_pictures(folder: Folder, place: str) -> dict[str, Path]:
    pictures = {}
    for shown in folder.below(f"{place}/media"):
        folder.read.add(shown)
        file = folder.files[shown]
        if file.suffix == ".svg":
            fault = drawings.find_fault(file.read_bytes())
        elif file.suffix not in _RASTER:
            fault = _("pictures are SVG, PNG, JPEG, WebP or AVIF")
        elif file.stat().st_size > LARGEST_PICTURE:
            fault = _("this file is too large")
        else:
            fault = ""
        if fault:
            folder.complain(shown, 0, fault)
        pictures[shown.removeprefix(f"{place}/")] = file
    return pictures


def _read_programs(folder: Folder, place: str) -> dict[str, str]:
    programs = {}
    for shown in folder.below(f"{place}/code"):
        name = shown.removeprefix(f"{place}/")
        if name.count("/") != 2 or Path(name).stem not in PROGRAMS:
            continue
        source = folder.text(shown) or ""
        # What learners begin with may be broken on purpose; the rest may not.
        if not name.endswith("starter.py"):
            try:
                ast.parse(source)
            except (SyntaxError, ValueError) as error:
                line = getattr(error, "lineno", 0) or 0
                folder.complain(shown, line, _("this is not a program in Python"))
        programs[name] = source
    return programs
