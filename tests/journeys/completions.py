"""``python -m tests.journeys.completions``: 100 learners finish two lessons each, while their course is edited.

Run with the product's environment. Prints what the notifications and the search
are then owed: the learners who were acknowledged, and the lesson's last title.
"""

import json
import uuid

import django

django.setup()

# Django has to be set up before any model is imported.
from django.utils import timezone  # noqa: E402

from cms import api  # noqa: E402
from cms.courses.models import LessonPage  # noqa: E402
from lms.accounts import permissions  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.accounts.services import create_person  # noqa: E402
from lms.enrolment.services import enrol_learner  # noqa: E402
from lms.network.models import Group  # noqa: E402
from lms.progress.services import tick_lesson  # noqa: E402

LEARNERS = 100
EDITED_EVERY = 20


def enrol(group, number):
    learner = create_person(
        username=f"many{number}",
        password=None,
        roles=[permissions.LEARNER],
        names={"given_name_latin": "Nour", "family_name_latin": f"N{number}"},
        at=timezone.now(),
    )
    return enrol_learner(
        learner=learner, cohort=group.cohort, group=group, at=timezone.now()
    )


def publish(lesson_key, title):
    page = LessonPage.objects.get(
        translation_key=lesson_key, locale__language_code="fr"
    )
    page.title = title
    page.save_revision().publish()


def main():
    group = Group.objects.select_related("cohort").get()
    educator = User.objects.get(username=permissions.EDUCATOR)
    lessons = api.get_course_outline(group.cohort.course_key).lessons
    title = ""
    acknowledged = []
    for number in range(LEARNERS):
        enrolment = enrol(group, number)
        for lesson in lessons:
            tick_lesson(
                enrolment=enrolment,
                lesson_key=lesson.key,
                actor=educator,
                idempotency_key=uuid.uuid4(),
                at=timezone.now(),
            )
            acknowledged.append([str(enrolment.learner.key), str(lesson.key)])
        if number % EDITED_EVERY == 0:
            title = f"Zellige {number}"
            publish(lessons[0].key, title)
    print(json.dumps({"acknowledged": acknowledged, "title": title}))


if __name__ == "__main__":
    main()
