"""How texts of the site become HTML: values put in, telephone numbers and addresses as links."""

import re
from typing import Any

from django.template import Library
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import AbstractImage

register = Library()

NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TELEPHONE = re.compile(r"\+\d{9,15}")
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[a-z]+")


def spell_telephone(number: str) -> str:
    """``+212 0 00 00 00 01``: the way Moroccans read a number."""
    country, digits = number[:4], number[4:]
    pairs = [digits[i : i + 2] for i in range(1, len(digits), 2)]
    return " ".join([country, digits[:1], *pairs])


@register.filter
def as_link(value: str) -> SafeString:
    """A telephone number or an e-mail address as a link, anything else as text."""
    if TELEPHONE.fullmatch(value):
        return format_html(
            '<a class="ltr" href="tel:{}">{}</a>', value, spell_telephone(value)
        )
    if EMAIL.fullmatch(value):
        return format_html('<a class="ltr" href="mailto:{0}">{0}</a>', value)
    return conditional_escape(value)


@register.filter
def with_values(html: Any, values: dict[str, str]) -> SafeString:
    """Put the values of the site where the text names them; an unknown name stays as it is."""

    def put(match: re.Match[str]) -> str:
        value = values.get(match.group(1))
        return match.group(0) if value is None else as_link(value)

    return mark_safe(NAME.sub(put, str(conditional_escape(html))))  # noqa: S308 -- escaped above, values by as_link


@register.filter
def with_plain_values(text: str, values: dict[str, str]) -> str:
    """The same for titles and descriptions, where no link can stand."""

    def put(match: re.Match[str]) -> str:
        value = values.get(match.group(1), match.group(0))
        return spell_telephone(value) if TELEPHONE.fullmatch(value) else value

    return NAME.sub(put, text)


@register.filter
def whatsapp_number(value: str) -> str:
    return value.lstrip("+")


@register.inclusion_tag("cms/_photo.html")
def photo(
    image: AbstractImage | None,
    alt: str = "",
    *,
    lazy: bool = True,
    sizes: str = "(min-width: 62rem) 40rem, 100vw",
) -> dict[str, Any]:
    """A picture in the sizes and formats a phone wants; a drawing (SVG) as it is."""
    return {"image": image, "alt": alt, "lazy": lazy, "sizes": sizes}
