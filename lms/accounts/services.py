"""Accounts: who exists, in which roles, reading which language.

Nobody opens an account alone; staff, the import and the seed call these functions.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as Role
from django.db import transaction

from events.catalogue.learning import SessionRevoked
from events.outbox import emit
from lms.accounts.models import Language, User
from lms.accounts.permissions import ROLES


class UnknownRole(Exception):
    """There are five roles, and this is none of them."""


class UnknownLanguage(Exception):
    """The product doesn't speak this language."""


@transaction.atomic
def create_person(
    *,
    username: str,
    password: str | None,
    roles: Iterable[str],
    names: Mapping[str, str],
    language: str = Language.FRENCH,
    email: str = "",
) -> User:
    """Open an account; ``names`` are the four name fields of ``User``.

    Raises ``UnknownRole`` or ``UnknownLanguage``.
    """
    wanted = set(roles)
    if not wanted <= set(ROLES):
        raise UnknownRole(wanted - set(ROLES))
    if language not in Language:
        raise UnknownLanguage(language)
    person = User.objects.create_user(
        username=username, email=email, password=password, language=language, **names
    )
    person.groups.set(Role.objects.filter(name__in=wanted))
    return person


def choose_language(*, person: User, language: str) -> None:
    """Speak ``language`` to a person from now on. Raises ``UnknownLanguage``."""
    if language not in Language:
        raise UnknownLanguage(language)
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])


@transaction.atomic
def announce_sign_out(*, person_key: uuid.UUID, at: dt.datetime) -> None:
    """Have a person's sockets closed. Emits ``SessionRevoked``."""
    emit(SessionRevoked(occurred_at=at, person_key=person_key), actor=person_key)


def share_password(*, people: Iterable[User], password: str) -> None:
    """Give many invented people one password, hashed once: a hash is slow on purpose."""
    hashed = make_password(password)
    people = list(people)
    for person in people:
        person.password = hashed
    User.objects.bulk_update(people, ["password"])
