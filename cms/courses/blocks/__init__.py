"""What a lesson is made of: steps, and in each step a few parts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.base.blocks import KeyBlock, LineBlock, MarkdownBlock, ProgramBlock
from cms.courses.blocks.activities import (
    AnnotateBlock,
    ClassActivityBlock,
    CodeBlock,
    HandInBlock,
)
from cms.courses.blocks.keys import find_rows, find_twice, name_keys
from cms.courses.blocks.questions import (
    FillBlock,
    ManyBlock,
    MatchBlock,
    NumberBlock,
    OneBlock,
    OrderBlock,
    PointBlock,
    ReflectionBlock,
    ShortBlock,
    SurveyBlock,
)
from cms.courses.blocks.texts import (
    AudioBlock,
    CalloutBlock,
    DownloadBlock,
    PictureBlock,
    ProgramFileBlock,
    VideoBlock,
    WordBlock,
)

__all__ = ["ModuleProgramBlock", "PartsBlock", "StepBlock", "StepsBlock", "WordBlock"]

Errors = dict[Any, ValidationError]
_READ = _("To read and listen to")
_ASK = _("Questions")
_ACT = _("Activities")


class PartsBlock(blocks.StreamBlock):
    """What one screen holds: a text, a picture or a sound, one act."""

    text = MarkdownBlock(
        label=_("Text"),
        rows=4,
        group=_READ,
        help_text=_("**bold**, lists, [links](https://…), `code`. 60 words at most."),
    )
    picture = PictureBlock(group=_READ)
    callout = CalloutBlock(group=_READ)
    audio = AudioBlock(group=_READ)
    video = VideoBlock(group=_READ)
    download = DownloadBlock(group=_READ)
    one = OneBlock(group=_ASK)
    many = ManyBlock(group=_ASK)
    order = OrderBlock(group=_ASK)
    match = MatchBlock(group=_ASK)
    fill = FillBlock(group=_ASK)
    short = ShortBlock(group=_ASK)
    number = NumberBlock(group=_ASK)
    point = PointBlock(group=_ASK)
    survey = SurveyBlock(group=_ASK)
    reflection = ReflectionBlock(group=_ASK)
    code = CodeBlock(group=_ACT)
    annotate = AnnotateBlock(group=_ACT)
    hand_in = HandInBlock(group=_ACT)
    class_activity = ClassActivityBlock(group=_ACT)


class StepBlock(blocks.StructBlock):
    """One screen of a phone."""

    key = KeyBlock(label=_("Key"))
    title = LineBlock(label=_("Title"), max_length=200)
    parts = PartsBlock(label=_("Parts"), required=False)

    class Meta:
        icon = "mobile-alt"
        label = _("Step")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(children=["title", "parts"], settings=["key"])


class StepsBlock(blocks.StreamBlock):
    """The steps of a lesson. What has no key gets one; no key stands twice."""

    step = StepBlock()

    class Meta:
        collapsed = True

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        steps = [step.value for step in value]
        name_keys(steps, "s")
        items = [
            (number, place, part)
            for number, step in enumerate(steps)
            for place, part in enumerate(step["parts"])
            if "key" in getattr(part.block, "child_blocks", {})
        ]
        for _number, _place, part in items:
            for rows in find_rows(part.value):
                name_keys(rows, "c")
        name_keys([part.value for _number, _place, part in items], "q")
        faults = {
            **find_twice(dict(enumerate(steps))),
            **self._find_items_twice(items),
        }
        if faults:
            raise blocks.StreamBlockValidationError(block_errors=faults)
        return value

    def _find_items_twice(self, items: list[tuple[int, int, Any]]) -> Errors:
        twice = find_twice({(n, place): part.value for n, place, part in items})
        faults: dict[int, dict[int, ValidationError]] = {}
        for (number, place), error in twice.items():
            faults.setdefault(number, {})[place] = error
        return {
            number: blocks.StructBlockValidationError(
                block_errors={
                    "parts": blocks.StreamBlockValidationError(block_errors=errors)
                }
            )
            for number, errors in faults.items()
        }


class ModuleProgramBlock(ProgramFileBlock):
    source = ProgramBlock(label=_("Program"))
