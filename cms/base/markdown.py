"""From the Markdown editors type to HTML that is safe to show."""

import functools
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_TAGS = {
    *("a", "bdi", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol"),
    *("p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"dir"},
    "ol": {"start"},
    "pre": {"dir"},
}


# Latin code in an Arabic line is turned round by the bidi algorithm unless it
# is isolated; ``dir`` on an inline element isolates it.
def _code(self: RendererHTML, tokens: Sequence[Token], index: int, *args: Any) -> str:
    return f'<code dir="ltr">{escapeHtml(tokens[index].content)}</code>'


def _sample(self: RendererHTML, tokens: Sequence[Token], index: int, *args: Any) -> str:
    return f'<pre dir="ltr"><code dir="ltr">{escapeHtml(tokens[index].content)}</code></pre>'


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("code_inline", _code)
    markdown.add_render_rule("code_block", _sample)
    markdown.add_render_rule("fence", _sample)
    return markdown


def to_html(text: str) -> str:
    """Paragraphs, lists, tables, samples of code."""
    return _clean(_markdown().render(text)).strip()


def to_line(text: str) -> str:
    """HTML that can stand in a label or a button, if the text is one line."""
    if "\n" in text.strip() or text.startswith("    "):
        return to_html(text)
    return _clean(_markdown().renderInline(text.strip()))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
