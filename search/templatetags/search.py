"""What the search templates need of their own."""

from django import template

from search.presenting import KINDS

register = template.Library()


@register.filter
def kind_label(kind: str) -> object:
    """What one document of a kind is called."""
    return KINDS[kind][0]
