"""All components and formats, for one ``{% load ui %}``. They live in ui/components/."""

from django.template import Library

from ui.components import (
    actions,
    content,
    formats,
    forms,
    frame,
    marks,
    roads,
    tables,
)

register = Library()

for subject in (actions, content, formats, forms, frame, marks, roads, tables):
    register.tags.update(subject.register.tags)
    register.filters.update(subject.register.filters)
