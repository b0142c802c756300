"""Fields with hint and error, choices, the summary of errors. Errors are the server's."""

from collections.abc import Iterable
from typing import Literal

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui.components.marks import icon
from ui.components.props import Components, attributes, classes

register = Components()

WidgetAttributes = dict[str, str | bool]

# What is typed from left to right in every language.
LTR_TYPES = {"email", "url", "tel", "password", "number", "date", "time"}


@register.element
def field(*, field: BoundField, hint: str = "", optional: bool = False) -> SafeString:
    """A field of a Django form with its label, hint and errors; every widget."""
    if field.is_hidden:
        return field.as_widget()
    hint = hint or str(field.help_text)
    ids = [
        name
        for name, there in (
            (f"{field.id_for_label}-hint", hint),
            (f"{field.id_for_label}-error", field.errors),
        )
        if there
    ]
    said: WidgetAttributes = {"aria-describedby": " ".join(ids)} if ids else {}
    if field.errors:
        said["aria-invalid"] = "true"
    if field.use_fieldset:
        return _group(field, hint, said, optional=optional)
    if isinstance(field.field.widget, forms.CheckboxInput):
        return format_html(
            '<div class="{}">{}<label class="check">{}<span>{}</span></label>{}</div>',
            _field_class(field),
            _error(field),
            field.as_widget(attrs=said),
            field.label,
            _hint(field, hint),
        )
    return format_html(
        '<div class="{}"><label for="{}">{}{}</label>{}{}{}</div>',
        _field_class(field),
        field.id_for_label,
        field.label,
        _optional(optional=optional),
        _hint(field, hint),
        _error(field),
        field.as_widget(attrs=_widget_attributes(field, said)),
    )


def _group(
    field: BoundField, hint: str, said: WidgetAttributes, *, optional: bool
) -> SafeString:
    kind = (
        "checkbox"
        if isinstance(field.field.widget, forms.CheckboxSelectMultiple)
        else "radio"
    )
    choices = format_html_join(
        "",
        '<label class="choice">{}<span>{}</span></label>',
        ((option.tag(), option.choice_label) for option in field),
    )
    return format_html(
        '<div class="{}"><fieldset class="stack" id="{}"{}><legend class="label">{}{}</legend>{}{}'
        '<div class="choices" data-kind="{}">{}</div></fieldset></div>',
        _field_class(field, block=True),
        field.auto_id,
        attributes(aria_describedby=said.get("aria-describedby")),
        field.label,
        _optional(optional=optional),
        _hint(field, hint),
        _error(field),
        kind,
        choices,
    )


def _field_class(field: BoundField, *, block: bool = False) -> str:
    return classes(not block and "field", bool(field.errors) and "field--bad")


def _widget_attributes(field: BoundField, said: WidgetAttributes) -> WidgetAttributes:
    widget = field.field.widget
    ltr = getattr(widget, "input_type", "text") in LTR_TYPES
    given = widget.attrs.get("class", "")
    direction = {} if ltr or isinstance(widget, forms.Select) else {"dir": "auto"}
    return {**said, **direction, "class": classes("input", ltr and "ltr", given)}


def _hint(field: BoundField, hint: str) -> SafeString:
    if not hint:
        return SafeString("")
    return format_html(
        '<span class="hint" id="{}-hint">{}</span>', field.id_for_label, hint
    )


def _error(field: BoundField) -> SafeString:
    if not field.errors:
        return SafeString("")
    return format_html(
        '<span class="error" id="{}-error">{}{}</span>',
        field.id_for_label,
        icon(name="alert"),
        " ".join(map(str, field.errors)),
    )


def _optional(*, optional: bool) -> SafeString:
    if not optional:
        return SafeString("")
    return format_html(' <span class="muted">{}</span>', _("(optional)"))


@register.element
def text_field(
    *,
    id: str,
    name: str,
    label: str,
    value: str = "",
    hint: str = "",
    error: str = "",
    ltr: bool = False,
    rows: int = 0,
    size: Literal[0, 2, 4] = 0,
    inputmode: str = "",
    autocomplete: str = "",
) -> SafeString:
    """A line to write in (``rows`` makes it several) where there is no Django form."""
    described = classes(bool(hint) and f"{id}-hint", bool(error) and f"{id}-error")
    common = attributes(
        class_=classes("input", ltr and "ltr", bool(size) and f"input--{size}"),
        id=id,
        name=name,
        dir=None if ltr else "auto",
        aria_describedby=described or None,
        aria_invalid="true" if error else None,
        inputmode=inputmode or None,
        autocomplete=autocomplete or None,
    )
    box = (
        format_html('<textarea{} rows="{}">{}</textarea>', common, rows, value)
        if rows
        else format_html('<input{} value="{}">', common, value)
    )
    return format_html(
        '<div class="{}"><label for="{}">{}</label>{}{}{}</div>',
        classes("field", bool(error) and "field--bad"),
        id,
        label,
        format_html('<span class="hint" id="{}-hint">{}</span>', id, hint)
        if hint
        else "",
        format_html(
            '<span class="error" id="{}-error">{}{}</span>',
            id,
            icon(name="alert"),
            error,
        )
        if error
        else "",
        box,
    )


@register.container
def choices(content: str, *, legend: str, id: str = "", hint: str = "") -> SafeString:
    """A question and its answers to choose from."""
    return format_html(
        '<fieldset class="stack"><legend class="label"{}>{}</legend>{}<div class="choices">{}</div></fieldset>',
        attributes(id=id or None),
        legend,
        format_html('<p class="hint">{}</p>', hint) if hint else "",
        content,
    )


@register.container
def choice(
    content: str,
    *,
    name: str,
    value: str,
    kind: Literal["radio", "checkbox"] = "radio",
    checked: bool = False,
    disabled: bool = False,
    state: Literal["", "good", "tried"] = "",
    note: str = "",
) -> SafeString:
    """One answer; after marking good or tried, said in the ``note`` at its end."""
    return format_html(
        '<label class="{}"><input{}><span>{}</span>{}</label>',
        classes("choice", bool(state) and f"choice--{state}"),
        attributes(
            type=kind, name=name, value=value, checked=checked, disabled=disabled
        ),
        content,
        format_html('<span class="small">{}</span>', note) if note else "",
    )


@register.container
def check(
    content: str, *, name: str, value: str = "on", checked: bool = False
) -> SafeString:
    """A yes or no."""
    return format_html(
        '<label class="check"><input{}><span>{}</span></label>',
        attributes(type="checkbox", name=name, value=value, checked=checked),
        content,
    )


@register.element
def error_summary(*, form: forms.BaseForm) -> SafeString:
    """What is missing, each with a link to its field; nothing where nothing is."""
    if not form.errors:
        return SafeString("")
    return format_html(
        '<div class="errors" role="alert" aria-labelledby="errors-title" tabindex="-1">'
        '<h2 id="errors-title">{}</h2>{}</div>',
        _("Something is missing"),
        format_html_join("", "<p>{}</p>", ((line,) for line in _error_lines(form))),
    )


def _error_lines(form: forms.BaseForm) -> Iterable[SafeString | str]:
    for name, errors in form.errors.items():
        for error in errors:
            if name in form.fields:
                bound = form[name]
                target = bound.auto_id if bound.use_fieldset else bound.id_for_label
                line = _("%(field)s: %(error)s") % {
                    "field": bound.label,
                    "error": error,
                }
                yield format_html('<a href="#{}">{}</a>', target, line)
            else:
                yield str(error)


@register.element
def search_box(
    *, url: str, value: str = "", label: str = "", id: str = "search-q"
) -> SafeString:
    """The search field with its button; what is searched is in the address."""
    label = label or _("What are you looking for?")
    return format_html(
        '<form class="searchbox" role="search" action="{0}" method="get"><label class="vh" for="{1}">{2}</label>'
        '<input class="input" id="{1}" name="q" type="search" value="{3}" dir="auto" maxlength="200">'
        '<button class="btn" type="submit">{4}<span class="only-wide">{5}</span><span class="vh only-narrow">{5}</span></button></form>',
        url,
        id,
        label,
        value,
        icon(name="search"),
        _("Search"),
    )
