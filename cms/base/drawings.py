"""Whether a drawing in SVG is only a drawing.

Nothing is cut out of a file: one that carries more is refused, so that what is
kept is what was given.
"""

import re
from xml.etree.ElementTree import (
    Element,
    ParseError,
)

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

LARGEST = 512 * 1024
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    _SVG + name
    for name in (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect"),
        *("circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("clipPath", "mask", "pattern", "marker", "stop"),
        *("linearGradient", "radialGradient"),
    )
)
_OWN_REFERENCE = re.compile(r"^#[\w.-]+$")
_FOREIGN = re.compile(
    r"url\(\s*(?!['\"]?#)|@import|expression\(|javascript:|data:", re.IGNORECASE
)


def find_fault(content: bytes) -> str:
    """Why the drawing is refused; empty if it is only a drawing."""
    if len(content) > LARGEST:
        return _("the drawing is larger than 512 KB")
    try:
        root = fromstring(content, forbid_dtd=True)
    except ParseError:
        return _("the drawing is not well-formed XML")
    except DefusedXmlException:
        return _("the drawing declares entities or a document type")
    if root.tag != f"{_SVG}svg":
        return _("the file is not an SVG drawing")
    for element in root.iter():
        if fault := _find_fault_in(element):
            return fault
    return ""


def _find_fault_in(element: Element) -> str:
    name = str(element.tag).removeprefix(_SVG)
    if element.tag not in _ELEMENTS:
        return _("the drawing holds <%(name)s>, which is not allowed") % {"name": name}
    for attribute, value in element.attrib.items():
        plain = attribute.rpartition("}")[2].lower()
        if plain.startswith("on"):
            return _("the drawing carries script: %(name)s") % {"name": plain}
        if plain == "href" and not _OWN_REFERENCE.match(value):
            return _("the drawing refers to something outside: %(value)s") % {
                "value": value[:60]
            }
        if _FOREIGN.search(value):
            return _("the drawing refers to something outside: %(value)s") % {
                "value": value[:60]
            }
    return ""
