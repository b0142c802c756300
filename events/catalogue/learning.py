"""What learners do, and what is done for them."""

import uuid
from typing import Any, ClassVar, Literal, get_args

from events.base import Code, Event

ExitCode = Literal[
    "school",
    "vocational-ofppt",
    "vocational-other",
    "apprenticeship",
    "employment",
    "self-employment",
    "searching",
    "other-centre",
    "stopped",
    "moved",
    "unreachable",
    "other",
]


class EnrolmentEvent(Event):
    """What happens to one learner on one course."""

    enrolment_key: uuid.UUID
    learner_key: uuid.UUID
    course_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"enrolment:{self.enrolment_key}"


class EnrolmentCreated(EnrolmentEvent):
    """A learner was given a place on a course."""

    name: ClassVar = "learning.enrolment.created"


def _close_exit_codes(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 took any text; what isn't of the list means what the list calls other."""
    known = data["exit_code"] in get_args(ExitCode)
    return {**data, "exit_code": data["exit_code"] if known else "other"}


class EnrolmentExited(EnrolmentEvent):
    """A learner left a course, finished or not; ``exit_code`` is one of the closed list."""

    name: ClassVar = "learning.enrolment.exited"
    schema_version: ClassVar = 2
    ways_up: ClassVar = {1: _close_exit_codes}
    exit_code: ExitCode


class SpecialityChosen(EnrolmentEvent):
    """Of several modules that a course lets choose from, this is the learner's; it may change."""

    name: ClassVar = "learning.speciality.chosen"
    module_key: uuid.UUID


class LessonStarted(EnrolmentEvent):
    """A learner opened a lesson for the first time."""

    name: ClassVar = "learning.lesson.started"
    lesson_key: uuid.UUID


class LessonProgressed(EnrolmentEvent):
    """A learner did one more required item of a lesson."""

    name: ClassVar = "learning.lesson.progressed"
    lesson_key: uuid.UUID
    done: int
    required: int


class LessonCompleted(EnrolmentEvent):
    """A learner finished a lesson for the first time."""

    name: ClassVar = "learning.lesson.completed"
    lesson_key: uuid.UUID
    edition: int
    source: Literal["learner", "educator", "import"] = "learner"


class AttemptSubmitted(EnrolmentEvent):
    """A learner answered a question, for the ``attempt``-th time; it was marked at once.

    ``right`` and ``share`` are nothing where nothing is marked.
    """

    name: ClassVar = "learning.assessment.attempt.submitted"
    lesson_key: uuid.UUID
    item_key: uuid.UUID
    attempt: int
    right: bool | None
    share: float | None


class HistoryRecorded(EnrolmentEvent):
    """What a learner did elsewhere or before was written down at once, without telling anybody."""

    name: ClassVar = "learning.history.recorded"
    entries: int


class ProgressRecalculated(EnrolmentEvent):
    """A learner's ledger was summed up afresh, and more or fewer lessons are completed than before."""

    name: ClassVar = "learning.course.progress_recalculated"
    completed_before: int
    completed: int


class ModuleCompleted(EnrolmentEvent):
    """A learner finished the last lesson that was missing from a module."""

    name: ClassVar = "learning.module.completed"
    module_key: uuid.UUID


class CourseCompleted(EnrolmentEvent):
    """A learner finished the last lesson that was missing from a course."""

    name: ClassVar = "learning.course.completed"


class MailboxEvent(Event):
    """What happens in one person's mailbox."""

    person_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"mailbox:{self.person_key}"


class NotificationCreated(MailboxEvent):
    """A person was told something in the product; ``seq`` is its place in the mailbox."""

    name: ClassVar = "learning.notification.created"
    seq: int


class NotificationsRead(MailboxEvent):
    """A person has read everything up to ``seq``."""

    name: ClassVar = "learning.notification.read"
    seq: int


class DispatchOwed(Event):
    """A letter is to be sent; to whom and what stands in the ledger."""

    name: ClassVar = "learning.dispatch.owed"
    dispatch_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"dispatch:{self.dispatch_key}"


class DigestOpened(Event):
    """The first item of a window was put aside; at its end the window becomes a letter."""

    name: ClassVar = "learning.digest.opened"
    digest_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"digest:{self.digest_key}"


class RecipientEvent(Event):
    """What concerns one person's mail."""

    person_key: uuid.UUID
    channel: Code

    @property
    def stream(self) -> str:
        return f"person:{self.person_key}"


class DispatchOutcomeUnknown(RecipientEvent):
    """A letter was transmitted perhaps, and nobody can say; it isn't sent again."""

    name: ClassVar = "learning.dispatch.outcome_unknown"
    dispatch_key: uuid.UUID


class PreferenceChanged(RecipientEvent):
    """A person decided how often they hear of a kind; an empty one is all of them."""

    name: ClassVar = "learning.preference.changed"
    kind: Code
    mode: Literal["off", "instant", "daily", "weekly"]


class Unsubscribed(RecipientEvent):
    """A person wants no more of a channel, whatever comes later."""

    name: ClassVar = "learning.notification.unsubscribed"


class AddressBounced(RecipientEvent):
    """The server says that a person's address doesn't exist; nothing more is sent there."""

    name: ClassVar = "learning.address.bounced"


class AddressComplained(RecipientEvent):
    """A person called a letter unwanted, says their provider; nothing more is sent there."""

    name: ClassVar = "learning.address.complained"


class SessionRevoked(Event):
    """A person signed out, or was signed out; their sockets must close."""

    name: ClassVar = "learning.session.revoked"
    person_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"person:{self.person_key}"
