"""Reads the folder of a site and says what is wrong with it, file and line.

Nothing is written here: an importer that has read everything can refuse it all.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.base import drawings
from cms.base.yaml import BadYaml, read_yaml
from cms.site.services.markdown import Text, read_text

LANGUAGES = ("fr", "ar", "en")
LARGEST_FILE = 256 * 1024
MOST_ITEMS = 2_000
LONGEST_DESCRIPTION = 160
TYPES = frozenset(
    [
        "home",
        "standard",
        "programme",
        "news",
        "event",
        "call",
        "press",
        "portrait",
        "institution",
        "job",
        "faq",
        "contact",
        "legal",
        "accessibility",
        "news-index",
    ]
)
NEEDED = {
    "event": ("start", "end", "place", "seats"),
    "call": ("days_ago", "closes_in_days", "seats"),
    "job": ("age", "school_level", "doors"),
    "institution": ("role", "names"),
    "home": ("blocks",),
    "faq": ("groups",),
}
DATED = frozenset({"news", "press", "event", "call"})
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Item:
    """One page in every language, as the folder has it."""

    key: str
    type: str
    path: str
    data: Mapping[str, Any]
    lines: Mapping[str, int]
    texts: Mapping[str, Text]

    def line(self, name: str) -> int:
        return self.lines.get(name, 1)


@dataclass(slots=True)
class Folder:
    """All that could be read, and all that is wrong."""

    root: Path
    items: dict[str, Item] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def blame(self, path: str, line: int, message: str) -> None:
        self.faults.append(Fault(path, line, message))


def read_folder(root: Path) -> Folder:
    """The folder at ``root``, with its faults."""
    folder = Folder(root=root.resolve())
    if not folder.root.is_dir():
        folder.blame(str(root), 1, "there is no such folder")
        return folder
    settings, _lines = _read_yaml(folder, "settings.yaml")
    folder.settings = settings
    paths = sorted(folder.root.glob("*/*/page.yaml"))
    if len(paths) > MOST_ITEMS:
        folder.blame(".", 1, f"more than {MOST_ITEMS} items")
        return folder
    for path in paths:
        _read_item(folder, path.parent.relative_to(folder.root).as_posix())
    if not any(item.type == "home" for item in folder.items.values()):
        folder.blame(".", 1, "no item of type home")
    for item in folder.items.values():
        _check_item(folder, item)
    return folder


def _read_item(folder: Folder, place: str) -> None:
    path = f"{place}/page.yaml"
    data, lines = _read_yaml(folder, path)
    key = data.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        folder.blame(
            path, lines.get("key", 1), "key is missing or has other characters"
        )
        return
    if key in folder.items:
        folder.blame(path, lines["key"], f"key {key} stands twice")
        return
    kind = data.get("type")
    if kind not in TYPES:
        folder.blame(path, lines.get("type", 1), f"there is no type {kind!r}")
        return
    texts = {}
    for language in LANGUAGES:
        name = f"{place}/{language}.md"
        source = _read_file(folder, name)
        if source is not None:
            text = read_text(source, is_keyed=kind in {"home", "faq"})
            texts[language] = text
            for line, message in text.faults:
                folder.blame(name, line, message)
    folder.items[key] = Item(key, kind, place, data, lines, texts)


def _read_file(folder: Folder, name: str) -> str | None:
    path = folder.root / name
    if not path.is_file():
        folder.blame(name, 1, "the file is missing")
        return None
    if not path.resolve().is_relative_to(folder.root):
        folder.blame(name, 1, "the file lies outside the folder")
        return None
    if path.stat().st_size > LARGEST_FILE:
        folder.blame(name, 1, f"the file is larger than {LARGEST_FILE // 1024} KB")
        return None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        folder.blame(name, 1, "the file is not UTF-8")
        return None


def _read_yaml(folder: Folder, name: str) -> tuple[dict[str, Any], dict[str, int]]:
    """A mapping and the line of each of its keys."""
    source = _read_file(folder, name)
    if source is None:
        return {}, {}
    try:
        data, lines = read_yaml(source)
    except BadYaml as state:
        folder.blame(name, state.line, state.message)
        return {}, {}
    if not isinstance(data, dict):
        folder.blame(name, 1, "the file is not a list of names and values")
        return {}, {}
    return data, {str(path[0]): line for path, line in lines.items() if len(path) == 1}


def _check_item(folder: Folder, item: Item) -> None:
    path = f"{item.path}/page.yaml"

    def blame(name: str, message: str) -> None:
        folder.blame(path, item.line(name), message)

    if Path(item.path).name != item.key:
        blame("key", f"the folder is not called {item.key}")
    if not isinstance(item.data.get("demonstration"), bool):
        blame("demonstration", "demonstration is neither true nor false")
    for name in NEEDED.get(item.type, ()):
        if name not in item.data:
            blame("type", f"{item.type} needs {name}")
    if item.type in DATED and not any(
        name in item.data for name in ("date", "days_ago", "in_days")
    ):
        blame("type", f"{item.type} needs date, days_ago or in_days")
    if "date" in item.data and not _is_date(item.data["date"]):
        blame("date", "date is not a day, such as 2019-12-27")
    _check_picture(folder, item, blame)
    for language in LANGUAGES:
        text = (item.data.get("description") or {}).get(language, "")
        if not 0 < len(text) <= LONGEST_DESCRIPTION:
            blame(
                "description", f"description in {language} has {len(text)} characters"
            )
    for other in _named_items(item):
        if other not in folder.items:
            blame("related", f"there is no item {other}")
    _check_texts(folder, item)


def _check_picture(folder: Folder, item: Item, blame: Any) -> None:
    picture = item.data.get("picture") or {}
    name = picture.get("file")
    if not isinstance(name, str):
        blame("picture", "there is no picture")
        return
    path = (folder.root / name).resolve()
    if not path.is_relative_to(folder.root):
        blame("picture", f"the picture {name} lies outside the folder")
    elif not path.is_file():
        blame("picture", f"there is no picture {name}")
    elif path.suffix == ".svg" and (fault := drawings.find_fault(path.read_bytes())):
        folder.blame(name, 1, fault)
    for language in LANGUAGES:
        if not (picture.get("alt") or {}).get(language):
            blame("picture", f"the picture has no description in {language}")


def _is_date(text: Any) -> bool:
    try:
        dt.date.fromisoformat(str(text))
    except ValueError:
        return False
    return True


def _named_items(item: Item) -> list[str]:
    blocks = item.data.get("blocks") or ()
    return [
        *(item.data.get("related") or ()),
        *(key for block in blocks for key in block.get("show") or ()),
        *(action["to"] for block in blocks for action in block.get("actions") or ()),
        *(block["to"] for block in blocks if "to" in block),
    ]


def _check_texts(folder: Folder, item: Item) -> None:
    for language, text in item.texts.items():
        path = f"{item.path}/{language}.md"
        for line, name in text.names:
            if name not in folder.settings:
                folder.blame(path, line, f"there is no setting {name}")
        for line, key in text.links:
            if key not in folder.items:
                folder.blame(path, line, f"the link leads to {key}, which there isn't")
        french = item.texts.get("fr")
        if french is not None and text.shape != french.shape:
            folder.blame(
                path, 1, "headings, list items, rows or links differ from French"
            )
    wanted = [block["key"] for block in item.data.get("blocks") or ()] or [
        question
        for group in item.data.get("groups") or ()
        for question in group["questions"]
    ]
    if item.type in {"home", "faq"}:
        for language, text in item.texts.items():
            if text.keys != wanted:
                path = f"{item.path}/{language}.md"
                folder.blame(path, 1, f"the keys of headings are not {wanted}")
