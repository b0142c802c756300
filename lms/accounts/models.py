import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. ``key`` is what events and other packages know of them."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
