"""Whose family a person may see, and what there is to see."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from django.db.models import Count, Q, QuerySet

from lms.accounts.models import User
from lms.accounts.permissions import is_educator, sees_every_group
from lms.families.models import (
    Consent,
    Guardian,
    Guardianship,
    LearnerProfile,
    Quality,
    Use,
    Word,
)
from lms.families.values import (
    MAJORITY,
    Family,
    Permission,
    Phone,
    Said,
    Tie,
    count_years,
    find_birthday,
)
from lms.network.models import GroupMembership

NEAR_DAYS = 30
SAID: Mapping[str, Literal["given", "withdrawn", "lapsed"]] = {
    Word.GIVEN: "given",
    Word.WITHDRAWN: "withdrawn",
    Word.LAPSED: "lapsed",
}


class FamilyOutOfReach(Exception):
    """There is no such learner, or the person doesn't answer for them."""


def get_ward_for(user: User, learner_key: uuid.UUID) -> User:
    """A learner whose family a person may know: as referent of their group now, or for the centre.

    Raises ``FamilyOutOfReach``.
    """
    memberships = GroupMembership.objects.filter(learner__key=learner_key)
    if not sees_every_group(user):
        memberships = memberships.current().filter(group__referent=user)
        if not is_educator(user):
            raise FamilyOutOfReach(learner_key)
    membership = memberships.select_related("learner").first()
    if membership is None:
        raise FamilyOutOfReach(learner_key)
    return membership.learner


def get_family(learner: User, *, language: str, on: dt.date) -> Family:
    """What is known of a learner at home; ``language`` is the reader's."""
    profile = LearnerProfile.objects.filter(learner=learner).first()
    majority = find_birthday(profile.birth_date, years=MAJORITY) if profile else None
    days = (majority - on).days if majority else 0
    return Family(
        age=count_years(profile.birth_date, on=on) if profile else None,
        majority_date=majority,
        days_to_majority=days if 0 < days <= NEAR_DAYS else None,
        phone=str(Phone(profile.phone)) if profile and profile.phone else "",
        ties=_find_ties(learner, language=language, on=on),
        permissions=_find_permissions(learner, language=language),
    )


def find_profile(learner: User) -> dict[str, object]:
    """A learner's profile as a form begins with it; empty where there is none."""
    profile = LearnerProfile.objects.filter(learner=learner).first()
    if profile is None:
        return {}
    return {
        "birth_date": profile.birth_date,
        "sex": profile.sex,
        "phone": str(Phone(profile.phone)) if profile.phone else "",
    }


def find_kin(learner: User) -> QuerySet[Guardian]:
    """Guardians of other learners of the same family name: perhaps this one's, too."""
    namesakes = User.objects.exclude(pk=learner.pk).filter(
        Q(
            family_name_latin=learner.family_name_latin,
            family_name_latin__gt="",
        )
        | Q(
            family_name_arabic=learner.family_name_arabic,
            family_name_arabic__gt="",
        )
    )
    return (
        Guardian.objects.filter(guardianships__learner__in=namesakes)
        .exclude(guardianships__learner=learner)
        .distinct()
        .order_by("pk")
    )


def find_guardians(learner: User, *, on: dt.date) -> QuerySet[Guardian]:
    """Those who answer for a learner on a day, in the order they were made known."""
    return Guardian.objects.filter(
        guardianships__learner=learner, guardianships__until_date__gt=on
    ).order_by("guardianships__pk")


def find_last_words(learner: User) -> dict[str, Consent]:
    """The word that holds, of each use that was ever spoken of."""
    return {
        consent.use: consent
        for consent in Consent.objects.filter(learner=learner).order_by("pk")
    }


def find_just_of_age(on: dt.date) -> QuerySet[LearnerProfile]:
    """The profiles of those who were under age when last looked at, and no longer are."""
    try:
        youngest = on.replace(year=on.year - MAJORITY)
    except ValueError:
        # Born on a 29 February there was none of, eighteen years ago.
        youngest = dt.date(on.year - MAJORITY, 2, 28)
    return LearnerProfile.objects.filter(
        came_of_age_at=None, birth_date__lte=youngest
    ).order_by("pk")


def _find_ties(learner: User, *, language: str, on: dt.date) -> tuple[Tie, ...]:
    ties = (
        Guardianship.objects.filter(learner=learner)
        .select_related("guardian", "stand_in")
        .annotate(learners=Count("guardian__guardianships"))
        .order_by("pk")
    )
    return tuple(_make_tie(tie, tie.learners, language=language, on=on) for tie in ties)


def _make_tie(tie: Guardianship, learners: int, *, language: str, on: dt.date) -> Tie:
    quality, has_access = str(tie.get_quality_display()), tie.until_date > on
    if tie.guardian is None:
        return Tie(
            name=tie.stand_in.full_name(language) if tie.stand_in else "",
            quality=quality,
            is_stand_in=tie.quality == Quality.NONE_YET,
            has_access=has_access,
            until_date=tie.until_date,
        )
    return Tie(
        name=tie.guardian.full_name(language),
        quality=quality,
        is_stand_in=False,
        has_access=has_access,
        until_date=tie.until_date,
        guardian_key=tie.guardian.key,
        language=tie.guardian.language,
        channel=str(tie.guardian.get_channel_display()),
        phone=tie.guardian.shown_phone,
        learners=learners,
    )


def _find_permissions(learner: User, *, language: str) -> tuple[Permission, ...]:
    words: dict[str, list[Consent]] = defaultdict(list)
    for consent in Consent.objects.filter(learner=learner).order_by("-pk"):
        words[consent.use].append(consent)
    keys = {
        one.guardian_key for said in words.values() for one in said if one.guardian_key
    }
    names = {
        guardian.key: guardian.full_name(language)
        for guardian in Guardian.objects.filter(key__in=keys)
    }
    return tuple(
        Permission(
            use=use.value,
            title=str(use.label),
            said=tuple(
                Said(
                    word=SAID[one.word],
                    at=one.at,
                    guardian=names.get(one.guardian_key, "")
                    if one.guardian_key
                    else "",
                    by_learner=one.by_learner,
                )
                for one in words[use]
            ),
        )
        for use in Use
    )
