"""Fields that blocks of every area are made of."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput

# What is typed here may be Arabic, whatever the language of the screen.
_AUTO = {"dir": "auto"}


class LineBlock(blocks.CharBlock):
    """One line of text in the language of the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs.update(_AUTO)


class MarkdownBlock(blocks.TextBlock):
    """Text with **bold**, lists, links and `code`, kept as it was typed."""

    class Meta:
        icon = "pilcrow"

    def __init__(self, *, rows: int = 2, **kwargs: Any) -> None:
        super().__init__(rows=rows, **kwargs)
        self.field_options["widget"] = AdminAutoHeightTextInput(
            attrs={"rows": rows, **_AUTO}
        )


class LinesBlock(MarkdownBlock):
    """Several short texts, one a line."""


class KeyBlock(blocks.FieldBlock):
    """The name of a thing in the course archive. No translator sees it."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        label, help_text = kwargs.get("label", ""), kwargs.pop("help_text", "")
        self.field = forms.CharField(
            required=required,
            max_length=60,
            label=label,
            help_text=help_text or _("Made for you if left empty. It never changes."),
            validators=[
                RegexValidator(
                    r"^[A-Za-z0-9_-]+$", _("Use letters a to z, digits, - and _ only.")
                )
            ],
            widget=forms.TextInput(attrs={"dir": "ltr"}),
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "key"
        default = ""


class ProgramBlock(blocks.FieldBlock):
    """A program in Python, the same in every language."""

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        label = kwargs.get("label", "")
        self.field = forms.CharField(
            required=required,
            label=label,
            strip=False,
            widget=forms.Textarea(
                attrs={"dir": "ltr", "rows": 8, "spellcheck": "false"}
            ),
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "code"
        default = ""
