"""What can be pressed: buttons, links, tabs, filters, pages, folds, dialogs."""

from typing import Literal

from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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
    class_: str = "",
) -> SafeString:
    """A button; ``form`` names a form it stands outside of."""
    return format_html(
        "<button{}>{}{}{}</button>",
        attributes(
            class_=_button_class(kind, small=small, wide=wide, class_=class_),
            type="submit" if submit else "button",
            name=name or None,
            value=value,
            form=form or None,
            disabled=disabled,
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
    opens: str = "",
    class_: str = "",
) -> SafeString:
    """A link that looks like a button; ``opens`` a dialog instead, where JavaScript runs."""
    return format_html(
        "<a{}>{}{}{}</a>",
        attributes(
            class_=_button_class(kind, small=small, wide=wide, class_=class_),
            href=url,
            data_opens=opens or None,
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


@register.container
def fold(
    content: str,
    *,
    title: str,
    icon: str = "",
    open: bool = False,
    level: Literal[0, 2, 3] = 0,
) -> SafeString:
    """Something opened on demand; ``level`` makes its title a heading."""
    words = format_html("<h{0}>{1}</h{0}>", level, title) if level else title
    if icon:
        words = format_html(
            '<span class="row">{}{}</span>', draw_icon(name=icon), words
        )
    return format_html(
        '<details class="fold"{}><summary>{}{}</summary><div>{}</div></details>',
        attributes(open=open),
        words,
        draw_icon(name="down"),
        content,
    )


@register.container
def dialog(content: str, *, id: str, title: str) -> SafeString:
    """A question before an act. Opened by a link with ``opens``, whose address asks the same without JavaScript."""
    return format_html(
        '<dialog class="dialog" id="{0}" aria-labelledby="{0}-title"><div class="stack">'
        '<h2 id="{0}-title">{1}</h2>{2}</div></dialog>',
        id,
        title,
        content,
    )


@register.container
def tabs(content: str, *, label: str) -> SafeString:
    """Views of one thing, each with an address."""
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, content)


@register.container
def tab(
    content: str, *, url: str, current: bool = False, count: int | None = None
) -> SafeString:
    return _view_link(content, url=url, current=current, count=count)


@register.container
def filters(content: str, *, label: str) -> SafeString:
    """Filters that stay in the address."""
    return format_html('<nav class="filters" aria-label="{}">{}</nav>', label, content)


@register.container
def filter_link(
    content: str, *, url: str, current: bool = False, count: int | None = None
) -> SafeString:
    return _view_link(content, url=url, current=current, count=count)


def _view_link(
    content: str, *, url: str, current: bool, count: int | None
) -> SafeString:
    return format_html(
        "<a{}>{}{}</a>",
        attributes(href=url, aria_current="page" if current else None),
        content,
        "" if count is None else format_html(' <span class="count">{}</span>', count),
    )


@register.container
def crumbs(content: str) -> SafeString:
    """The way back up."""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>',
        _("You are here"),
        content,
    )


@register.container
def crumb(content: str, *, url: str = "") -> SafeString:
    """One step of it; without ``url`` this very page."""
    if url:
        return format_html('<li><a href="{}"><bdi>{}</bdi></a></li>', url, content)
    return format_html('<li aria-current="page"><bdi>{}</bdi></li>', content)


@register.simple_tag(takes_context=True)
def pager(context: Context, *, page: Page, label: str = "") -> SafeString:  # type: ignore[type-arg]  # Page is generic in the stubs only
    """The pages of a list; what else is in the address stays."""
    if page.paginator.num_pages < 2:
        return SafeString("")

    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return "?" + query.urlencode()

    numbers = format_html_join(
        "",
        "<a{}>{}</a>",
        (
            (
                attributes(
                    href=address(number),
                    aria_current="page" if number == page.number else None,
                ),
                number,
            )
            if isinstance(number, int)
            else ("", number)
            for number in page.paginator.get_elided_page_range(
                page.number, on_each_side=1, on_ends=1
            )
        ),
    )
    following = (
        more_link(_("Next"), url=address(page.next_page_number()))
        if page.has_next()
        else ""
    )
    return format_html(
        '<nav class="pager" aria-label="{}">{}{}</nav>',
        label or _("Pages"),
        numbers,
        following,
    )
