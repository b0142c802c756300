import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    ENROLLED = "enrolled", _("enrolled")
    ACTIVE = "active", _("active")
    INTERNSHIP = "internship", _("on an internship")
    EXITED = "exited", _("left")
    CLOSED = "closed", _("follow-up finished")


class ExitCode(models.TextChoices):
    """Where a learner went. The list is closed: partners count by it."""

    SCHOOL = "school", _("back to school")
    VOCATIONAL_OFPPT = "vocational-ofppt", _("vocational training, OFPPT")
    VOCATIONAL_OTHER = "vocational-other", _("vocational training, other")
    APPRENTICESHIP = "apprenticeship", _("apprenticeship")
    EMPLOYMENT = "employment", _("employment")
    SELF_EMPLOYMENT = "self-employment", _("self-employment")
    SEARCHING = "searching", _("looking for a place")
    OTHER_CENTRE = "other-centre", _("another centre")
    STOPPED = "stopped", _("stopped coming")
    MOVED = "moved", _("moved away")
    UNREACHABLE = "unreachable", _("cannot be reached")
    OTHER = "other", _("other")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> "EnrolmentQuerySet":
        return self.filter(exited_at=None)


class Enrolment(models.Model):
    """A learner's place on a course; who comes back after leaving has a second one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(
        "lms.Cohort", on_delete=models.PROTECT, related_name="enrolments"
    )
    course_key = models.UUIDField(db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.ENROLLED)
    exit_code = models.CharField(max_length=20, choices=ExitCode, blank=True)
    enrolled_at = models.DateTimeField()
    exited_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"],
                condition=Q(exited_at=None),
                name="enrolment_open_once_per_course",
            ),
            models.CheckConstraint(
                condition=(
                    Q(exited_at=None, exit_code="")
                    & ~Q(state__in=[State.EXITED, State.CLOSED])
                )
                | (
                    Q(exited_at__gte=F("enrolled_at"))
                    & ~Q(exit_code="")
                    & Q(state__in=[State.EXITED, State.CLOSED])
                ),
                name="enrolment_exit_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"Enrolment {self.pk}: learner {self.learner_id}, course {self.course_key}"
        )

    @property
    def is_open(self) -> bool:
        return self.exited_at is None


class Speciality(models.Model):
    """The module that one learner has chosen, where a course asks to choose one of several."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="specialities"
    )
    module_key = models.UUIDField()
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "specialities"
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module_key"], name="speciality_chosen_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Speciality {self.module_key}, enrolment {self.enrolment_id}"
