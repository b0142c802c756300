"""What each use of a learner's data is allowed by whom. The desk, the seed and the calendar call these functions."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from events.catalogue.families import (
    ConsentExpired,
    ConsentGranted,
    ConsentWithdrawn,
    LearnerTurned18,
)
from events.outbox import emit
from lms.accounts.models import User
from lms.families.models import Consent, Guardian, LearnerProfile, Use, Word
from lms.families.queries import find_guardians, find_just_of_age, find_last_words
from lms.families.services.ties import OfAge, PhoneMissing, lock_profile
from lms.families.values import MAJORITY, count_years

AGE_FOR_EMPLOYERS = 15
NEEDS_LEARNER = {Use.PHOTO, Use.PASSPORT}


class GuardianMissing(Exception):
    """A learner under age agrees to nothing alone."""


class NotTheirGuardian(Exception):
    """This guardian doesn't answer for the learner, or no longer."""


class LearnerNotAsked(Exception):
    """This use takes the learner's own word too."""


class TooYoung(Exception):
    """The learner is not yet old enough for this use."""


class NothingToWithdraw(Exception):
    """No agreement stands on this use."""


class NobodysWord(Exception):
    """Somebody has to have said so: a guardian, the learner or both."""


@transaction.atomic
def record_consent(
    *,
    learner: User,
    use: str,
    guardian: Guardian | None,
    by_learner: bool,
    recorded_by: User,
    at: dt.datetime,
) -> Consent:
    """Write down that those who must agree to a use have agreed. The same again changes nothing.

    Emits ``ConsentGranted``. Raises ``BirthDateMissing``, ``GuardianMissing``,
    ``NotTheirGuardian``, ``LearnerNotAsked``, ``PhoneMissing``, ``TooYoung`` or ``OfAge``.
    """
    profile = lock_profile(learner)
    _check_who_agrees(
        profile,
        use=use,
        guardian=guardian,
        by_learner=by_learner,
        on=timezone.localdate(at),
    )
    last = find_last_words(learner).get(use)
    key = guardian.key if guardian else None
    if last and (last.word, last.guardian_key, last.by_learner) == (
        Word.GIVEN,
        key,
        by_learner,
    ):
        return last
    consent = Consent.objects.create(
        learner=learner,
        use=use,
        word=Word.GIVEN,
        guardian_key=key,
        by_learner=by_learner,
        recorded_by=recorded_by,
        at=at,
    )
    emit(
        ConsentGranted(occurred_at=at, learner_key=learner.key, use=Use(use).value),
        actor=recorded_by.key,
    )
    return consent


@transaction.atomic
def withdraw_consent(
    *,
    learner: User,
    use: str,
    guardian: Guardian | None,
    by_learner: bool,
    recorded_by: User,
    at: dt.datetime,
) -> Consent:
    """Write down that one of those who had agreed to a use no longer does.

    Emits ``ConsentWithdrawn``. Raises ``NothingToWithdraw``, ``NobodysWord``,
    ``NotTheirGuardian`` or ``BirthDateMissing``.
    """
    lock_profile(learner)
    if guardian is None and not by_learner:
        raise NobodysWord
    if guardian is not None:
        _check_guardian(learner, guardian, on=timezone.localdate(at))
    last = find_last_words(learner).get(use)
    if last is None or last.word != Word.GIVEN:
        raise NothingToWithdraw(use)
    consent = Consent.objects.create(
        learner=learner,
        use=use,
        word=Word.WITHDRAWN,
        guardian_key=guardian.key if guardian else None,
        by_learner=by_learner,
        recorded_by=recorded_by,
        at=at,
    )
    emit(
        ConsentWithdrawn(occurred_at=at, learner_key=learner.key, use=Use(use).value),
        actor=recorded_by.key,
    )
    return consent


def note_majorities(*, at: dt.datetime) -> int:
    """Have those who have turned eighteen decide for themselves; return how many have.

    Each in a transaction of its own; doing it again changes nothing.
    """
    learners = [
        profile.learner
        for profile in find_just_of_age(timezone.localdate(at)).select_related(
            "learner"
        )
    ]
    return sum(_come_of_age(learner, at=at) for learner in learners)


@transaction.atomic
def _come_of_age(learner: User, *, at: dt.datetime) -> bool:
    """Let what a family allowed lapse. Emits ``LearnerTurned18`` and ``ConsentExpired``."""
    profile = lock_profile(learner)
    if profile.came_of_age_at is not None:
        return False
    profile.came_of_age_at = at
    profile.save(update_fields=["came_of_age_at"])
    emit(LearnerTurned18(occurred_at=at, learner_key=learner.key))
    for use, last in find_last_words(learner).items():
        if last.word == Word.GIVEN:
            Consent.objects.create(
                learner=learner, use=use, word=Word.LAPSED, by_learner=False, at=at
            )
            emit(
                ConsentExpired(
                    occurred_at=at, learner_key=learner.key, use=Use(use).value
                )
            )
    return True


def _check_who_agrees(
    profile: LearnerProfile,
    *,
    use: str,
    guardian: Guardian | None,
    by_learner: bool,
    on: dt.date,
) -> None:
    age = count_years(profile.birth_date, on=on)
    if age >= MAJORITY:
        if guardian is not None or use == Use.CONTACT:
            raise OfAge
        if not by_learner:
            raise LearnerNotAsked(use)
        return
    if use == Use.PASSPORT and age < AGE_FOR_EMPLOYERS:
        raise TooYoung(use)
    if guardian is None:
        raise GuardianMissing
    _check_guardian(profile.learner, guardian, on=on)
    if use in NEEDS_LEARNER and not by_learner:
        raise LearnerNotAsked(use)
    if use == Use.CONTACT and not guardian.phone:
        raise PhoneMissing


def _check_guardian(learner: User, guardian: Guardian, *, on: dt.date) -> None:
    if not find_guardians(learner, on=on).filter(pk=guardian.pk).exists():
        raise NotTheirGuardian(guardian.key)
