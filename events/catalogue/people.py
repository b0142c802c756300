"""Who is there, as what, with whom."""

import datetime as dt
import uuid
from typing import ClassVar, Literal

from events.base import Event

Language = Literal["fr", "ar", "en"]
Role = Literal["learner", "educator", "coordinator", "editor", "administrator"]


class PersonEvent(Event):
    """What happens to one person's account, whatever their role."""

    person_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"person:{self.person_key}"


class LearnerRegistered(PersonEvent):
    """A person was given an account."""

    name: ClassVar = "learning.learner.registered"
    locale: Language


class LocaleChanged(PersonEvent):
    """A person chose the language in which they are spoken to."""

    name: ClassVar = "learning.learner.locale.changed"
    locale: Language


class EmailChanged(PersonEvent):
    """A person is written to at another address, or at none; what it is stands in their account."""

    name: ClassVar = "learning.learner.email.changed"


class LearnerForgotten(PersonEvent):
    """Nobody can say any more who a person was; whoever holds something of them lets go of it."""


class LearnerErased(LearnerForgotten):
    """All that said who a person was is gone from their account; whoever holds more lets go of it."""

    name: ClassVar = "learning.learner.erased"


class LearnerAnonymised(LearnerForgotten):
    """The same, because the time is over for which a learner's file is kept once they have left."""

    name: ClassVar = "learning.learner.anonymised"


class RoleGranted(PersonEvent):
    """A person may from now on do what a role may."""

    name: ClassVar = "learning.role.granted"
    role: Role


class RoleRevoked(PersonEvent):
    """A person may no longer do what a role may."""

    name: ClassVar = "learning.role.revoked"
    role: Role


class CohortEvent(Event):
    """What happens to those who follow one course in one season."""

    cohort_key: uuid.UUID
    course_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"cohort:{self.cohort_key}"


class CohortOpened(CohortEvent):
    """A cohort was given a course, a centre and the days of a season."""

    name: ClassVar = "learning.cohort.opened"
    starts_date: dt.date
    ends_date: dt.date


class CohortClosed(CohortEvent):
    """The last day of a cohort's season is over."""

    name: ClassVar = "learning.cohort.closed"


class GroupOpened(CohortEvent):
    """A group of a cohort was opened, and given those who accompany it."""

    name: ClassVar = "learning.cohort.group.opened"
    group_key: uuid.UUID


class MemberAdded(CohortEvent):
    """A learner came into a group of a cohort."""

    name: ClassVar = "learning.cohort.member.added"
    group_key: uuid.UUID
    learner_key: uuid.UUID


class MemberRemoved(CohortEvent):
    """A learner went out of a group of a cohort, into another one or altogether."""

    name: ClassVar = "learning.cohort.member.removed"
    group_key: uuid.UUID
    learner_key: uuid.UUID
