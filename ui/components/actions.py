"""What can be pressed: buttons, links, tabs, filters, pages, folds, dialogs."""

from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui.components.marks import icon as draw_icon
from ui.components.marks import optional_icon
from ui.components.props import Components, attributes, classes

register = Components()

ButtonKind = Literal["primary", "quiet", "danger", "paper", "line"]


def _button_class(kind: ButtonKind, *, small: bool, wide: bool, class_: str) -> str:
    return classes(
        "btn",
        kind != "primary" and f"btn--{kind}",
        small and "btn--small",
        wide and "btn--wide",
        class_,
    )


@register.container
def button(
    content: str,
    *,
    kind: ButtonKind = "primary",
    icon: str = "",
    arrow: bool = False,
    small: bool = False,
    wide: bool = False,
    disabled: bool = False,
    submit: bool = True,
    name: str = "",
    value: str | None = None,
    form: str = "",
    opens: str = "",
    class_: str = "",
) -> SafeString:
    """A button; ``form`` names a form it stands outside of, ``opens`` a dialog."""
    return format_html(
        "<button{}>{}{}{}</button>",
        attributes(
            class_=_button_class(kind, small=small, wide=wide, class_=class_),
            type="submit" if submit and not opens else "button",
            name=name or None,
            value=value,
            form=form or None,
            disabled=disabled,
            data_opens=opens or None,
        ),
        optional_icon(icon),
        content,
        optional_icon("arrow" if arrow else "", turn=True),
    )


@register.container
def link_button(
    content: str,
    *,
    url: str,
    kind: ButtonKind = "primary",
    icon: str = "",
    arrow: bool = False,
    small: bool = False,
    wide: bool = False,
    class_: str = "",
) -> SafeString:
    """A link that looks like a button."""
    return format_html(
        "<a{}>{}{}{}</a>",
        attributes(
            class_=_button_class(kind, small=small, wide=wide, class_=class_), href=url
        ),
        optional_icon(icon),
        content,
        optional_icon("arrow" if arrow else "", turn=True),
    )


@register.element
def icon_button(
    *,
    icon: str,
    label: str,
    url: str = "",
    name: str = "",
    value: str | None = None,
    turn: bool = False,
) -> SafeString:
    """A sign that acts; its word is read aloud. With ``url`` a link, else a button."""
    inner = format_html(
        '{}<span class="vh">{}</span>', draw_icon(name=icon, turn=turn), label
    )
    if url:
        return format_html('<a class="iconbtn" href="{}">{}</a>', url, inner)
    return format_html(
        '<button class="iconbtn"{}>{}</button>',
        attributes(name=name or None, value=value),
        inner,
    )


@register.container
def more_link(
    content: str, *, url: str, icon: str = "", small: bool = False
) -> SafeString:
    """A link with an arrow, or with a sign of its own before it."""
    return format_html(
        '<a class="{}" href="{}">{}{}{}</a>',
        classes("more", small and "small"),
        url,
        optional_icon(icon),
        content,
        optional_icon("" if icon else "arrow", turn=True),
    )
