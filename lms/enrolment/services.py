"""Enrolment: who gets a place on a course, and how it ends.

Nothing else writes ``Enrolment``.
"""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from events.catalogue.learning import EnrolmentCreated, EnrolmentExited
from events.outbox import emit
from lms.accounts.models import User
from lms.enrolment.models import Enrolment, ExitCode, State
from lms.network.models import Cohort, Group
from lms.network.services import join_group, leave_cohort


class AlreadyEnrolled(Exception):
    """The learner has an open place on this course."""


class EnrolmentClosed(Exception):
    """The learner has left the course; what they did can be read, not added to."""


class UnknownExit(Exception):
    """The list of exits is closed, and this is none of them."""


class GroupOfAnotherCohort(Exception):
    """The group belongs to other learners than the place does."""


@transaction.atomic
def enrol_learner(
    *,
    learner: User,
    cohort: Cohort,
    at: dt.datetime,
    group: Group | None = None,
    actor: uuid.UUID | None = None,
) -> Enrolment:
    """Give a learner a place on the cohort's course, in a group where one is named.

    Who comes back after leaving gets a new place, with a progress of its own.
    Emits ``MemberAdded`` and ``EnrolmentCreated``. Raises ``AlreadyEnrolled`` or ``GroupOfAnotherCohort``.
    """
    if group is not None and group.cohort_id != cohort.pk:
        raise GroupOfAnotherCohort(group.pk)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                learner=learner,
                cohort=cohort,
                course_key=cohort.course_key,
                state=State.ACTIVE,
                enrolled_at=at,
            )
    except IntegrityError as error:
        raise AlreadyEnrolled(learner.pk) from error
    if group is not None:
        join_group(learner=learner, group=group, at=at, actor=actor)
    emit(
        EnrolmentCreated(
            occurred_at=at,
            enrolment_key=enrolment.key,
            learner_key=learner.key,
            course_key=enrolment.course_key,
        ),
        actor=actor,
    )
    return enrolment


@transaction.atomic
def exit_learner(
    *,
    enrolment: Enrolment,
    exit_code: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> Enrolment:
    """End a learner's place on a course, and their time in its groups.

    Emits ``MemberRemoved`` for each group and ``EnrolmentExited``. Raises ``EnrolmentClosed`` or ``UnknownExit``.
    """
    if exit_code not in ExitCode:
        raise UnknownExit(exit_code)
    enrolment = lock_enrolment(enrolment.pk)
    if not enrolment.is_open:
        raise EnrolmentClosed(enrolment.key)
    enrolment.state = State.EXITED
    enrolment.exit_code = exit_code
    enrolment.exited_at = at
    enrolment.save(update_fields=["state", "exit_code", "exited_at"])
    leave_cohort(learner=enrolment.learner, cohort=enrolment.cohort, at=at, actor=actor)
    emit(
        EnrolmentExited(
            occurred_at=at,
            enrolment_key=enrolment.key,
            learner_key=enrolment.learner.key,
            course_key=enrolment.course_key,
            exit_code=exit_code,
        ),
        actor=actor,
    )
    return enrolment


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """Hold an enrolment until the transaction ends, so that one act follows another."""
    return (
        Enrolment.objects.select_related("learner")
        .select_for_update(of=("self",))
        .get(pk=enrolment_id)
    )
