"""Centres, seasons, cohorts, groups."""

import datetime as dt
import uuid

import factory

from lms.network.models import Centre, Cohort, Group, GroupMembership, Season
from tests.factories.accounts import EducatorFactory, LearnerFactory


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre
        django_get_or_create = ("code",)

    code = "al-hotaya"
    name_fr = "Al Hotaya"
    name_ar = "الحطيئة"


class SeasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Season
        django_get_or_create = ("name",)

    name = "2029-2030"
    starts_date = dt.date(2029, 10, 1)
    ends_date = dt.date(2030, 6, 30)


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort

    centre = factory.SubFactory(CentreFactory)
    season = factory.SubFactory(SeasonFactory)
    name_fr = "Promo Al-Khwarizmi"
    name_ar = "فوج الخوارزمي"
    course_key = factory.LazyFunction(uuid.uuid4)


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Groupe {n}")
    referent = factory.SubFactory(EducatorFactory)


class GroupMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(GroupFactory)
    learner = factory.SubFactory(LearnerFactory)
    joined_date = dt.date(2029, 10, 1)
