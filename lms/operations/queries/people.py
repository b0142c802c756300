import uuid
from collections.abc import Collection, Mapping

from lms.accounts.models import User


def find_names(
    keys: Collection[uuid.UUID], *, language: str
) -> Mapping[uuid.UUID, str]:
    """What people are called, by key; who is unknown here is left out."""
    people = User.objects.in_bulk(keys, field_name="key")
    return {key: person.display_name(language) for key, person in people.items()}
