"""What a learner reads, looks at and listens to."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.base.blocks import KeyBlock, LineBlock, MarkdownBlock


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    alt = LineBlock(
        label=_("What the picture shows"),
        help_text=_("One sentence, for those who cannot see it."),
        max_length=500,
    )
    caption = LineBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{alt}"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("tip", _("Tip")),
            ("warning", _("Warning")),
            ("example", _("Example")),
            ("remember", _("Remember")),
        ],
        default="tip",
        label=_("Kind"),
    )
    text = MarkdownBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Note that stands out")
        label_format = "{kind}: {text}"


class AudioBlock(blocks.StructBlock):
    script = MarkdownBlock(
        label=_("Text to be read aloud"),
        help_text=_("The page offers it as text, recorded or not."),
    )
    recording = DocumentChooserBlock(label=_("Sound file"), required=False)

    class Meta:
        icon = "media"
        label = _("Sound")
        label_format = "{script}"


class VideoBlock(blocks.StructBlock):
    title = LineBlock(label=_("Title"), max_length=200)
    film = DocumentChooserBlock(label=_("Film file (MP4 or WebM)"))
    captions = DocumentChooserBlock(
        label=_("Captions (WebVTT)"),
        help_text=_("Those who cannot hear need them, and so does a noisy room."),
    )

    class Meta:
        icon = "media"
        label = _("Film with captions")
        label_format = "{title}"


class DownloadBlock(blocks.StructBlock):
    title = LineBlock(label=_("Title"), max_length=200)
    file = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        label = _("File to keep")
        label_format = "{title}"


class WordBlock(blocks.StructBlock):
    term = LineBlock(label=_("Word"), max_length=200)
    meaning = LineBlock(label=_("Meaning"), max_length=500)

    class Meta:
        icon = "openquote"
        label = _("Word")
        label_format = "{term}"


class ProgramFileBlock(blocks.StructBlock):
    """A Python file that the exercises of a module can import."""

    name = KeyBlock(required=True, label=_("Name, without .py"))

    class Meta:
        icon = "code"
        label = _("Program")
        label_format = "{name}"
