"""What a public page is made of: flat blocks, so that an editor sees the page as it reads."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
LINE_FEATURES = ["bold", "italic", "link"]
POLES = [
    ("educational", _("Educational qualification")),
    ("vocational", _("Vocational qualification")),
    ("personal", _("Personal qualification")),
    ("openness", _("Openness")),
]
INDICATORS = [
    ("active_learners", _("Active learners")),
    ("teachers_trained", _("Teachers trained this season")),
    ("insertion_rate", _("Insertion rate of the last cohort, in per cent")),
]
ANCHOR_HELP = _("Latin letters and hyphens; links to this part end with it.")


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=pgettext_lazy("title of a section", "Heading"))
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        required=False,
        label=_("Anchor"),
        help_text=ANCHOR_HELP,
    )

    class Meta:
        icon = "title"
        label = pgettext_lazy("title of a section", "Heading")
        label_format = "{text}"


class NoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=LINE_FEATURES, label=_("Text"))

    class Meta:
        template = "cms/blocks/note.html"
        icon = "info-circle"
        label = _("Note")
        label_format = "{title}"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"))
    source = blocks.CharBlock(required=False, label=_("Who said it"))

    class Meta:
        template = "cms/blocks/quote.html"
        icon = "openquote"
        label = _("Quote")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Description"),
        help_text=_("What is to be seen, for those who cannot see it."),
    )
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        template = "cms/blocks/picture.html"
        icon = "image"
        label = _("Picture")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"))
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$", label=_("Anchor"), help_text=ANCHOR_HELP
    )
    answer = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Answer"))

    class Meta:
        template = "cms/blocks/question.html"
        icon = "help"
        label = _("Question and answer")
        label_format = "{question}"


class WordBlock(blocks.StructBlock):
    fr = blocks.CharBlock(label=_("In French"))
    ar = blocks.CharBlock(label=_("In Arabic"))
    en = blocks.CharBlock(label=_("In English"))
    meaning = blocks.TextBlock(label=_("Meaning"))

    class Meta:
        template = "cms/blocks/word.html"
        icon = "openquote"
        label = _("Word of the glossary")
        label_format = "{fr} · {ar}"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(group=_("Text"))
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label=_("Text"),
        icon="pilcrow",
        group=_("Text"),
        template="cms/blocks/text.html",
    )
    note = NoteBlock(group=_("Text"))
    quote = QuoteBlock(group=_("Text"))
    table = TypedTableBlock(
        [("text", blocks.RichTextBlock(features=LINE_FEATURES, label=_("Text")))],
        label=_("Table"),
        icon="table",
        group=_("Lists"),
        template="cms/blocks/table.html",
    )
    question = QuestionBlock(group=_("Lists"))
    word = WordBlock(group=_("Lists"))
    picture = PictureBlock(group=_("Pictures"))


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What"))
    value = blocks.CharBlock(label=_("Value"))

    class Meta:
        icon = "tag"
        label = _("In short")
        label_format = "{label}: {value}"


class ActionBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(label=_("Page"))
    label = blocks.CharBlock(label=_("Words on the button"))

    class Meta:
        icon = "link"
        label_format = "{label}"


class HeroBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=["bold"], label=_("Text"))
    actions = blocks.ListBlock(ActionBlock(), max_num=2, label=_("Buttons"))

    class Meta:
        template = "cms/blocks/hero.html"
        icon = "pick"
        label = _("First words")
        label_format = "{title}"


class PoleBlock(blocks.StructBlock):
    pole = blocks.ChoiceBlock(choices=POLES, label=_("Pole"))
    hours = blocks.CharBlock(label=_("Hours"))
    text = blocks.CharBlock(label=_("Text"))

    class Meta:
        icon = "list-ul"
        label_format = "{hours}: {text}"


class LessonSlotBlock(blocks.StructBlock):
    pole = blocks.ChoiceBlock(choices=POLES, label=_("Pole"))
    hours = blocks.IntegerBlock(min_value=1, max_value=8, label=_("Hours"))
    is_afternoon = blocks.BooleanBlock(required=False, label=_("After the noon break"))

    class Meta:
        icon = "time"
        label_format = "{pole}: {hours}"


class WeekBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    intro = blocks.TextBlock(required=False, label=_("Introduction"))
    days = blocks.ListBlock(
        blocks.ListBlock(LessonSlotBlock()),
        required=False,
        max_num=6,
        label=_("Days, from Monday"),
    )
    poles = blocks.ListBlock(PoleBlock(), label=_("The four poles"))
    after = blocks.TextBlock(required=False, label=_("To know"))

    class Meta:
        template = "cms/blocks/week.html"
        icon = "calendar"
        label = _("A week")
        label_format = "{title}"


class IndicatorBlock(blocks.StructBlock):
    indicator = blocks.ChoiceBlock(choices=INDICATORS, label=_("Figure"))
    of = blocks.IntegerBlock(required=False, min_value=1, label=_("Out of"))
    label = blocks.CharBlock(label=_("What it counts"))

    class Meta:
        icon = "order-up"
        label_format = "{indicator}: {label}"


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.TextBlock(
        required=False,
        label=_("Text"),
        help_text=_("The numbers come from the registers; nobody types them."),
    )
    items = blocks.ListBlock(IndicatorBlock(), max_num=3, label=_("Figures"))

    class Meta:
        template = "cms/blocks/figures.html"
        icon = "order-up"
        label = _("Figures")
        label_format = "{title}"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"))
    text = blocks.CharBlock(required=False, label=_("Text"))

    class Meta:
        icon = "tick"
        label_format = "{title}"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    steps = blocks.ListBlock(StepBlock(), max_num=4, label=_("Steps"))
    page = blocks.PageChooserBlock(required=False, label=_("Page that tells more"))

    class Meta:
        template = "cms/blocks/steps.html"
        icon = "list-ol"
        label = _("Steps")
        label_format = "{title}"


class NewsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.TextBlock(required=False, label=_("Text"))
    count = blocks.IntegerBlock(
        min_value=1, max_value=6, default=3, label=_("How many")
    )

    class Meta:
        template = "cms/blocks/news.html"
        icon = "doc-full"
        label = _("News")
        label_format = "{title}"


class PartnersBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.TextBlock(required=False, label=_("Text"))
    pages = blocks.ListBlock(blocks.PageChooserBlock(), label=_("Partners"))

    class Meta:
        template = "cms/blocks/partners.html"
        icon = "group"
        label = _("Partners")
        label_format = "{title}"


class HomeBlock(blocks.StreamBlock):
    hero = HeroBlock()
    week = WeekBlock()
    figures = FiguresBlock()
    steps = StepsBlock()
    news = NewsBlock()
    partners = PartnersBlock()

    class Meta:
        block_counts: dict[str, Any] = {"hero": {"min_num": 1, "max_num": 1}}


class RelatedBlock(blocks.StreamBlock):
    page = blocks.PageChooserBlock(label=_("Page"))


class FactsBlock(blocks.StreamBlock):
    fact = FactBlock()
