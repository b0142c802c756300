"""Accounts: who exists, in which roles, reading which language.

Nobody opens an account alone; staff, the import and the seed call these functions.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as Role
from django.contrib.sessions.models import Session
from django.db import transaction

from events.catalogue.learning import SessionRevoked
from events.catalogue.people import (
    EmailChanged,
    LearnerAnonymised,
    LearnerErased,
    LearnerRegistered,
    LocaleChanged,
    RoleGranted,
    RoleRevoked,
)
from events.outbox import emit
from lms.accounts.models import Language, Named, User
from lms.accounts.permissions import ROLES

NAME_FIELDS = tuple(field.name for field in Named._meta.fields)  # noqa: SLF001 -- Django's documented way to a model's fields


class ErasesThemselves(Exception):
    """Who erases people needs their own account to answer for it."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """What of an account others are told when it changes."""

    language: str
    email: str
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
    return AccountState(person.language, person.email, frozenset(roles))


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
    editor's pages. An address that was replaced no longer signs in. Emits
    ``LearnerRegistered``, or ``LocaleChanged`` and ``EmailChanged``, and
    ``RoleGranted`` and ``RoleRevoked`` for each role.
    """
    now = look_at_account(person)
    about = {"occurred_at": at, "person_key": person.key}
    if before is None:
        emit(LearnerRegistered(**about, locale=now.language), actor=actor)
    elif before.language != now.language:
        emit(LocaleChanged(**about, locale=now.language), actor=actor)
    if before is not None and before.email != now.email:
        EmailAddress.objects.filter(user=person).exclude(
            email__iexact=now.email
        ).delete()
        emit(EmailChanged(**about), actor=actor)
    had = before.roles if before else frozenset()
    for role in sorted(now.roles - had):
        emit(RoleGranted(**about, role=role), actor=actor)
    for role in sorted(had - now.roles):
        emit(RoleRevoked(**about, role=role), actor=actor)


@transaction.atomic
def announce_sign_out(*, person_key: uuid.UUID, at: dt.datetime) -> None:
    """Have a person's sockets closed. Emits ``SessionRevoked``."""
    emit(SessionRevoked(occurred_at=at, person_key=person_key), actor=person_key)


@transaction.atomic
def erase_person(*, person: User, actor: User | None, at: dt.datetime) -> None:
    """Take away all that says who a person was; the row stays, for what is counted.

    Names, address, login, roles and sessions go at once. What others hold goes when
    they hear of it. Erasing again changes nothing. Emits ``LearnerErased``. Raises
    ``ErasesThemselves``.
    """
    if actor is not None and actor.pk == person.pk:
        raise ErasesThemselves(actor.key)
    if _strip(person, at):
        emit(
            LearnerErased(occurred_at=at, person_key=person.key),
            actor=actor.key if actor else None,
        )


@transaction.atomic
def anonymise_person(*, person: User, at: dt.datetime) -> None:
    """Do the same as ``erase_person``, because the time is over for which a file is kept.

    Anonymising somebody who is erased changes nothing. Emits ``LearnerAnonymised``.
    """
    if _strip(person, at):
        emit(LearnerAnonymised(occurred_at=at, person_key=person.key))


def _strip(person: User, at: dt.datetime) -> bool:
    """Take everything from the row that says who it is; False if nothing does any more."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erased_at is not None:
        return False
    for name in NAME_FIELDS:
        setattr(person, name, "")
    person.username = f"erased-{person.key.hex}"
    person.email = ""
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.erased_at = at
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    EmailAddress.objects.filter(user=person).delete()
    _end_sessions(person)
    return True


def _end_sessions(person: User) -> None:
    # Whose a session is stands inside it.
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def forget_sessions(*, at: dt.datetime) -> int:
    """Delete the sessions of those who haven't come for too long; returns how many."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def share_password(*, people: Iterable[User], password: str) -> None:
    """Give many invented people one password, hashed once: a hash is slow on purpose."""
    hashed = make_password(password)
    people = list(people)
    for person in people:
        person.password = hashed
    User.objects.bulk_update(people, ["password"])
