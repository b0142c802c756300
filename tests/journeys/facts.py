"""``python -m tests.journeys.facts SIGN_IN``: what a journey has to know of the running product, as JSON.

Run with the product's environment: the first lesson, the pages an editor edits
it on, the answers that are right, what a learner has done and been told.
"""

import json
import sys

import django

django.setup()

# Django has to be set up before any model is imported.
from cms import api  # noqa: E402
from cms.courses.models import LessonPage  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.enrolment.models import Enrolment, State  # noqa: E402
from lms.network.models import GroupMembership  # noqa: E402
from lms.notifications.models import Notification  # noqa: E402
from lms.progress.models import LessonProgress  # noqa: E402


def get_answer(question):
    """Names and values of the form's fields, as somebody fills them who knows."""
    kind = question.kind
    if kind in {"one", "survey", "many"}:
        right = [each.key for each in question.choices if each.right]
        return {
            "choice": right
            if kind == "many"
            else (right or [question.choices[0].key])[:1]
        }
    if kind == "match":
        return {f"pair-{pair.key}": pair.key for pair in question.pairs}
    if kind == "fill":
        return {f"blank-{blank.key}": blank.accept[0] for blank in question.blanks}
    if kind == "number":
        return {"number": f"{question.answer:g}"}
    return {
        "text": question.accept[0] if question.accept else "Je demande à quelqu'un."
    }


def get_acts(lesson_key):
    content = api.get_lesson_content(lesson_key, "fr")
    return [
        [
            {"item": str(part.key), "kind": part.kind, "fields": get_answer(part)}
            for part in step.parts
            if isinstance(part, api.Question)
        ]
        for step in content.steps
    ]


def main(sign_in):
    learner = User.objects.get(username=sign_in)
    enrolment = Enrolment.objects.get(learner=learner, state=State.ACTIVE)
    module = api.get_course_outline(enrolment.course_key).modules[0]
    lesson = module.lessons[0]
    pages = LessonPage.objects.filter(translation_key=lesson.key)
    group = GroupMembership.objects.get(learner=learner, left_date=None).group_id
    print(
        json.dumps(
            {
                "lesson": str(lesson.key),
                "module": module.code,
                "learner": str(learner.key),
                "group": group,
                "pages": {page.locale.language_code: page.pk for page in pages},
                "acts": get_acts(lesson.key),
                "completed": [
                    str(each.lesson_key)
                    for each in LessonProgress.objects.filter(enrolment=enrolment)
                    if each.is_completed
                ],
                "notifications": Notification.objects.filter(recipient=learner).count(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
