"""What a step's form says, as values; whether it can be marked is marking's business."""

import uuid

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.api import Question
from lms.accounts.models import Language
from lms.assessment.values import Answer

FAULTS: dict[str, str | Promise] = {
    "choose-one": _("Choose one answer first."),
    "choose-some": _("Tick at least one answer."),
    "order-all": _("Put every line in its place."),
    "match-all": _("Choose an answer for every line."),
    "fill-all": _("Fill every gap first."),
    "write-something": _("Write your answer first."),
    "write-a-number": _("Write a number, like 14 or 14.5."),
    "too-long": _("This is too long. Make it shorter."),
}

_SALT = "lms.portal.learner"


def read_answer(question: Question, posted: QueryDict) -> Answer:
    """The answer in a posted form; what is missing there is missing here."""
    if question.kind in {"one", "survey"}:
        return {"choice": posted.get("choice", "")}
    if question.kind == "many":
        return {"choices": sorted(set(posted.getlist("choice")))}
    if question.kind == "order":
        return {"order": posted.getlist("order")}
    if question.kind == "match":
        keys = [pair.key for pair in question.pairs]
        return {"pairs": {key: posted.get(f"pair-{key}", "") for key in keys}}
    if question.kind == "fill":
        keys = [blank.key for blank in question.blanks]
        return {"blanks": {key: posted.get(f"blank-{key}", "") for key in keys}}
    name = "number" if question.kind == "number" else "text"
    return {name: posted.get(name, "")}


def move_line(order: list[str], move: str) -> list[str]:
    """``order`` with one line a place up or down, as ``up:KEY`` or ``down:KEY`` says."""
    direction, _colon, key = move.partition(":")
    if key not in order:
        return order
    place = order.index(key)
    other = place - 1 if direction == "up" else place + 1
    moved = list(order)
    if 0 <= other < len(order):
        moved[place], moved[other] = moved[other], moved[place]
    return moved


def sign_learner(learner_key: uuid.UUID) -> str:
    """Say in a form for whom it was drawn, in case the session ends before it is sent."""
    return signing.dumps(str(learner_key), salt=_SALT)


class ActForm(forms.Form):
    """What every act carries: which item, and the key under which it counts once."""

    act = forms.UUIDField()
    item = forms.UUIDField(required=False)


class LateForm(ActForm):
    """An act that came without a session."""

    learner = forms.CharField()

    def clean_learner(self) -> uuid.UUID:
        try:
            told = signing.loads(
                self.cleaned_data["learner"], salt=_SALT, max_age=24 * 60 * 60
            )
        except signing.BadSignature as error:
            raise forms.ValidationError("not ours") from error
        return uuid.UUID(told)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("My language"), choices=Language, widget=forms.RadioSelect
    )


class SpecialityForm(forms.Form):
    module = forms.UUIDField()
