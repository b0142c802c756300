"""Does what learners, educators and editors do, and writes down what was acknowledged.

A line is written, and synced, after the commit and never before it: what is in the
file, somebody was told is safe. Between the commit and the line the process may be
killed; such a fact is kept too, and nobody was told.
"""

import datetime as dt
import json
import os
import random
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from cms import api
from cms.courses.models import LessonPage
from events.outbox import emit
from lms.accounts import permissions
from lms.accounts.models import User
from lms.accounts.services import create_person
from lms.enrolment.services import enrol_learner
from lms.network.models import Cohort
from lms.network.services import open_group
from lms.notifications.hours import HOME, Hours
from lms.notifications.models import Channel, Kind, Mode, Reason
from lms.notifications.services import choose_wishes, notify
from lms.progress.services import tick_lesson
from tests.faults.actors import EffectAsked

LEARNERS_A_GROUP = 25
EFFECTS_A_ROUND = 6
LONGEST_PAUSE = 0.05
PUBLISHED_EVERY = 25
MIDNIGHT = dt.time.min
AT_ALL_HOURS = Hours(ZoneInfo(HOME), starts=MIDNIGHT, ends=MIDNIGHT)


class Emitter:
    def __init__(self, file: Path, seed: int) -> None:
        self.file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.chance = random.Random(seed)  # noqa: S311 -- a seed, not a secret
        self.group = None
        self.learners = 0
        self.rounds = 0

    def acknowledge(self, what: str, *keys: object) -> None:
        line = json.dumps([what, *map(str, keys)])
        os.write(self.file, f"{line}\n".encode())
        os.fsync(self.file)

    def run(self) -> None:
        self.educator = User.objects.get(username=permissions.EDUCATOR)
        self.cohort = Cohort.objects.get()
        outline = api.get_course_outline(self.cohort.course_key)
        self.lessons = [lesson.key for lesson in outline.lessons]
        while True:
            for _ in range(EFFECTS_A_ROUND):
                self.attempt(self.ask_effect)
            self.attempt(self.teach)
            self.attempt(self.write)
            if self.rounds % PUBLISHED_EVERY == 0:
                self.attempt(self.publish)
            self.rounds += 1

    def attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (OperationalError, InterfaceError):
            # Whether it was committed nobody knows, and nobody was told.
            connection.close()
            self.group = None
            time.sleep(0.1)
        time.sleep(self.chance.uniform(0, LONGEST_PAUSE))

    def ask_effect(self) -> None:
        event = EffectAsked(
            occurred_at=timezone.now(), number=self.chance.randrange(1_000)
        )
        with transaction.atomic():
            emit(event)
        self.acknowledge("effect", event.event_id)

    def teach(self) -> None:
        """A learner comes, is enrolled, and finishes every lesson."""
        if self.group is None or self.learners % LEARNERS_A_GROUP == 0:
            self.group = open_group(
                cohort=self.cohort,
                name=uuid.uuid4().hex[:12],
                referent=self.educator,
                educators=[self.educator],
                at=timezone.now(),
            )
        self.learners += 1
        name = f"chaos-{uuid.uuid4().hex[:16]}"
        learner = create_person(
            username=name,
            password=None,
            roles=[permissions.LEARNER],
            names={"given_name_latin": "Nour", "family_name_latin": "Alami"},
            email=f"{name}@example.org",
            at=timezone.now(),
        )
        enrolment = enrol_learner(
            learner=learner,
            cohort=self.cohort,
            group=self.group,
            at=timezone.now(),
        )
        self.acknowledge("enrolled", learner.key)
        for lesson_key in self.lessons:
            tick_lesson(
                enrolment=enrolment,
                lesson_key=lesson_key,
                actor=self.educator,
                idempotency_key=uuid.uuid4(),
                at=timezone.now(),
            )
            self.acknowledge("lesson", learner.key, lesson_key)

    def write(self) -> None:
        """Somebody who wants mail at once, by night too, is told something."""
        name = f"reader-{uuid.uuid4().hex[:16]}"
        reader = create_person(
            username=name,
            password=None,
            roles=[permissions.EDUCATOR],
            names={"given_name_latin": "Rita", "family_name_latin": "Chami"},
            email=f"{name}@example.org",
            at=timezone.now(),
        )
        kind = Kind.GROUP_FINISHED_MODULE
        choose_wishes(
            person=reader,
            channel=Channel.EMAIL,
            modes={kind: Mode.INSTANT},
            hours=AT_ALL_HOURS,
            at=timezone.now(),
        )
        notify(
            audience=[reader],
            kind=kind,
            reason=Reason.ACCOMPANIES_GROUP,
            params={
                "course_key": str(self.cohort.course_key),
                "group_id": 0,
                "learner_keys": [str(self.educator.key)],
            },
            dedupe_key=name,
            event_id=uuid.uuid4(),
            at=timezone.now(),
        )
        self.acknowledge("letter", reader.key)

    def publish(self) -> None:
        lesson_key = self.chance.choice(self.lessons)
        page = LessonPage.objects.get(
            translation_key=lesson_key, locale__language_code="fr"
        )
        page.title = f"Zellige {uuid.uuid4().hex[:6]}"
        page.save_revision().publish()
        self.acknowledge("published", lesson_key)


def burst(count: str) -> None:
    """Ask for so many effects, one after the other, as fast as it goes."""
    for number in range(int(count)):
        with transaction.atomic():
            emit(EffectAsked(occurred_at=timezone.now(), number=number))


def main(file: str, seed: str) -> None:
    Emitter(Path(file), int(seed)).run()
