from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q


class LedgerIsAppendOnly(Exception):
    """What was recorded stays recorded; a correction is another entry."""


class Kind(models.TextChoices):
    OPENED = "opened", "opened"
    ANSWERED = "answered", "answered"
    COMPLETED = "completed", "completed"
    TICKED = "ticked", "ticked"


class Source(models.TextChoices):
    LEARNER = "learner", "learner"
    EDUCATOR = "educator", "educator"
    IMPORT = "import", "import"


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
        raise LedgerIsAppendOnly


class LedgerEntry(models.Model):
    """One fact about one learner's work on one lesson. Never changed once written.

    Whatever sums entries up can be thrown away and rebuilt from them. Rows go
    only with the whole enrolment, when a person's data is erased.
    """

    enrolment = models.ForeignKey(
        "lms.Enrolment", on_delete=models.CASCADE, related_name="entries"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    lesson_key = models.UUIDField()
    item_key = models.UUIDField(null=True)
    edition = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source, default=Source.LEARNER)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    occurred_at = models.DateTimeField()
    """When the learner's device says it happened, kept within what is possible."""
    recorded_at = models.DateTimeField()
    idempotency_key = models.UUIDField()
    data = models.JSONField(default=dict)
    right = models.BooleanField(null=True)
    """For what isn't marked, nothing."""
    share = models.FloatField(null=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "idempotency_key"], name="entry_once_per_act"
            ),
            models.CheckConstraint(
                condition=Q(kind="answered", item_key__isnull=False)
                | ~Q(kind="answered"),
                name="entry_answer_has_item",
            ),
        ]
        indexes = [
            # A lesson's screen reads its own entries, the newest first.
            models.Index(
                fields=["enrolment", "lesson_key", "id"], name="entry_by_lesson"
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}: {self.kind} {self.item_key or self.lesson_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly


class LessonState(models.TextChoices):
    STARTED = "started", "started"
    COMPLETED = "completed", "completed"


class LessonProgress(models.Model):
    """Where one learner stands in one lesson: what the ledger's entries amount to.

    ``step`` and ``last_seen_at`` alone are more than the ledger knows: the
    screen on which the learner will go on, and when they last looked.
    """

    enrolment = models.ForeignKey(
        "lms.Enrolment", on_delete=models.CASCADE, related_name="lessons"
    )
    lesson_key = models.UUIDField()
    state = models.CharField(
        max_length=10, choices=LessonState, default=LessonState.STARTED
    )
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    completed_edition = models.PositiveIntegerField(null=True)
    completed_source = models.CharField(max_length=10, choices=Source, blank=True)
    items_done = models.PositiveSmallIntegerField(default=0)
    items_required = models.PositiveSmallIntegerField(default=0)
    right = models.PositiveSmallIntegerField(default=0)
    scored = models.PositiveSmallIntegerField(default=0)
    items = models.JSONField(default=dict)
    """By item key: ``tries``, ``right`` and the best ``share`` so far."""
    step = models.PositiveSmallIntegerField(default=1)
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key"], name="progress_once_per_lesson"
            ),
            models.CheckConstraint(
                condition=Q(state="completed", completed_at__isnull=False)
                | Q(state="started", completed_at=None),
                name="progress_completed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Progress {self.pk}: lesson {self.lesson_key}, {self.state}"

    @property
    def is_completed(self) -> bool:
        return self.state == LessonState.COMPLETED


class MilestoneKind(models.TextChoices):
    MODULE = "module", "module"
    COURSE = "course", "course"


class Milestone(models.Model):
    """A module or course that a learner has finished: announced once, never taken away."""

    enrolment = models.ForeignKey(
        "lms.Enrolment", on_delete=models.CASCADE, related_name="milestones"
    )
    kind = models.CharField(max_length=10, choices=MilestoneKind)
    key = models.UUIDField()
    reached_at = models.DateTimeField()
    edition = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind", "key"], name="milestone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Milestone {self.pk}: {self.kind} {self.key}"
