"""Accounts: who exists, in which roles, reading which language.

Nobody opens an account alone; staff, the import and the seed call these functions.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as Role
from django.db import transaction

from events.catalogue.learning import SessionRevoked
from events.catalogue.people import (
    LearnerRegistered,
    LocaleChanged,
    RoleGranted,
    RoleRevoked,
)
from events.outbox import emit
from lms.accounts.models import Language, User
from lms.accounts.permissions import ROLES


@dataclass(frozen=True, slots=True)
class AccountState:
    """What of an account others are told when it changes."""

    language: str
    roles: frozenset[str]


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
    at: dt.datetime,
    language: str = Language.FRENCH,
    email: str = "",
    actor: uuid.UUID | None = None,
) -> User:
    """Open an account; ``names`` are the four name fields of ``User``.

    Emits ``LearnerRegistered``, and ``RoleGranted`` for each role. Raises
    ``UnknownRole`` or ``UnknownLanguage``.
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
    announce_account(person=person, before=None, at=at, actor=actor)
    return person


@transaction.atomic
def choose_language(*, person: User, language: str, at: dt.datetime) -> None:
    """Speak ``language`` to a person from now on; choosing it again changes nothing.

    Emits ``LocaleChanged``. Raises ``UnknownLanguage``.
    """
    if language not in Language:
        raise UnknownLanguage(language)
    before = look_at_account(person)
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
        announce_account(person=person, before=before, at=at, actor=person.key)


def look_at_account(person: User) -> AccountState:
    """What an account is now, for ``announce_account`` to compare with."""
    roles = person.groups.filter(name__in=ROLES).values_list("name", flat=True)
    return AccountState(person.language, frozenset(roles))


@transaction.atomic
def announce_account(
    *,
    person: User,
    before: AccountState | None,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """Tell what has become of an account; ``before`` is nothing if it is new.

    Called by who changes one in the same transaction: the functions here, and the
    editor's pages. Emits ``LearnerRegistered`` or ``LocaleChanged``, and
    ``RoleGranted`` and ``RoleRevoked`` for each role.
    """
    now = look_at_account(person)
    about = {"occurred_at": at, "person_key": person.key}
    if before is None:
        emit(LearnerRegistered(**about, locale=now.language), actor=actor)
    elif before.language != now.language:
        emit(LocaleChanged(**about, locale=now.language), actor=actor)
    had = before.roles if before else frozenset()
    for role in sorted(now.roles - had):
        emit(RoleGranted(**about, role=role), actor=actor)
    for role in sorted(had - now.roles):
        emit(RoleRevoked(**about, role=role), actor=actor)


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
