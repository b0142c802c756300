"""The demonstration centre's two seasons and its teachers' sessions, as of today.

The season is shifted so that the learners are in their seventh week, whatever
the day. Nothing is drawn anew: the same dice give the same people and paces.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace

from cms.api import CourseOutline, get_course_key, get_course_outline
from lms.accounts.models import User
from lms.accounts.services import create_person, share_password
from lms.enrolment.models import Enrolment, ExitCode
from lms.enrolment.services import enrol_learner, exit_learner
from lms.management.demo import people
from lms.management.demo.calendar import (
    DAY,
    OPENS,
    WEEK,
    find_last_moment,
    find_start,
    go_back,
)
from lms.management.demo.families import FamilySeeder
from lms.management.demo.histories import Pace, Pen
from lms.management.demo.people import Person
from lms.network.models import Centre, Cohort, Group
from lms.network.services import (
    join_group,
    open_centre,
    open_cohort,
    open_group,
    open_season,
)

DICE = 20261116
LEARNERS_COURSE = "metiers-ia"
TEACHERS_COURSE = "enseignants"

EXITS_OF_LAST_SEASON = (
    [ExitCode.SCHOOL] * 11
    + [ExitCode.VOCATIONAL_OFPPT] * 10
    + [ExitCode.VOCATIONAL_OTHER] * 7
    + [ExitCode.EMPLOYMENT] * 18
    + [ExitCode.SELF_EMPLOYMENT] * 3
    + [ExitCode.SEARCHING] * 8
    + [ExitCode.UNREACHABLE] * 5
    + [ExitCode.APPRENTICESHIP] * 5
)
EARLY_EXITS_OF_LAST_SEASON = (
    [ExitCode.STOPPED] * 6 + [ExitCode.MOVED] * 2 + [ExitCode.OTHER_CENTRE]
)
QUIET_DAYS = (9, 11, 14, 17)
"""Since when the four learners not to lose sight of have opened nothing."""
ACTIVE_TODAY = 22
LESSONS_IN_SEVEN_WEEKS = 9


class Seeder:
    """Brings the demonstration centre about through the services, once."""

    def __init__(self, *, now: dt.datetime) -> None:
        self.today = now.date()
        # Nobody learns at night, whenever the centre is seeded.
        self.now = now = find_last_moment(now)
        self.rng = random.Random(DICE)  # noqa: S311 -- dice of a demonstration, not a secret
        monday = now.date() - DAY * now.weekday()
        self.start = dt.datetime.combine(monday - 6 * WEEK, OPENS, now.tzinfo)
        self.accounts: dict[str, User] = {}

    def seed(self) -> None:
        for person in people.STAFF:
            self._open_account(person)
        groups = people.draw_current_learners(self.rng)
        learners = [person for group in groups for person in group]
        everybody = [*people.STAFF, people.KHALID, *learners]
        former = people.draw_former_learners(self.rng, everybody)
        teachers = people.draw_teachers(self.rng, [*everybody, *former])
        centre = open_centre(
            code="al-hotaya",
            name_fr="E2C-NG Al Hotaya",
            name_ar="مركز الفرصة الثانية الحطيئة",
        )
        self._seed_last_season(centre, former)
        self._seed_this_season(centre, groups)
        FamilySeeder(accounts=self.accounts, start=self.start, today=self.today).seed(
            groups
        )
        self._seed_teachers(centre, teachers)
        share_password(people=self.accounts.values(), password=people.PASSWORD)

    def _open_account(self, person: Person) -> User:
        user = create_person(
            username=person.sign_in,
            password=None,
            roles=[person.role],
            names=person.name.fields,
            language=person.language,
            email=f"{person.sign_in}@example.org",
            at=self.start,
        )
        self.accounts[person.sign_in] = user
        return user

    def _staff(self, *staff: Person) -> list[User]:
        return [self.accounts[person.sign_in] for person in staff]

    def _open_cohort(
        self, centre: Centre, *, course: str, start: dt.datetime, fr: str, ar: str
    ) -> Cohort:
        season = open_season(starts=start.date(), ends=(start + 39 * WEEK).date())
        return open_cohort(
            centre=centre,
            season=season,
            course_key=get_course_key(course),
            name_fr=fr,
            name_ar=ar,
            at=start,
        )

    def _open_groups(self, cohort: Cohort) -> list[Group]:
        data, office, web = self._staff(*people.TRAINERS)
        return [
            open_group(
                cohort=cohort,
                name=name,
                referent=referent,
                educators=[trainer, web],
                at=self.start,
            )
            for name, referent, trainer in zip(
                "ABCD",
                self._staff(*people.ANIMATORS),
                (data, data, office, office),
                strict=True,
            )
        ]

    def _seed_last_season(self, centre: Centre, former: Sequence[Person]) -> None:
        start = self.start - 52 * WEEK
        cohort = self._open_cohort(
            centre,
            course=LEARNERS_COURSE,
            start=start,
            fr="Promo Ibn al-Haytham",
            ar="فوج ابن الهيثم",
        )
        outline = get_course_outline(cohort.course_key)
        groups = self._open_groups(cohort)
        early, exits = list(EARLY_EXITS_OF_LAST_SEASON), list(EXITS_OF_LAST_SEASON)
        self.rng.shuffle(exits)
        for place, person in enumerate(former):
            enrolment = self._enrol(person, cohort, groups[place % 4], start)
            if place < len(early):
                end, code = start + self.rng.randint(3, 14) * WEEK, early[place]
                finished = self.rng.randint(1, 5)
            else:
                end, code = start + 38 * WEEK, exits[place - len(early)]
                finished = self.rng.randint(17, 23)
            pace = Pace(finished, self.rng.uniform(0.6, 0.95))
            Pen(enrolment, outline, self.rng).write_past(pace, until=end - 2 * DAY)
            exit_learner(enrolment=enrolment, exit_code=code, at=end)

    def _seed_this_season(
        self, centre: Centre, people_by_group: Sequence[Sequence[Person]]
    ) -> None:
        cohort = self._open_cohort(
            centre,
            course=LEARNERS_COURSE,
            start=self.start,
            fr="Promo Al-Khwarizmi",
            ar="فوج الخوارزمي",
        )
        outline = get_course_outline(cohort.course_key)
        groups = self._open_groups(cohort)
        regular: list[tuple[Enrolment, Pace]] = []
        for group, members in zip(groups, people_by_group, strict=True):
            for person in members:
                if person is people.NEWCOMER:
                    self._enrol(person, cohort, group, go_back(self.now, days=3))
                elif person is people.RETURNER:
                    regular.append(self._come_back(person, cohort, group, outline))
                else:
                    enrolment = self._enrol(person, cohort, group, self.start)
                    regular.append((enrolment, self._draw_pace()))
        self._write_season(regular, outline)
        moved = self.accounts[people.MOVER.sign_in]
        join_group(learner=moved, group=groups[2], at=self.start + 4 * WEEK)

    def _write_season(
        self, regular: Sequence[tuple[Enrolment, Pace]], outline: CourseOutline
    ) -> None:
        """Write seven weeks, let two go, four fall quiet, and some learn today."""
        shown = {people.SALMA.sign_in, people.YASSINE.sign_in, people.RETURNER.sign_in}
        others = [one for one in regular if one[0].learner.username not in shown]
        self.rng.shuffle(others)
        leaving, quiet, rest = others[:2], others[2:6], others[6:]
        for (enrolment, _), weeks, code in zip(
            leaving, (3, 5), (ExitCode.MOVED, ExitCode.SCHOOL), strict=True
        ):
            end = self.start + weeks * WEEK
            Pen(enrolment, outline, self.rng).write_past(
                Pace(weeks - 1, 0.7), until=end - DAY
            )
            exit_learner(enrolment=enrolment, exit_code=code, at=end)
        for (enrolment, pace), days in zip(quiet, QUIET_DAYS, strict=True):
            slow = Pace(pace.finished // 2, pace.skill, begun=True)
            Pen(enrolment, outline, self.rng).write_past(
                slow, until=go_back(self.now, days=days)
            )
        active = [one for one in regular if one[0].learner.username in shown]
        active += rest[: ACTIVE_TODAY - len(active)]
        for place, (enrolment, pace) in enumerate(active):
            pen = Pen(enrolment, outline, self.rng)
            if enrolment.learner.username in shown:
                self._finish_today(pen, pace)
            else:
                pen.write_past(pace, until=go_back(self.now, days=1))
                self._learn_today(pen, pace, is_stuck=place % 7 == 5)
        for enrolment, pace in rest[ACTIVE_TODAY - len(shown) :]:
            begun = Pace(pace.finished, pace.skill, begun=self.rng.random() < 0.6)
            Pen(enrolment, outline, self.rng).write_past(
                begun, until=go_back(self.now, days=self.rng.randint(1, 4))
            )

    def _learn_today(self, pen: Pen, pace: Pace, *, is_stuck: bool) -> None:
        ahead = pen.outline.lessons[pace.finished :]
        if not ahead:
            return
        pen.live_through(
            ahead[0],
            skill=0 if is_stuck else pace.skill,
            share=self.rng.choice((0.4, 0.6, 1)),
            at=find_start(
                self.now, length=dt.timedelta(minutes=self.rng.randint(75, 150))
            ),
        )

    def _finish_today(self, pen: Pen, pace: Pace) -> None:
        """Finish one lesson, which is told, and get into the next: there is something to show."""
        before = replace(pace, finished=pace.finished - 1)
        pen.write_past(before, until=go_back(self.now, days=1))
        lessons = pen.outline.lessons[before.finished :][:2]
        for lesson, share, minutes in zip(lessons, (1, 0.4), (180, 75), strict=False):
            start = find_start(self.now, length=dt.timedelta(minutes=minutes))
            pen.live_through(lesson, skill=pace.skill, share=share, at=start)

    def _come_back(
        self, person: Person, cohort: Cohort, group: Group, outline: CourseOutline
    ) -> tuple[Enrolment, Pace]:
        """Leave in the second week, and come back in the fifth with a new place."""
        first = self._enrol(person, cohort, group, self.start)
        left = self.start + 9 * DAY
        Pen(first, outline, self.rng).write_past(Pace(1, 0.6), until=left)
        exit_learner(enrolment=first, exit_code=ExitCode.STOPPED, at=left)
        again = enrol_learner(
            learner=first.learner,
            cohort=cohort,
            group=group,
            at=self.start + 4 * WEEK,
        )
        return again, Pace(3, 0.7)

    def _seed_teachers(self, centre: Centre, teachers: Sequence[Person]) -> None:
        """Seat 25 in the first session and 17 in the second; four wait and have no course yet."""
        cohort = self._open_cohort(
            centre,
            course=TEACHERS_COURSE,
            start=self.start,
            fr="Enseigner avec et sur l’IA",
            ar="التدريس بالذكاء الاصطناعي وحوله",
        )
        outline = get_course_outline(cohort.course_key)
        trainers = self._staff(people.TRAINERS[0], people.TRAINERS[2])
        first, second = (
            open_group(
                cohort=cohort,
                name=name,
                referent=trainers[0],
                educators=trainers,
                at=self.start,
            )
            for name in ("1", "2")
        )
        for place, person in enumerate(teachers):
            if place < 25:
                enrolment = self._enrol(person, cohort, first, self.start)
                finished = self.rng.randint(3, 8)
            elif place < 42:
                late = go_back(self.now, days=9)
                enrolment = self._enrol(person, cohort, second, late)
                finished = self.rng.choice((0, 0, 1, 2))
            else:
                self._open_account(person)
                continue
            pace = Pace(finished, 0.9, begun=finished > 0)
            Pen(enrolment, outline, self.rng).write_past(
                pace, until=go_back(self.now, days=self.rng.randint(1, 5))
            )

    def _enrol(
        self, person: Person, cohort: Cohort, group: Group, at: dt.datetime
    ) -> Enrolment:
        return enrol_learner(
            learner=self._open_account(person), cohort=cohort, group=group, at=at
        )

    def _draw_pace(self) -> Pace:
        finished = round(self.rng.gauss(LESSONS_IN_SEVEN_WEEKS, 3))
        return Pace(max(1, min(finished, 16)), self.rng.uniform(0.6, 0.97))
