"""What stands on a page: rubrics, notes, cards, facts, times, messages, empty states."""

from typing import Literal

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui.components.marks import avatar as draw_avatar
from ui.components.marks import icon as draw_icon
from ui.components.marks import optional_icon
from ui.components.props import Components, Pole, attributes, classes
from ui.components.roads import trail

register = Components()

NoteKind = Literal["plain", "good", "bad", "now"]


@register.container
def hero(content: str) -> SafeString:
    """The band at the head of the home page: deep indigo, one star open."""
    return format_html(
        '<section class="hero on-band"><div class="hero__art" aria-hidden="true">'
        '<img src="{}" alt="" width="2000" height="720"></div>'
        '<div class="wrap"><div class="hero__text">{}</div></div>'
        '<svg class="roofline" viewBox="0 0 2094 160" preserveAspectRatio="xMidYMax slice" aria-hidden="true">'
        '<use href="{}#roofline"/></svg></section>',
        static("ui/art/door.svg"),
        content,
        static("ui/roofline.svg"),
    )


@register.container
def rubric(
    content: str, *, id: str, title: str, note: str = "", first: bool = False
) -> SafeString:
    """A hairline with a star, the section's name in the margin, the matter beside it."""
    return format_html(
        '<section class="{0}" aria-labelledby="{1}"><div class="rubric__name"><h2 id="{1}">{2}</h2>{3}</div>'
        '<div class="stack box gap-5">{4}</div></section>',
        classes("rubric", first and "rubric--first"),
        id,
        title,
        format_html("<p>{}</p>", note) if note else "",
        content,
    )


@register.container
def note(
    content: str,
    *,
    kind: NoteKind = "plain",
    icon: str = "",
    role: Literal["", "status", "alert"] = "",
) -> SafeString:
    """A word from the house: good, bad and now bring their own sign."""
    sign = (
        icon
        or {"good": "done", "bad": "retry", "now": "flag", "plain": "message"}[kind]
    )
    return format_html(
        '<div class="{}"{}>{}<div>{}</div></div>',
        classes("note", kind != "plain" and f"note--{kind}"),
        attributes(role=role or None),
        draw_icon(name=sign),
        content,
    )


@register.container
def panel(content: str, *, title: str = "", id: str = "") -> SafeString:
    """A quiet ground that holds things together; never a box in a box."""
    return format_html(
        '<section class="panel stack"{}>{}{}</section>',
        attributes(aria_labelledby=id or None),
        format_html("<h2{}>{}</h2>", attributes(id=id or None), title) if title else "",
        content,
    )


@register.container
def news_card(
    content: str,
    *,
    title: str,
    url: str,
    date: str = "",
    date_iso: str = "",
    meta: str = "",
    text: str = "",
    first: bool = False,
    level: Literal[2, 3] = 3,
) -> SafeString:
    """A piece of news; content is its picture (class ``pic``), or nothing."""
    time = format_html('<time datetime="{}">{}</time>', date_iso, date) if date else ""
    return format_html(
        '<article class="{0}">{1}<p class="dateline">{2}{3}</p>'
        '<h{4}><a href="{5}">{6}</a></h{4}>{7}</article>',
        classes("news", first and "news--first"),
        content,
        time,
        format_html(" <span>{}</span>", meta) if meta else "",
        level,
        url,
        title,
        format_html("<p>{}</p>", text) if text else "",
    )


@register.container
def facts(content: str) -> SafeString:
    """A few facts in a line: duration, lessons, languages, price."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.container
def fact(content: str, *, label: str) -> SafeString:
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.container
def timeline(content: str) -> SafeString:
    """The hours of a day."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.container
def moment(
    content: str,
    *,
    time: str,
    title: str,
    state: Literal["past", "now", "ahead"] = "ahead",
    now_label: str = "",
) -> SafeString:
    """One hour of it; content says where and with whom."""
    badge = (
        format_html(' <span class="tag tag--now">{}</span>', now_label)
        if now_label
        else ""
    )
    return format_html(
        '<li{}><time class="tnum">{}</time><div><h3>{}{}</h3><p>{}</p></div></li>',
        attributes(class_="" if state == "ahead" else state),
        time,
        title,
        badge,
        content,
    )


@register.container
def message_item(
    content: str,
    *,
    author: str,
    initials: str,
    when: str = "",
    pole: Pole | Literal[""] = "",
) -> SafeString:
    """Somebody's words, with their initials."""
    return format_html(
        '<li class="msg">{}<div><b><bdi>{}</bdi></b><p>{}</p>{}</div></li>',
        draw_avatar(initials=initials, pole=pole),
        author,
        content,
        format_html('<p class="muted">{}</p>', when) if when else "",
    )


@register.container
def resume(
    content: str,
    *,
    id: str,
    title: str,
    where: str,
    done: int,
    total: int,
    trail_label: str,
    image: str = "",
) -> SafeString:
    """The first thing a learner sees: where they are; content is the one button and the minutes."""
    picture = (
        format_html('<img src="{}" width="864" height="480" alt="">', image)
        if image
        else ""
    )
    return format_html(
        '<section class="resume on-band" aria-labelledby="{0}"><div class="resume__text">'
        '<p class="small">{1}</p><h2 id="{0}"><bdi>{2}</bdi></h2>{3}<div class="row">{4}</div></div>{5}</section>',
        id,
        where,
        title,
        trail(done=done, total=total, label=trail_label),
        content,
        picture,
    )


@register.container
def sums(content: str) -> SafeString:
    """What waits for somebody, in numbers and words."""
    return format_html('<ul class="sums">{}</ul>', content)


@register.container
def sum_link(content: str, *, value: int | str, url: str) -> SafeString:
    return format_html(
        '<li><a href="{}"><b class="tnum">{}</b>{}</a></li>', url, value, content
    )


@register.container
def task(content: str, *, title: str, url: str) -> SafeString:
    """One thing to do; content is its tag."""
    return format_html(
        '<li class="task"><a href="{}">{}</a>{}</li>', url, title, content
    )


@register.container
def empty_state(
    content: str, *, title: str, art: str = "door-day", level: Literal[2, 3] = 2
) -> SafeString:
    """Nothing here yet: a picture, a word, a way on."""
    return format_html(
        '<div class="empty"><img src="{0}" width="400" height="400" alt=""><h{1}>{2}</h{1}>{3}</div>',
        static(f"ui/art/{art}.svg"),
        level,
        title,
        content,
    )


@register.container
def state(content: str, *, title: str, art: str, code: str = "") -> SafeString:
    """A page that is a state (not found, forbidden, broken, offline) and its ways out."""
    return format_html(
        '<section class="state stack"><img src="{}" width="400" height="400" alt="">'
        '<div class="stack">{}<h1>{}</h1>{}</div></section>',
        static(f"ui/art/{art}.svg"),
        format_html('<p class="state__code tnum">{}</p>', code) if code else "",
        title,
        content,
    )


@register.container
def toast(content: str, *, icon: str = "check") -> SafeString:
    """What just happened, in passing."""
    return format_html(
        '<p class="toast" role="status">{}{}</p>', optional_icon(icon), content
    )
