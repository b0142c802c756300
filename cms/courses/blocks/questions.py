"""Questions: one block a kind, so that an editor sees only the fields that kind has."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from cms.base.blocks import KeyBlock, LineBlock, LinesBlock, MarkdownBlock

BLANK = re.compile(r"\[\[([A-Za-z0-9_-]+)\]\]")


class HintsBlock(blocks.ListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            MarkdownBlock(label=_("Hint")),
            min_num=0,
            default=[],
            required=False,
            label=_("Hints, from light to strong"),
            collapsed=True,
            **kwargs,
        )


class AskingBlock(blocks.StructBlock):
    """What every question has."""

    key = KeyBlock(label=_("Key"))
    prompt = MarkdownBlock(label=_("Question"))
    required = blocks.BooleanBlock(
        label=_("Has to be done"), default=True, required=False
    )


class HelpedBlock(AskingBlock):
    """What a question with a right answer has beside."""

    hints = HintsBlock()
    explanation = MarkdownBlock(
        label=_("Explanation"),
        required=False,
        help_text=_("Shown once the question is answered."),
    )


class ChoiceBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    text = MarkdownBlock(label=_("Answer"), rows=1)
    right = blocks.BooleanBlock(label=_("Right"), required=False)
    feedback = MarkdownBlock(
        label=_("What we say to those who choose it"),
        rows=1,
        help_text=_("A wrong answer gets a reason and a way on."),
    )

    class Meta:
        label_format = "{text}"


class OptionBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    text = MarkdownBlock(label=_("Text"), rows=1)

    class Meta:
        label_format = "{text}"


class PairBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    left = MarkdownBlock(label=_("Left"), rows=1)
    right = MarkdownBlock(label=_("Right side that belongs to it"), rows=1)

    class Meta:
        label_format = "{left}"


class GapBlock(blocks.StructBlock):
    key = KeyBlock(
        label=_("Name of the blank"),
        required=True,
        help_text=_("As it stands in the text: b1 for [[b1]]."),
    )
    accept = LinesBlock(label=_("Right answers, one a line"))
    choices = LinesBlock(
        label=_("List to pick from, one a line"),
        required=False,
        help_text=_("If empty, learners type."),
    )

    class Meta:
        label_format = "{key}"


class AreaBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    x = blocks.FloatBlock(label=_("From the left, %"), min_value=0, max_value=100)
    y = blocks.FloatBlock(label=_("From the top, %"), min_value=0, max_value=100)
    w = blocks.FloatBlock(label=_("Width, %"), min_value=0, max_value=100)
    h = blocks.FloatBlock(label=_("Height, %"), min_value=0, max_value=100)
    label = LineBlock(label=_("What it is called in the list"), max_length=300)
    right = blocks.BooleanBlock(label=_("Right"), required=False)

    class Meta:
        label_format = "{label}"


def _refuse(field: str, message: str) -> None:
    raise StructBlockValidationError(block_errors={field: ValidationError(message)})


class OneBlock(HelpedBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=2, label=_("Answers"))

    class Meta:
        icon = "radio-full"
        label = _("One right answer")
        label_format = "{prompt}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if sum(bool(row["right"]) for row in value["choices"]) != 1:
            _refuse("choices", gettext("Mark exactly one answer as right."))
        return value


class ManyBlock(HelpedBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=2, label=_("Answers"))

    class Meta:
        icon = "tick"
        label = _("Several right answers")
        label_format = "{prompt}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not any(row["right"] for row in value["choices"]):
            _refuse("choices", gettext("Mark at least one answer as right."))
        return value


class OrderBlock(HelpedBlock):
    items = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        label=_("Things, in the right order"),
        help_text=_("Learners see them shuffled."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        label_format = "{prompt}"


class MatchBlock(HelpedBlock):
    pairs = blocks.ListBlock(PairBlock(), min_num=2, label=_("Pairs"))

    class Meta:
        icon = "link"
        label = _("Match pairs")
        label_format = "{prompt}"


class FillBlock(HelpedBlock):
    text = MarkdownBlock(
        label=_("Text with blanks"), help_text=_("Write [[b1]] where a blank stands.")
    )
    blanks = blocks.ListBlock(GapBlock(), min_num=1, label=_("Blanks"))

    class Meta:
        icon = "edit"
        label = _("Fill the blanks")
        label_format = "{prompt}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        named = set(BLANK.findall(value["text"]))
        given = {row["key"] for row in value["blanks"]}
        if missing := sorted(named - given):
            _refuse(
                "blanks",
                gettext("The text names blanks that are not in this list: %(keys)s.")
                % {"keys": ", ".join(missing)},
            )
        if unnamed := sorted(given - named):
            _refuse(
                "text",
                gettext("The text doesn't name these blanks: %(keys)s.")
                % {"keys": ", ".join(unnamed)},
            )
        return value


class ShortBlock(HelpedBlock):
    accept = LinesBlock(
        label=_("Right answers, one a line"),
        help_text=_("Compared without capitals, accents and harakat."),
    )

    class Meta:
        icon = "pilcrow"
        label = _("Short answer")
        label_format = "{prompt}"


class NumberBlock(HelpedBlock):
    answer = blocks.FloatBlock(label=_("Right answer"))
    tolerance = blocks.FloatBlock(
        label=_("How far off still counts"), default=0, min_value=0, required=False
    )
    unit = LineBlock(label=_("Unit"), required=False, max_length=60)

    class Meta:
        icon = "order"
        label = _("A number")
        label_format = "{prompt}"


class PointBlock(HelpedBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    alt = LineBlock(label=_("What the picture shows"), max_length=500)
    areas = blocks.ListBlock(
        AreaBlock(),
        min_num=1,
        label=_("Areas"),
        help_text=_("Learners can always answer from the list of labels too."),
    )

    class Meta:
        icon = "crosshairs"
        label = _("Point in a picture")
        label_format = "{prompt}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not any(row["right"] for row in value["areas"]):
            _refuse("areas", gettext("Mark at least one area as right."))
        return value


class SurveyBlock(AskingBlock):
    choices = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Answers"))

    class Meta:
        icon = "group"
        label = _("Survey, no right answer")
        label_format = "{prompt}"


class ReflectionBlock(AskingBlock):
    share = blocks.ChoiceBlock(
        choices=[
            ("none", _("Only the learner reads it")),
            ("educator", _("The educator reads it too")),
        ],
        default="none",
        label=_("Who reads it"),
    )

    class Meta:
        icon = "comment"
        label = _("Reflection, for oneself")
        label_format = "{prompt}"
