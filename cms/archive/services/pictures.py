"""The pictures of one lesson's folder, in the library."""

import hashlib
import uuid
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from django.core.files.images import ImageFile

from cms.base.models import SiteImage
from cms.courses.models import ArchivedPicture


class LessonLibrary:
    """Knows under which name each picture of a lesson lies in its folder."""

    def __init__(self, page_key: uuid.UUID) -> None:
        kept = ArchivedPicture.objects.filter(page_key=page_key)
        self.page_key = page_key
        self.kept = {row.name: row for row in kept.select_related("image")}
        self.names = {row.image_id: row.name for row in self.kept.values()}

    def get_image(self, path: str) -> int:
        return self.kept[path].image_id

    def get_path(self, image: int) -> str:
        """The name a picture came in under; one that an editor chose gets a name of its own."""
        if image not in self.names:
            file = Path(SiteImage.objects.get(pk=image).file.name)
            self.names[image] = f"media/{image}-{file.name}"
        return self.names[image]

    def keep(self, pictures: Mapping[str, Path], *, title: str) -> None:
        """Bring the files into the library; one that is there already is left alone."""
        for name, file in pictures.items():
            content = file.read_bytes()
            digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            row = self.kept.get(name)
            if row is None or row.image.file_hash != digest:
                image = _add(content, file.name, digest, title=f"{title}: {file.stem}")
                row, _is_new = ArchivedPicture.objects.update_or_create(
                    page_key=self.page_key, name=name, defaults={"image": image}
                )
                self.kept[name] = row
        self.names = {row.image_id: row.name for row in self.kept.values()}


def _add(content: bytes, name: str, digest: str, *, title: str) -> SiteImage:
    # Not the same picture for two lessons that have the same file: changing it
    # in one would change it in the other.
    image = SiteImage(title=title[:255], file=ImageFile(BytesIO(content), name=name))
    image.file_hash = digest
    image.file_size = len(content)
    image.save()
    return image
