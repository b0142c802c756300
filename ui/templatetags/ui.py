"""All components and formats, for one ``{% load ui %}``. They live in ui/components/."""

from django.template import Library

from ui.components import actions, frame, marks

register = Library()

for subject in (actions, frame, marks):
    register.tags.update(subject.register.tags)
    register.filters.update(subject.register.filters)
