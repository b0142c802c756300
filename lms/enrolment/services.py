"""Enrolment: who gets a place on a course, and how it ends.

Nothing else writes ``Enrolment``.
"""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from cms.api import get_course_outline
from events.catalogue.learning import (
    EnrolmentCreated,
    EnrolmentExited,
    SpecialityChosen,
)
from events.outbox import emit
from lms.accounts.models import User
from lms.accounts.services import anonymise_person
from lms.enrolment.models import Enrolment, ExitCode, Speciality, State
from lms.enrolment.queries import find_leavers
from lms.network.models import Cohort, Group
from lms.network.services import join_group, leave_cohort


class AlreadyEnrolled(Exception):
    """The learner has an open place on this course."""


class EnrolmentClosed(Exception):
    """The learner has left the course; what they did can be read, not added to."""


class UnknownExit(Exception):
    """The list of exits is closed, and this is none of them."""


class NotAChoice(Exception):
    """The course doesn't let choose this module: it has no such module, or everybody has it."""


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


@transaction.atomic
def choose_speciality(
    *, enrolment: Enrolment, module_key: uuid.UUID, actor: User, at: dt.datetime
) -> Speciality:
    """Have this module be a learner's, in the place of another of the same choice.

    What was done in the other stays done. Choosing it again changes nothing.
    Emits ``SpecialityChosen``. Raises ``EnrolmentClosed`` or ``NotAChoice``.
    """
    enrolment = lock_enrolment(enrolment.pk)
    if not enrolment.is_open:
        raise EnrolmentClosed(enrolment.key)
    others = _find_group_of_choice(enrolment.course_key, module_key)
    Speciality.objects.filter(
        enrolment=enrolment, module_key__in=others - {module_key}
    ).delete()
    speciality, is_new = Speciality.objects.get_or_create(
        enrolment=enrolment,
        module_key=module_key,
        defaults={"chosen_at": at, "chosen_by": actor},
    )
    if is_new:
        emit(
            SpecialityChosen(
                occurred_at=at,
                enrolment_key=enrolment.key,
                learner_key=enrolment.learner.key,
                course_key=enrolment.course_key,
                module_key=module_key,
            ),
            actor=actor.key,
        )
    return speciality


def _find_group_of_choice(
    course_key: uuid.UUID, module_key: uuid.UUID
) -> set[uuid.UUID]:
    outline = get_course_outline(course_key)
    keys = {module.code: module.key for module in outline.modules}
    for codes in outline.choices:
        group = {keys[code] for code in codes if code in keys}
        if module_key in group:
            return group
    raise NotAChoice(module_key)


def anonymise_leavers(*, at: dt.datetime, at_most: int | None = None) -> list[User]:
    """Let go of who they were that left long ago; what they did stays counted.

    Each in a transaction of its own; doing it again changes nothing. Returns whom;
    fewer than ``at_most`` are all.
    """
    leavers = [person for person, _ in find_leavers(at=at)[:at_most]]
    return [person for person in leavers if _anonymise(person, at=at)]


@transaction.atomic
def _anonymise(person: User, *, at: dt.datetime) -> bool:
    User.objects.select_for_update().get(pk=person.pk)
    # Asked again under the lock: they may have come back this very moment.
    if Enrolment.objects.filter(learner=person).open().exists():
        return False
    anonymise_person(person=person, at=at)
    return True


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """Hold an enrolment until the transaction ends, so that one act follows another."""
    return (
        Enrolment.objects.select_related("learner")
        .select_for_update(of=("self",))
        .get(pk=enrolment_id)
    )
