"""Families: who answers for a learner, and what each of them allows; nothing else writes the area's tables."""

from lms.families.services.consents import (
    GuardianMissing,
    LearnerNotAsked,
    NobodysWord,
    NothingToWithdraw,
    NotTheirGuardian,
    TooYoung,
    note_majorities,
    record_consent,
    withdraw_consent,
)
from lms.families.services.forgetting import forget_family
from lms.families.services.ties import (
    BirthDateMissing,
    BornLater,
    NameMissing,
    OfAge,
    PhoneMissing,
    record_profile,
    register_guardian,
    stand_in,
    tie_guardian,
)

__all__ = [
    "BirthDateMissing",
    "BornLater",
    "GuardianMissing",
    "LearnerNotAsked",
    "NameMissing",
    "NobodysWord",
    "NotTheirGuardian",
    "NothingToWithdraw",
    "OfAge",
    "PhoneMissing",
    "TooYoung",
    "forget_family",
    "note_majorities",
    "record_consent",
    "record_profile",
    "register_guardian",
    "stand_in",
    "tie_guardian",
    "withdraw_consent",
]
