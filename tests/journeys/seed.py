"""``python -m tests.journeys.seed``: the smallest centre a journey can be made in.

Run with the product's environment. Everything comes about through the services:
one course of two real lessons, one person of each role the journey needs, and a
learner in Arabic.
"""

import datetime as dt
import sys
import tempfile
from pathlib import Path

import django

django.setup()

# Django has to be set up before any model is imported.
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from cms.archive.queries.course import read_course  # noqa: E402
from cms.archive.services.importing import import_course  # noqa: E402
from events.delivery import drain  # noqa: E402
from lms.accounts import permissions  # noqa: E402
from lms.accounts.services import create_person  # noqa: E402
from lms.enrolment.services import enrol_learner  # noqa: E402
from lms.network.services import (  # noqa: E402
    open_centre,
    open_cohort,
    open_group,
    open_season,
)
from tests.factories.archive import write_course  # noqa: E402

# The first has no question to be dragged about; the second keeps its module open.
LESSONS = ["5-demander-de-l-aide", "1-mots-de-passe"]
NAMES = {
    permissions.EDITOR: ("Rim", "Chraibi", "ريم", "الشرايبي"),
    permissions.EDUCATOR: ("Asmae", "Naciri", "أسماء", "الناصري"),
    permissions.LEARNER: ("Salma", "Berrada", "سلمى", "برادة"),
}
FIELDS = (
    "given_name_latin",
    "family_name_latin",
    "given_name_arabic",
    "family_name_arabic",
)


def seed_course():
    with tempfile.TemporaryDirectory() as folder:
        archive = write_course(Path(folder) / "petit", *LESSONS)
        return import_course(read_course(archive), at=timezone.now()).course_key


def seed_people(course_key, *, password):
    """Everybody signs in under the name of their role; a learner has Arabic."""
    now = timezone.localtime()
    people = {
        role: create_person(
            username=role,
            password=password,
            roles=[role],
            names=dict(zip(FIELDS, names, strict=True)),
            at=now,
        )
        for role, names in NAMES.items()
    }
    in_arabic = create_person(
        username="learner-ar",
        password=password,
        roles=[permissions.LEARNER],
        names=dict(zip(FIELDS, ("Yassine", "Kabbaj", "ياسين", "كباج"), strict=True)),
        language="ar",
        at=now,
    )
    begun = now.date() - dt.timedelta(days=30)
    centre = open_centre(code="al-hotaya", name_fr="Al Hotaya", name_ar="الحطيئة")
    cohort = open_cohort(
        centre=centre,
        season=open_season(starts=begun, ends=begun + dt.timedelta(days=270)),
        course_key=course_key,
        name_fr="Promo Al-Khwarizmi",
        name_ar="فوج الخوارزمي",
        at=now,
    )
    educator = people[permissions.EDUCATOR]
    group = open_group(
        cohort=cohort, name="A", referent=educator, educators=[educator], at=now
    )
    for learner in (people[permissions.LEARNER], in_arabic):
        enrol_learner(learner=learner, cohort=cohort, group=group, at=now)


def tell(lane):
    while drain(lane, budget=60):
        pass


def main(password):
    call_command("prepare", messages=True, static=True, database=True)
    course_key = seed_course()
    # Before there are learners, or they would be told of every lesson as new.
    tell("notifications")
    seed_people(course_key, password=password)
    tell("notifications")
    # What the search is owed, the product's own processes catch up on.


if __name__ == "__main__":
    main(sys.argv[1])
