"""Keeps a picture of the folder in the library, once."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model


def keep_picture(path: Path) -> Any:
    """The image of the library that shows the file at ``path``; the same file is kept once."""
    content = path.read_bytes()
    model = get_image_model()
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    found = model.objects.filter(file_hash=digest).first()
    if found is not None:
        return found
    file = ImageFile(BytesIO(content), name=path.name)
    image = model(title=path.stem.replace("-", " "), file=file)
    image.file_hash = digest
    image.file_size = len(content)
    image.save()
    return image
