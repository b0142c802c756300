"""Between a part of a step as the archive writes it and the block that stores it."""

import uuid
from collections.abc import Mapping
from typing import Any

import yaml

from cms.archive.fields import Ids, Library, store_fields, write_fields
from cms.archive.shapes import KEYLESS, QUESTIONS, SHAPES, read_truth
from cms.archive.values import PartText, StepText

Block = dict[str, Any]
PROGRAMS = ("starter", "solution", "checks")


def find_shape(part: PartText) -> str:
    """The shape a part should have: a question's is that of its kind."""
    if part.kind == "question":
        return str(part.data.get("kind"))
    return part.kind


def store_step(
    step: StepText,
    lesson_key: uuid.UUID,
    library: Library,
    programs: Mapping[str, str],
    known: Mapping[str, str],
) -> Block:
    """The block of a step. ``known`` holds the ids that items of these keys have already."""
    ids = Ids(lesson_key)
    return {
        "type": "step",
        "id": str(ids.below("step").below(step.key)),
        "value": {
            "key": step.key,
            "title": step.title,
            "parts": [
                _store_part(
                    part, _make_id(ids, step, number, part, known), library, programs
                )
                for number, part in enumerate(step.parts)
            ],
        },
    }


def _make_id(
    ids: Ids, step: StepText, number: int, part: PartText, known: Mapping[str, str]
) -> str:
    if part.kind in KEYLESS:
        return str(ids.below(step.key).below(number))
    # An item keeps its id when it moves to another step: progress hangs on it.
    key = part.data["key"]
    return known.get(key) or str(ids.below("item").below(key))


def _store_part(
    part: PartText, part_id: str, library: Library, programs: Mapping[str, str]
) -> Block:
    shape = find_shape(part)
    if shape == "text":
        return {"type": "text", "id": part_id, "value": part.data}
    value = store_fields(part.data, SHAPES[shape], Ids(uuid.UUID(part_id)), library)
    if shape == "code":
        for name in PROGRAMS:
            value[name] = programs[f"{value['folder']}/{name}.py"]
        value["folder"] = value["folder"].removeprefix("code/")
    if shape == "annotate":
        passing = value.pop("pass")
        value["share"], value["iou"] = passing["share"], passing.get("iou")
    return {"type": shape.replace("-", "_"), "id": part_id, "value": value}


def write_part(block: Block, library: Library) -> tuple[str, Any]:
    """The kind of a part and what the archive says of it."""
    shape, stored = block["type"].replace("_", "-"), block["value"]
    if shape == "text":
        return "text", stored
    if shape == "code":
        stored = {**stored, "folder": f"code/{stored['folder']}"}
    if shape == "annotate":
        passing = {"share": stored["share"]}
        if stored.get("iou") is not None:
            passing = {"iou": stored["iou"], **passing}
        stored = {**stored, "pass": passing}
    data = write_fields(stored, SHAPES[shape], library)
    if shape == "annotate":
        for row in data["items"]:
            row["truth"] = read_truth(data["task"], row["truth"])
    if shape in QUESTIONS:
        return "question", {"key": data.pop("key"), "kind": shape, **data}
    return shape, data


def spell_part(kind: str, data: Any) -> str:
    """A part as we write it where nobody has written it before."""
    if kind == "text":
        return str(data)
    if kind == "picture":
        caption = f' "{data["caption"]}"' if data.get("caption") else ""
        return f"![{data['alt']}]({data['picture']}{caption})"
    return f"```{kind}\n{spell_yaml(data)}```"


def spell_yaml(data: Any) -> str:
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100_000)
    return text
