"""Signs that stand beside words: icons, tags, poles, initials, counts."""

import functools
import re
from pathlib import Path
from typing import Literal

from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from ui.components.props import Components, Pole, attributes, classes

register = Components()

SPRITE = Path(__file__).resolve().parent.parent / "static" / "ui" / "icons.svg"

TagKind = Literal["plain", "done", "now", "soon", "bad"]


@functools.cache
def icon_names() -> frozenset[str]:
    return frozenset(re.findall(r'id="i-([a-z0-9-]+)"', SPRITE.read_text()))


# A page draws dozens of them, and where the sprite lies doesn't change.
@register.element
@functools.lru_cache(maxsize=512)
def icon(*, name: str, turn: bool = False, class_: str = "") -> SafeString:
    """Draw a sign of the sprite; ``turn`` turns it over from right to left."""
    if name not in icon_names():
        raise TemplateSyntaxError(f"icon: the sprite has no {name!r}.")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        classes("icon", turn and "icon--turn", class_),
        static("ui/icons.svg"),
        name,
    )


def optional_icon(name: str, *, turn: bool = False) -> SafeString:
    return icon(name=name, turn=turn) if name else SafeString("")


@register.element
def mark() -> SafeString:
    """Draw the mark of the house."""
    return format_html(
        '<svg viewBox="0 0 64 64" aria-hidden="true"><use href="{}#mark"/></svg>',
        static("ui/icons.svg"),
    )


@register.container
def tag(content: str, *, kind: TagKind = "plain", icon: str = "") -> SafeString:
    """A status in a word. Done and bad bring their own icon."""
    name = icon or {"done": "done", "bad": "alert"}.get(kind, "")
    return format_html(
        '<span class="{}">{}{}</span>',
        classes("tag", kind != "plain" and f"tag--{kind}"),
        optional_icon(name),
        content,
    )


def pole_name(pole: Pole) -> str:
    return {
        "edu": pgettext("pole", "Educational qualification"),
        "voc": pgettext("pole", "Vocational qualification"),
        "per": pgettext("pole", "Personal qualification"),
        "open": pgettext("pole", "Openness"),
    }[pole]


@register.element
def pole(*, name: Pole, label: str = "", chip: bool = False) -> SafeString:
    """One of the four poles: its hue, always with icon and word."""
    return format_html(
        '<span class="{}" data-pole="{}">{}{}</span>',
        classes("pole", chip and "pole--chip"),
        name,
        icon(name=name),
        label or pole_name(name),
    )


@register.element
def avatar(
    *, initials: str = "", icon: str = "", pole: str = "", big: bool = False
) -> SafeString:
    """A person by initials (or a sign); never a picture, never read aloud."""
    return format_html(
        '<span class="{}" aria-hidden="true"{}>{}{}</span>',
        classes("avatar", big and "avatar--big"),
        attributes(data_pole=pole or None),
        initials,
        optional_icon(icon),
    )


@register.element
def count(*, value: int, bad: bool = False, more: bool = False) -> SafeString:
    """With ``more`` there are at least so many."""
    return format_html(
        '<span class="{}">{}</span>',
        classes("count", bad and "count--bad"),
        # Apart, or the sign would stand before the figure in Arabic.
        format_html("<bdi>{}+</bdi>", value) if more else value,
    )
