"""Things to do that are more than a question."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from cms.base.blocks import (
    KeyBlock,
    LineBlock,
    LinesBlock,
    MarkdownBlock,
    ProgramBlock,
)
from cms.courses.blocks.questions import AskingBlock, HelpedBlock, OptionBlock


class HandInBlock(AskingBlock):
    accepts = blocks.MultipleChoiceBlock(
        choices=[
            ("text", _("Text")),
            ("photo", _("Photo")),
            ("file", _("File")),
            ("sound", _("Sound")),
        ],
        label=_("What can be handed in"),
    )
    criteria = blocks.ListBlock(
        OptionBlock(), min_num=1, label=_("What the educator looks at")
    )

    class Meta:
        icon = "upload"
        label = _("Hand in a work")
        label_format = "{prompt}"


class ClassActivityBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    title = LineBlock(label=_("Title"), max_length=200)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1)
    material = MarkdownBlock(label=_("Material"), required=False)
    do = blocks.ListBlock(MarkdownBlock(rows=1), min_num=1, label=_("What we do"))
    required = blocks.BooleanBlock(
        label=_("Has to be done"),
        default=True,
        required=False,
        help_text=_("The educator ticks it for those who were there."),
    )

    class Meta:
        icon = "group"
        label = _("Activity in class")
        label_format = "{title}"


class MessageBlock(blocks.StructBlock):
    name = KeyBlock(required=True, label=_("Name of the check"))
    text = MarkdownBlock(label=_("What it asks, in words"), rows=1)

    class Meta:
        label_format = "{name}"


class CodeBlock(HelpedBlock):
    folder = KeyBlock(label=_("Folder in the archive"))
    starter = ProgramBlock(label=_("What learners begin with"))
    solution = ProgramBlock(label=_("Solution"))
    checks = ProgramBlock(label=_("Checks: functions check_…(run) that assert"))
    messages = blocks.ListBlock(
        MessageBlock(), min_num=1, label=_("Each check in words")
    )

    class Meta:
        icon = "code"
        label = _("Program in Python")
        label_format = "{prompt}"


class SampleBlock(blocks.StructBlock):
    """One thing to annotate, and what is true of it."""

    key = KeyBlock(label=_("Key"))
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    text = MarkdownBlock(label=_("or text"), required=False, rows=1)
    script = MarkdownBlock(label=_("or text read aloud"), required=False, rows=1)
    truth = LinesBlock(
        label=_("What is true of it"),
        required=False,
        help_text=_(
            "Classify: the label's key. Transcribe: the text. Span: a line each, "
            "“label: text”. Boxes: a line each, “label x y w h” in percent."
        ),
    )
    because = MarkdownBlock(label=_("Why"), required=False, rows=1)

    class Meta:
        label_format = "{key}"


class AnnotateBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    task = blocks.ChoiceBlock(
        choices=[
            ("boxes", _("Draw boxes")),
            ("classify", _("Classify")),
            ("transcribe", _("Transcribe")),
            ("span", _("Mark spans of text")),
        ],
        label=_("Task"),
    )
    guideline = MarkdownBlock(label=_("Guideline"))
    labels = blocks.ListBlock(OptionBlock(), default=[], label=_("Labels"))
    items = blocks.ListBlock(SampleBlock(), min_num=1, label=_("Things to annotate"))
    share = blocks.FloatBlock(
        label=_("Share that has to be right"), min_value=0, max_value=1, default=0.75
    )
    iou = blocks.FloatBlock(
        label=_("Least overlap of boxes"), min_value=0, max_value=1, required=False
    )
    required = blocks.BooleanBlock(
        label=_("Has to be done"), default=True, required=False
    )

    class Meta:
        icon = "tag"
        label = _("Annotation")
        label_format = "{guideline}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if (value["task"] == "boxes") != (value["iou"] is not None):
            raise StructBlockValidationError(
                block_errors={
                    "iou": ValidationError(
                        gettext("Boxes need a least overlap; other tasks have none.")
                    )
                }
            )
        return value
