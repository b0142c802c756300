"""Progress is a road with stations, never a bare bar; a number is a figure of stars."""

import functools
from typing import Literal

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ui.components.marks import pole as draw_pole
from ui.components.props import Components, Pole, attributes, classes

register = Components()

DOTS_PER_ROW = 16
DOT = 12  # px of the drawing

WAY = mark_safe(
    '<svg class="way" viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">'
    '<path vector-effect="non-scaling-stroke" d="M0 0C50 0 50 28 100 28"/></svg>'
)
# A khatam of 12 px from its upper tip, in relative steps.
STAR = (
    "l1.46 1.46h2.07v2.07l1.47 1.47-1.47 1.47v2.07h-2.07l-1.46 1.46-1.47-1.46h-2.07"
    "v-2.07l-1.46-1.47 1.46-1.47v-2.07h2.07z"
)


@register.container
def road(
    content: str,
    *,
    shape: Literal["plain", "across", "outline", "map", "why", "checks"] = "plain",
) -> SafeString:
    """A road of stations. Across and map wind where the box around them has room."""
    name = {"plain": "", "why": "why"}.get(shape, f"road--{shape}")
    return format_html('<ol class="{}">{}</ol>', classes("road", name), content)


@register.container
def station(
    content: str,
    *,
    title: str,
    state: Literal["done", "now", "ahead", "todo", "fork"] = "ahead",
    url: str = "",
    note: str = "",
) -> SafeString:
    """One station; content stands at its end (a tag, a duration)."""
    heading = format_html('<a href="{}">{}</a>', url, title) if url else title
    return format_html(
        "<li{}>{}{}<div><h3{}>{}</h3>{}</div>{}</li>",
        attributes(class_="" if state == "ahead" else state),
        WAY,
        station_sign(),
        attributes(class_="later" if state == "ahead" else ""),
        heading,
        format_html("<p>{}</p>", note) if note else "",
        content,
    )


@register.element
@functools.cache
def station_sign() -> SafeString:
    """The star of a station; its colour and tick come from the state around it."""
    return format_html(
        '<svg class="station" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#i-khatam"/>'
        '<path class="tick" d="m7.6 12.4 3 3 5.8-6.2"/></svg>',
        static("ui/icons.svg"),
    )


@register.element
def trail(*, done: int, total: int, label: str = "", now: bool = True) -> SafeString:
    """A small road without words; ``label`` is what is read aloud, empty if it stands beside."""
    steps = ["done"] * min(done, total) + [""] * max(0, total - done)
    if now and done < total:
        steps[done] = "now"
    drawn = "".join(f'<i class="{step}"></i>' if step else "<i></i>" for step in steps)
    return format_html(
        '<span class="trail"{}>{}</span>',
        attributes(
            role="img" if label else None,
            aria_label=label or None,
            aria_hidden=None if label else "true",
        ),
        mark_safe(drawn),  # noqa: S308 -- made of the two states above
    )


@register.element
def ring(*, done: int, total: int, label: str, big: bool = False) -> SafeString:
    """A ring with its two numbers inside."""
    return format_html(
        '<svg class="{}" viewBox="0 0 96 96" role="img" aria-label="{}">'
        '<circle cx="48" cy="48" r="40"/>'
        '<circle class="on" cx="48" cy="48" r="40" pathLength="{}" stroke-dasharray="{} {}"{}/>'
        '<text x="48" y="55">{}/{}</text></svg>',
        classes("ring", big and "ring--big"),
        label,
        max(total, 1),
        done,
        max(total, 1),
        attributes(opacity=None if done else "0"),
        done,
        total,
    )


@register.element
def dots(*, total: int, on: int | None = None, label: str) -> SafeString:
    """A number as stars, one each; ``on`` of them full (all, if not told)."""
    full = total if on is None else on
    rows = -(-total // DOTS_PER_ROW)
    return format_html(
        '<svg class="dots" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        DOTS_PER_ROW * DOT,
        rows * DOT,
        label,
        _stars(0, full, on=True),
        _stars(full, total, on=False),
    )


def _stars(first: int, after: int, *, on: bool) -> SafeString:
    path = "".join(
        f"M{n % DOTS_PER_ROW * DOT + DOT // 2} {n // DOTS_PER_ROW * DOT + 1}{STAR}"
        for n in range(first, after)
    )
    if not path:
        return SafeString("")
    return format_html('<path{} d="{}"/>', attributes(class_="on" if on else ""), path)


@register.container
def figure_number(
    content: str, *, value: str | int, of: int | None = None
) -> SafeString:
    """A figure in large type, "49 of 67"; content draws and explains it."""
    rest = (
        format_html(" <small>{}</small>", _("out of %(total)s") % {"total": of})
        if of
        else ""
    )
    return format_html(
        '<div><p class="figure-n tnum">{}{}</p>{}</div>', value, rest, content
    )


@register.container
def poles(content: str, *, four: bool = False) -> SafeString:
    """The roads of the poles, side by side where there is room."""
    return format_html(
        '<ul class="{}">{}</ul>', classes("poles", four and "poles--4"), content
    )


@register.container
def pole_road(
    content: str,
    *,
    name: Pole,
    done: int | None = None,
    total: int | None = None,
    trail_label: str = "",
) -> SafeString:
    """One pole: its chip, how far, and below it the content (the next step in words)."""
    chip = draw_pole(name=name)
    if done is None or total is None:
        return format_html('<li data-pole="{}">{}<p>{}</p></li>', name, chip, content)
    reached = _("%(done)s of %(total)s") % {"done": done, "total": total}
    return format_html(
        '<li data-pole="{}"><div class="row row--apart">{}<b class="tnum small">{}</b></div>'
        "{}<p>{}</p></li>",
        name,
        chip,
        reached,
        trail(done=done, total=total, label=trail_label or reached),
        content,
    )


@register.element
def level(*, value: int, label: str) -> SafeString:
    """How well a skill is held: one to four stars and its words."""
    return format_html(
        '<span class="level">{}<span>{}</span></span>',
        trail(done=value, total=4, now=False),
        label,
    )
