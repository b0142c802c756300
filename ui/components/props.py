"""What makes a component: a tag whose parameters are its props, and are checked.

A misspelt prop is refused when the template is compiled, a value that its
``Literal`` does not list when it is rendered.
"""

import functools
import typing
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from django.forms.utils import flatatt
from django.template import Library, TemplateSyntaxError
from django.utils.safestring import SafeString

Component = TypeVar("Component", bound=Callable[..., Any])

Pole = Literal["edu", "voc", "per", "open"]


class Components(Library):
    """The components of one subject, registered as template tags."""

    def element(self, function: Component) -> Component:
        """Register a component without content: ``{% icon name="home" %}``."""
        self.simple_tag(_checked(function))
        return function

    def container(self, function: Component) -> Component:
        """Register a component around content: ``{% note %}…{% endnote %}``."""
        self.simple_block_tag(_checked(function))
        return function


def attributes(**values: str | int | bool | None) -> SafeString:
    """Write attributes; ``class_`` is class, ``aria_label`` aria-label.

    True writes the bare name; False, None and an empty class write nothing.
    """
    return flatatt(
        {
            name.rstrip("_").replace("_", "-"): value
            for name, value in values.items()
            if not (name == "class_" and not value)
        }
    )


def classes(*names: str | bool | None) -> str:
    return " ".join(name for name in names if isinstance(name, str) and name)


def _checked(function: Component) -> Component:
    choices = {
        prop: typing.get_args(hint)
        for prop, hint in typing.get_type_hints(function).items()
        if typing.get_origin(hint) is Literal
    }

    @functools.wraps(function)
    def component(*args: Any, **props: Any) -> Any:
        for prop, allowed in choices.items():
            if prop in props and props[prop] not in allowed:
                raise TemplateSyntaxError(
                    f"{function.__name__}: {prop} is {props[prop]!r}, not one of "
                    + ", ".join(map(repr, allowed))
                )
        return function(*args, **props)

    return typing.cast(Component, component)
