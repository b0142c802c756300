"""The YAML files of an archive: fields by name, texts in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.archive.fields import Faults, Field, Ids, Library, Text, check_fields
from cms.archive.queries.folder import Folder
from cms.archive.queries.markdown import find_script
from cms.archive.values import LANGUAGES
from cms.base.yaml import BadYaml, read_yaml


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A list or a mapping whose inside is checked elsewhere."""

    kind: type
    needed: bool = False

    def check(self, value: Any) -> Faults:
        if not isinstance(value, self.kind):
            yield (), _("a list or names are expected here")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return value

    def write(self, stored: Any, library: Library) -> Any:
        return stored


@dataclass(frozen=True, slots=True)
class EachLanguage(AnyOf):
    """A text in each language: ``{fr: …, ar: …}``."""

    kind: type = dict
    needed: bool = True

    def check(self, value: Any) -> Faults:
        if not isinstance(value, dict) or not value:
            yield (), _("a text in each language is expected: {fr: …, ar: …}")
            return
        for language, text in value.items():
            if language not in LANGUAGES:
                yield (
                    (language,),
                    _("there is no language “%(name)s”") % {"name": language},
                )
            for _path, message in Text().check(text):
                yield (language,), message


def read_fields(
    folder: Folder, path: str, fields: Mapping[str, Field]
) -> tuple[str, dict[str, Any]]:
    """A YAML file's text and what it says; its faults are told to the folder."""
    text = folder.text(path)
    if text is None:
        return "", {}
    if line := find_script(text):
        folder.complain(path, line, _("the text carries script or raw HTML"))
    try:
        data, lines = read_yaml(text)
    except BadYaml as error:
        folder.complain(path, error.line, error.message)
        return text, {}
    faults = list(check_fields(data, fields))
    for where, message in faults:
        place = where
        while place not in lines:
            place = place[:-1]
        folder.complain(path, lines[place] if place else 1, message)
    # What is wrong was told; nobody reads on in it.
    wrong = {where[0] for where, _message in faults if where}
    kept = data.items() if isinstance(data, dict) else ()
    return text, {name: value for name, value in kept if name not in wrong}
