"""The pictures and files a lesson shows, fetched at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.documents import get_document_model

from cms.base.models import SiteImage
from cms.courses.values import Picture, PictureSource

_WIDTHS = (400, 800)
_FORMATS = {"avif": "image/avif", "webp": "image/webp"}
_FALLBACK = "width-800|format-jpeg"
_IMAGE_FIELDS = {"picture"}
_FILE_FIELDS = {"recording", "film", "captions", "file"}


@dataclass(frozen=True, slots=True)
class Media:
    """What the blocks of one lesson refer to, by primary key."""

    images: Mapping[int, SiteImage]
    files: Mapping[int, Any]

    def picture(self, pk: int | None, *, alt: str, caption: str = "") -> Picture | None:
        """The picture, unless it has been deleted from the library."""
        image = self.images.get(pk or 0)
        if image is None:
            return None
        if image.is_svg():
            return Picture(image.file.url, alt, caption, image.width, image.height)
        specs = [f"width-{w}|format-{f}" for f in _FORMATS for w in _WIDTHS]
        made = image.get_renditions(*specs, _FALLBACK)
        fallback = made[_FALLBACK]
        sources = tuple(
            PictureSource(
                kind,
                ", ".join(
                    f"{rendition.url} {rendition.width}w"
                    for width in _WIDTHS
                    if (rendition := made[f"width-{width}|format-{name}"])
                ),
            )
            for name, kind in _FORMATS.items()
        )
        return Picture(
            fallback.url, alt, caption, fallback.width, fallback.height, sources
        )


def fetch_media(steps: list[dict[str, Any]]) -> Media:
    """At most three queries, however many pictures the steps show."""
    image_ids = set(_find(steps, _IMAGE_FIELDS))
    file_ids = set(_find(steps, _FILE_FIELDS))
    images = SiteImage.objects.prefetch_related("renditions")
    files = get_document_model().objects
    return Media(
        images=images.in_bulk(image_ids) if image_ids else {},
        files=files.in_bulk(file_ids) if file_ids else {},
    )


def _find(value: Any, names: set[str]) -> Iterable[int]:
    if isinstance(value, list):
        for item in value:
            yield from _find(item, names)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in names and isinstance(inner, int):
                yield inner
            else:
                yield from _find(inner, names)
