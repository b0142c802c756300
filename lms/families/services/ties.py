"""Who answers for a learner. The desk and the seed call these functions."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.families.models import (
    Channel,
    Guardian,
    Guardianship,
    LearnerProfile,
    Quality,
)
from lms.families.values import MAJORITY, Phone, count_years, find_birthday


class BornLater(Exception):
    """Nobody is born after today."""


class BirthDateMissing(Exception):
    """Until when somebody answers for a learner hangs on the learner's birth date."""


class OfAge(Exception):
    """The learner is eighteen: nobody else answers for them."""


class NameMissing(Exception):
    """A guardian has a family name, or an institution its own, in one script at least."""


class PhoneMissing(Exception):
    """This way of being told takes a phone."""


@transaction.atomic
def record_profile(
    *,
    learner: User,
    birth_date: dt.date,
    sex: str,
    phone: Phone | None,
    at: dt.datetime,
) -> LearnerProfile:
    """Have a learner's profile say this; guardians answer until the new 18th birthday.

    Raises ``BornLater``.
    """
    today = timezone.localdate(at)
    if birth_date > today:
        raise BornLater(birth_date)
    is_of_age = count_years(birth_date, on=today) >= MAJORITY
    profile, _ = LearnerProfile.objects.update_or_create(
        learner=learner,
        defaults={
            "birth_date": birth_date,
            "sex": sex,
            "phone": phone.number if phone else "",
            # Who comes of age, has it said; who is of age already, hasn't just become so.
            "came_of_age_at": at if is_of_age else None,
        },
    )
    Guardianship.objects.filter(learner=learner).exclude(
        quality=Quality.NONE_YET
    ).update(until_date=find_birthday(birth_date, years=MAJORITY))
    return profile


@transaction.atomic
def register_guardian(
    *,
    learner: User,
    quality: str,
    names: Mapping[str, str],
    language: str,
    channel: str,
    phone: Phone | None,
    at: dt.datetime,
) -> Guardian:
    """Have a new guardian answer for a learner until the learner is of age; who stood in is free.

    ``names`` are the four name fields; an institution's is its family name.

    Raises ``NameMissing``, ``PhoneMissing``, ``BirthDateMissing`` or ``OfAge``.
    """
    if not names.get("family_name_latin") and not names.get("family_name_arabic"):
        raise NameMissing
    if phone is None and channel != Channel.IN_PERSON:
        raise PhoneMissing
    guardian = Guardian.objects.create(
        **names,
        language=language,
        channel=channel,
        phone=phone.number if phone else "",
    )
    tie_guardian(learner=learner, guardian=guardian, quality=quality, at=at)
    return guardian


@transaction.atomic
def tie_guardian(
    *, learner: User, guardian: Guardian, quality: str, at: dt.datetime
) -> Guardianship:
    """Have a guardian whom the centre knows answer for one more learner.

    Tying them again changes the quality only. Raises ``BirthDateMissing`` or ``OfAge``.
    """
    today = timezone.localdate(at)
    majority = _find_majority(lock_profile(learner), on=today)
    Guardianship.objects.filter(
        learner=learner, quality=Quality.NONE_YET, until_date__gt=today
    ).update(until_date=today)
    guardianship, _ = Guardianship.objects.update_or_create(
        learner=learner,
        guardian=guardian,
        defaults={"quality": quality, "until_date": majority},
    )
    return guardianship


@transaction.atomic
def stand_in(*, learner: User, colleague: User, at: dt.datetime) -> Guardianship:
    """Have a colleague stand in for a learner for whom nobody answers yet.

    They speak for nobody: what takes a guardian's word waits for a guardian.
    Raises ``BirthDateMissing`` or ``OfAge``.
    """
    majority = _find_majority(lock_profile(learner), on=timezone.localdate(at))
    guardianship, _ = Guardianship.objects.update_or_create(
        learner=learner,
        quality=Quality.NONE_YET,
        defaults={"stand_in": colleague, "until_date": majority},
    )
    return guardianship


def lock_profile(learner: User) -> LearnerProfile:
    """Hold a learner's family until the transaction ends, so that one word follows another."""
    profile = (
        LearnerProfile.objects.select_related("learner")
        .select_for_update(of=("self",))
        .filter(learner=learner)
        .first()
    )
    if profile is None:
        raise BirthDateMissing(learner.key)
    return profile


def _find_majority(profile: LearnerProfile, *, on: dt.date) -> dt.date:
    majority = find_birthday(profile.birth_date, years=MAJORITY)
    if majority <= on:
        raise OfAge(profile.learner_id)
    return majority
