"""Model fields of courses."""

from typing import Any

from django import forms
from django.apps import apps
from django.db import models


class CodesField(models.JSONField):
    """Codes of competences, in the order the editor gave them."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return CodesFormField(
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            required=False,
        )


class CodesFormField(forms.MultipleChoiceField):
    """Checkboxes, one a competence."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_choices, **kwargs)


def _choices() -> list[tuple[str, str]]:
    competences = apps.get_model("cms", "Competence").objects
    return [
        (competence.code, str(competence))
        for competence in competences.order_by("position", "code")
    ]
