"""What is checked before a file enters the library."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from cms.base import drawings


class ImageForm(BaseImageForm):
    """A drawing has to be only a drawing: nothing in it runs, nothing is fetched."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.name.lower().endswith(".svg"):
            file.seek(0)
            fault = drawings.find_fault(file.read(drawings.LARGEST + 1))
            file.seek(0)
            if fault:
                raise ValidationError(fault.capitalize())
        return file
