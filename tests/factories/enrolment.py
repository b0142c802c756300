"""Places on courses."""

import datetime as dt

import factory

from lms.enrolment.models import Enrolment, State
from tests.factories.accounts import LearnerFactory
from tests.factories.network import CohortFactory


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    learner = factory.SubFactory(LearnerFactory)
    cohort = factory.SubFactory(CohortFactory)
    course_key = factory.SelfAttribute("cohort.course_key")
    state = State.ACTIVE
    enrolled_at = dt.datetime(2029, 10, 1, 8, tzinfo=dt.UTC)


def make_enrolment(course_key, learner=None):
    """A learner's open place on a course, with a cohort of its own."""
    cohort = CohortFactory(course_key=course_key)
    return EnrolmentFactory(cohort=cohort, **({"learner": learner} if learner else {}))
