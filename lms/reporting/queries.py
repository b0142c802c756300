"""What the centre answers for, counted from its registers."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cms.api import find_course_outlines
from lms.enrolment.models import Enrolment, ExitCode
from lms.network.models import Cohort
from lms.progress.models import LedgerEntry

ACTIVE_FOR = 10
"""So many working days after their last work on a lesson learners still count as active."""
SATURDAY = 5
INSERTED = frozenset(
    {
        ExitCode.SCHOOL,
        ExitCode.VOCATIONAL_OFPPT,
        ExitCode.VOCATIONAL_OTHER,
        ExitCode.APPRENTICESHIP,
        ExitCode.EMPLOYMENT,
        ExitCode.SELF_EMPLOYMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.of)


def count_active_learners(at: dt.datetime) -> int:
    """Learners with an open place who worked on a lesson in the last ten working days.

    A register of attendance will say it better: who came and opened nothing is
    not counted here.
    """
    work = LedgerEntry.objects.filter(
        enrolment=OuterRef("pk"), occurred_at__gte=_find_first_moment(at)
    )
    places = Enrolment.objects.open().filter(
        Exists(work), course_key__in=_find_course_keys()
    )
    return places.values("learner").distinct().count()


def count_inserted(at: dt.datetime) -> Share | None:
    """Of all who left the last finished cohort, early or at its end, who went to school, training or work.

    ``None`` while no cohort has finished.
    """
    cohort = (
        Cohort.objects.filter(
            course_key__in=_find_course_keys(),
            season__ends_date__lt=timezone.localdate(at),
            enrolments__exited_at__isnull=False,
        )
        .order_by("-season__ends_date", "-pk")
        .first()
    )
    if cohort is None:
        return None
    left = cohort.enrolments.exclude(exited_at=None)
    inserted = left.filter(exit_code__in=INSERTED)
    return Share(inserted.count(), left.count())


def _find_course_keys() -> list[uuid.UUID]:
    """Courses for learners: teachers have theirs, and are counted apart."""
    return [
        outline.key
        for outline in find_course_outlines()
        if outline.audience == "learners"
    ]


def _find_first_moment(at: dt.datetime) -> dt.datetime:
    """Midnight before the tenth working day back from now, today included."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    working = int(day.weekday() < SATURDAY)
    while working < ACTIVE_FOR:
        day -= dt.timedelta(days=1)
        working += day.weekday() < SATURDAY
    return day
