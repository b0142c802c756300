"""How texts of the site become HTML: values put in, telephone numbers and addresses as links."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from babel import dates
from django.template import Context, Library
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from cms.site.queries.texts import NAME, TELEPHONE, put_values, spell_telephone
from cms.site.values import Figure
from ui.components.marks import icon
from ui.components.roads import dots

register = Library()

EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[a-z]+")


POLES = {
    "educational": "edu",
    "vocational": "voc",
    "personal": "per",
    "openness": "open",
}
REGIONS = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
MONDAY = dt.date(2024, 1, 1)
MOST_DOTS = 120


register.filter("telephone", spell_telephone)
register.filter("with_plain_values", put_values)


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


@register.simple_tag(takes_context=True)
def share_picture(context: Context, image: AbstractImage) -> SafeString:
    """The picture beside a shared link; networks don't draw SVG, so a drawing has none."""
    if image.is_svg():
        return SafeString("")
    rendition = image.get_rendition("fill-1200x630|format-jpeg")
    url = context["request"].build_absolute_uri(rendition.url)
    return format_html('<meta property="og:image" content="{}">', url)


@register.filter
def pole_code(pole: str) -> str:
    """The pole's short name in classes and icons."""
    return POLES[pole]


@register.filter
def pole_word(pole: str) -> str:
    """One word for a pole, where four stand side by side."""
    words = {
        "educational": pgettext("one word for a pole", "Education"),
        "vocational": pgettext("one word for a pole", "Trade"),
        "personal": pgettext("one word for a pole", "Personal"),
        "openness": pgettext("one word for a pole", "Openness"),
    }
    return words[pole]


@register.simple_tag
def pole_icon(pole: str) -> SafeString:
    return icon(name=POLES[pole])


@register.filter
def weekday_name(number: int) -> str:
    """0 is Monday."""
    return weekday_of(MONDAY + dt.timedelta(days=number)).capitalize()


@register.filter
def weekday_of(day: dt.date) -> str:
    return dates.format_date(day, "EEEE", locale=_region())


@register.filter
def month_short(day: dt.date) -> str:
    return dates.format_date(day, "MMM", locale=_region())


def _region() -> str:
    return REGIONS.get(get_language() or "fr", "fr_MA")


@register.simple_tag
def figure_dots(figure: Figure) -> SafeString:
    """A figure as stars, where they can still be counted."""
    if figure.is_percent:
        label = _("%(value)s of 100 stars are full") % {"value": figure.value}
        return dots(total=100, on=figure.value, label=label)
    total = figure.of or figure.value
    if not 0 < total <= MOST_DOTS:
        return SafeString("")
    label = _("%(value)s of %(total)s stars are full") % {
        "value": figure.value,
        "total": total,
    }
    return dots(total=total, on=min(figure.value, total), label=label)


@register.filter
def beside(columns: list[Any], row: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each column with the cell of this row."""
    return list(zip(columns, row, strict=False))


@register.filter
def line(value: Any) -> SafeString:
    """Rich text of one paragraph without the paragraph."""
    html = str(value)
    inner = re.fullmatch(r"\s*<p[^>]*>(.*?)</p>\s*", html, re.S)
    return mark_safe(inner.group(1) if inner and "<p" not in inner.group(1) else html)  # noqa: S308 -- Wagtail's rich text
