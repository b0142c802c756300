"""Tables that become cards where they have no room, and charts with their table.

CSS that turns a table into blocks takes its roles away, so they are written out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui.components.actions import fold
from ui.components.formats import number
from ui.components.props import Components, attributes, classes

register = Components()


@register.container
def table(
    content: str, *, label: str = "", labelledby: str = "", class_: str = ""
) -> SafeString:
    """A table; put a ``box`` around it, whose width decides when it becomes cards."""
    return format_html(
        "<table{}>{}</table>",
        attributes(
            class_=classes("table", class_),
            role="table",
            aria_label=label or None,
            aria_labelledby=labelledby or None,
        ),
        content,
    )


@register.container
def table_head(content: str) -> SafeString:
    return format_html('<thead role="rowgroup"><tr role="row">{}</tr></thead>', content)


@register.container
def column(content: str, *, hidden: bool = False, numeric: bool = False) -> SafeString:
    """The head of a column; hidden is read aloud only (actions)."""
    words = format_html('<span class="vh">{}</span>', content) if hidden else content
    return format_html(
        '<th scope="col" role="columnheader"{}>{}</th>',
        attributes(class_="num" if numeric else ""),
        words,
    )


@register.container
def table_body(content: str) -> SafeString:
    return format_html('<tbody role="rowgroup">{}</tbody>', content)


@register.container
def table_row(content: str, *, class_: str = "") -> SafeString:
    return format_html('<tr role="row"{}>{}</tr>', attributes(class_=class_), content)


@register.container
def row_head(content: str) -> SafeString:
    """Whom or what the row is about."""
    return format_html('<th scope="row" role="rowheader" class="who">{}</th>', content)


@register.container
def cell(
    content: str, *, label: str = "", numeric: bool = False, class_: str = ""
) -> SafeString:
    """One cell; ``label`` stands before it when the row is a card."""
    return format_html(
        '<td role="cell"{}>{}</td>',
        attributes(data_label=label or None, class_=classes(numeric and "num", class_)),
        content,
    )


@register.container
def acts(content: str) -> SafeString:
    """The actions of a row, beside it."""
    return format_html('<div class="acts">{}</div>', content)


@dataclass(frozen=True)
class Line:
    """One line of a chart; the one that matters is in brick and bold."""

    name: str
    values: Sequence[float]
    matters: bool = False


LEFT, RIGHT, TOP, BOTTOM = 28, 290, 12, 122


@register.element
def line_chart(
    *,
    lines: Sequence[Line],
    labels: Sequence[str],
    low: int,
    high: int,
    title: str,
    caption: str = "",
) -> SafeString:
    """Lines over time, drawn on the server, with the numbers folded under them.

    Left to right in every language, as charts with numbers are.
    """
    drawing = format_html(
        '<div dir="ltr"><svg class="chart" viewBox="0 0 320 150" role="img" aria-label="{}">{}{}{}</svg></div>',
        title,
        format_html_join(
            "",
            "{}",
            ((_grid(value, low, high),) for value in (low, (low + high) // 2, high)),
        ),
        format_html_join(
            "",
            "{}",
            (
                (_line(line, low, high),)
                for line in sorted(lines, key=lambda line: line.matters)
            ),
        ),
        format_html_join(
            "",
            '<text x="{}" y="144" text-anchor="middle">{}</text>',
            (
                (round(_x(index, len(labels))), label)
                for index, label in enumerate(labels)
            ),
        ),
    )
    numbers = format_html(
        '<table class="small tnum numbers"><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>',
        format_html_join("", '<th scope="col">{}</th>', ((label,) for label in labels)),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th>{}</tr>',
            (
                (
                    line.name,
                    format_html_join(
                        "", "<td>{}</td>", ((number(value),) for value in line.values)
                    ),
                )
                for line in lines
            ),
        ),
    )
    return format_html(
        '<figure class="stack gap-1">{}{}{}</figure>',
        drawing,
        fold(numbers, title=_("The numbers")),
        format_html('<figcaption class="small">{}</figcaption>', caption)
        if caption
        else "",
    )


def _x(index: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * index / max(count - 1, 1)


def _y(value: float, low: int, high: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * (value - low) / max(high - low, 1)


def _grid(value: int, low: int, high: int) -> SafeString:
    height = round(_y(value, low, high), 1)
    return format_html(
        '<path d="M{} {}H{}" class="grid"/><text x="22" y="{}" text-anchor="end">{}</text>',
        LEFT,
        height,
        RIGHT,
        height + 4,
        value,
    )


def _line(line: Line, low: int, high: int) -> SafeString:
    points = [
        f"{_x(index, len(line.values)):.1f} {_y(value, low, high):.1f}"
        for index, value in enumerate(line.values)
    ]
    return format_html(
        '<path d="M{}" class="{}"/><text x="298" y="{}"{}>{}</text>',
        "L".join(points),
        classes("line", line.matters and "line--warn"),
        round(_y(line.values[-1], low, high)) + 4,
        attributes(class_="warn" if line.matters else ""),
        line.name,
    )
