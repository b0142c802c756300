"""YAML from strangers: no tags, no aliases, no deep nesting, each key once, lines known."""

import datetime as dt
from typing import Any

import yaml
from django.utils.translation import gettext as _

# The C parser is ten times as fast, where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST = 400_000
DEEPEST = 12
Path = tuple[str | int, ...]
Lines = dict[Path, int]


class BadYaml(Exception):
    """The text is not YAML as we take it; ``line`` is counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def read_yaml(text: str) -> tuple[Any, Lines]:
    """What the text says, and the line on which each part of it stands.

    Raises ``BadYaml``.
    """
    if len(text) > LONGEST:
        raise BadYaml(_("the text is too long"), 1)
    try:
        _refuse_tricks(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadYaml(
            _("this is not YAML: %(problem)s") % {"problem": error.problem},
            mark.line + 1 if mark else 1,
        ) from error
    except yaml.YAMLError as error:
        raise BadYaml(
            _("this is not YAML: %(problem)s") % {"problem": error}, 1
        ) from error
    lines: Lines = {}
    data = _read(node, (), lines) if node else {}
    return data, lines


def _refuse_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadYaml(_("anchors and aliases (& and *) are not allowed"), line)
        if getattr(event, "tag", None):
            raise BadYaml(_("tags (!) are not allowed"), line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise BadYaml(_("the text is nested too deeply"), line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read(node: Any, path: Path, lines: Lines) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_read(item, (*path, i), lines) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in mapping:
                raise BadYaml(
                    _("“%(key)s” stands here twice") % {"key": key},
                    key_node.start_mark.line + 1,
                )
            mapping[key] = _read(value_node, (*path, key), lines)
        return mapping
    value = yaml.SafeLoader("").construct_object(node)
    # A date or a number where somebody wrote a text is for the reader to refuse.
    return value.isoformat() if isinstance(value, dt.date) else value
