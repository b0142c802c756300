"""The frame around every page: brand, navigation, languages, bell, messages."""

from collections.abc import Mapping
from typing import Any, Literal

from django.conf import settings
from django.contrib.messages import get_messages
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import (
    get_language,
    get_language_bidi,
    get_language_from_path,
    ngettext,
)
from django.utils.translation import gettext as _

from ui.components.marks import avatar, icon, mark, optional_icon
from ui.components.props import Components, attributes, classes

register = Components()

NOTHING = SafeString("")


@register.element
def direction() -> str:
    """Say how the page's language runs, for ``<html dir>``."""
    return "rtl" if get_language_bidi() else "ltr"


@register.element
def demo_band() -> SafeString:
    """Say that the data are invented, where they are."""
    if not settings.DEMO:
        return NOTHING
    return format_html('<p class="demo">{}</p>', _("Demonstration data"))


@register.element
def brand(*, link: bool = True) -> SafeString:
    """The mark and the name in both scripts, the page's own first to stay on phones."""
    arabic = get_language() == "ar"
    name = format_html(
        '{}<span><span class="{}" lang="fr">Forsa</span> <i class="alt" aria-hidden="true">·</i>'
        ' <span class="{}" lang="ar" dir="rtl">فرصة</span></span>',
        mark(),
        "alt" if arabic else "",
        "" if arabic else "alt",
    )
    if not link:
        return format_html('<p class="brand">{}</p>', name)
    return format_html('<a class="brand" href="/{}/">{}</a>', get_language(), name)


@register.container
def nav_link(content: str, *, url: str, current: bool = False) -> SafeString:
    """One entry of the header's navigation (block ``nav``)."""
    return format_html(
        "<li><a{}>{}</a></li>",
        attributes(href=url, aria_current="page" if current else None),
        content,
    )


@register.container
def tabbar(content: str, *, label: str = "") -> SafeString:
    """The bar of at most five tabs at the foot of a phone; ``body_class`` has-tabs makes room."""
    return format_html(
        '<nav class="tabbar" aria-label="{}"><ul>{}</ul></nav>',
        label or _("Shortcuts"),
        content,
    )


@register.container
def tab_link(
    content: str, *, url: str, icon: str, current: bool = False, is_help: bool = False
) -> SafeString:
    """One tab of the bar; help is the last one, always."""
    return format_html(
        "<li><a{}>{}{}</a></li>",
        attributes(
            href=url,
            class_="tabbar__help" if is_help else "",
            aria_current="page" if current else None,
        ),
        optional_icon(icon),
        content,
    )


@register.element
def help_link(*, url: str) -> SafeString:
    """Help in the top bar of wide screens; on phones it is the last tab."""
    return format_html(
        '<a class="btn btn--quiet btn--small only-wide" href="{}">{}{}</a>',
        url,
        icon(name="help"),
        _("Need help?"),
    )


@register.element
def search_link(*, url: str = "") -> SafeString:
    """The magnifier of the header; nothing where there is no search."""
    try:
        address = url or reverse("search:results")
    except NoReverseMatch:
        return NOTHING
    return format_html(
        '<a class="iconbtn" href="{}">{}<span class="vh">{}</span></a>',
        address,
        icon(name="search"),
        _("Search"),
    )


@register.element
def space_url() -> str:
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@register.element
def space_link() -> SafeString:
    """From the public site to one's own space; the same for everybody, so that pages stay cacheable."""
    return format_html(
        '<a class="iconbtn only-narrow" href="{0}">{1}<span class="vh">{2}</span></a>'
        '<a class="btn btn--quiet btn--small only-wide" href="{0}">{1}{2}</a>',
        space_url(),
        icon(name="user"),
        _("My space"),
    )


@register.element
def bell(*, url: str, count: int = 0) -> SafeString:
    """The bell with the number of what is unread; 0 shows no number."""
    label = (
        ngettext(
            "%(count)d unread notification", "%(count)d unread notifications", count
        )
        % {"count": count}
        if count
        else _("Notifications")
    )
    number = (
        format_html(
            '<span class="bell__n" aria-hidden="true">{}</span>',
            "99+" if count > 99 else count,
        )
        if count
        else NOTHING
    )
    return format_html(
        '<a class="iconbtn" href="{}">{}{}<span class="vh">{}</span></a>',
        url,
        icon(name="bell"),
        number,
        label,
    )


@register.element
def profile_link(*, url: str, initials: str, name: str) -> SafeString:
    """The initials of who is signed in."""
    return format_html(
        '<a class="iconbtn" href="{}">{}<span class="vh"><bdi>{}</bdi> · {}</span></a>',
        url,
        avatar(initials=initials),
        name,
        _("my profile"),
    )


@register.simple_tag(takes_context=True)
def language_switch(
    context: Context, *, place: Literal["head", "foot"] = "head"
) -> SafeString:
    """The other languages of this page.

    On pages whose address names the language these are links (to
    ``language_urls[code]`` where a view knows better than the prefix); elsewhere
    a form keeps the choice.
    """
    request = context.get("request")
    current = get_language()
    others = [(code, name) for code, name in settings.LANGUAGES if code != current]
    if request is None:
        return _language_links({code: f"/{code}/" for code, _name in others}, place)
    urls: Mapping[str, str] | None = context.get("language_urls")
    if urls is None and get_language_from_path(request.path_info):
        urls = {
            code: translate_url(request.get_full_path(), code) for code, _name in others
        }
    if urls is not None:
        return _language_links(urls, place)
    buttons = format_html_join(
        "",
        '<button class="{}" name="language" value="{}" lang="{}">{}</button>',
        ((_language_class(code, place), code, code, name) for code, name in others),
    )
    return format_html(
        '<form class="langs" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="next" value="{}">{}</form>',
        reverse("ui:language"),
        get_token(request),
        request.get_full_path(),
        buttons,
    )


def _language_links(urls: Mapping[str, str], place: str) -> SafeString:
    return format_html_join(
        "",
        '<a class="{}" href="{}" hreflang="{}" lang="{}">{}</a>',
        (
            (_language_class(code, place), urls[code], code, code, name)
            for code, name in settings.LANGUAGES
            if code in urls and code != get_language()
        ),
    )


def _language_class(code: str, place: str) -> str:
    # A phone's header has room for the centre's two languages.
    return classes("lang", place == "head" and code == "en" and "only-wide")


@register.simple_tag(takes_context=True)
def messages(context: Context) -> SafeString:
    """What the last action has to say, read aloud when it appears."""
    request = context.get("request")
    found: list[Any] = list(get_messages(request)) if request is not None else []
    if not found:
        return NOTHING
    kinds = {
        "success": ("good", "done"),
        "error": ("bad", "alert"),
        "warning": ("now", "flag"),
    }
    notes = format_html_join(
        "",
        '<p class="note{}">{}<span>{}</span></p>',
        (
            (
                f" note--{kinds[m.level_tag][0]}",
                icon(name=kinds[m.level_tag][1]),
                m.message,
            )
            if m.level_tag in kinds
            else ("", icon(name="message"), m.message)
            for m in found
        ),
    )
    return format_html('<div class="stack messages" role="status">{}</div>', notes)


@register.element
def theme_switch() -> SafeString:
    """Light or dark, kept on the device; shown only where its script runs."""
    choices = format_html_join(
        "",
        '<label class="pick"><input type="radio" name="theme" value="{}"><span>{}</span></label>',
        (("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))),
    )
    return format_html(
        '<fieldset class="quick" data-theme-switch hidden><legend class="vh">{}</legend>{}</fieldset>',
        _("Light or dark"),
        choices,
    )


@register.element
def htmx() -> SafeString:
    """Load htmx; only in the ``scripts`` block of a page that uses it."""
    return format_html('<script src="{}" defer></script>', static("ui/htmx.min.js"))
