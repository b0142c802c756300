"""What the search templates need of their own."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.engines.highlight import Piece
from search.presenting import KINDS

register = template.Library()


@register.filter
def kind_label(kind: str) -> object:
    """What one document of a kind is called."""
    return KINDS[kind][0]


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text with the words asked for marked."""
    shown = (
        format_html("<mark>{}</mark>", piece.text) if piece.is_marked else piece.text
        for piece in pieces
    )
    return format_html_join("", "{}", ((piece,) for piece in shown))
