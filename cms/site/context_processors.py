"""What the frame of the public site shows on every page, those of other packages included."""

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import get_language

from cms.site import queries
from cms.site.values import Link


class Frame:
    """Menus and values of the page's language, read when a template asks for them."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def values(self) -> dict[str, str]:
        return queries.get_site_values(get_language() or "fr")

    @cached_property
    def _menus(self) -> dict[str, list[Link]]:
        return queries.find_menus(get_language() or "fr", self._request)

    @property
    def menu(self) -> list[Link]:
        return self._menus["main"]

    @property
    def footer(self) -> list[Link]:
        return self._menus["footer"]


def site(request: HttpRequest) -> dict[str, Frame]:
    return {"site": Frame(request)}
