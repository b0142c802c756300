"""Learners' profiles and guardians."""

import datetime as dt

import factory

from lms.families.models import (
    Channel,
    Guardian,
    Guardianship,
    LearnerProfile,
    Quality,
    Sex,
)
from tests.factories.accounts import LearnerFactory


class LearnerProfileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LearnerProfile

    learner = factory.SubFactory(LearnerFactory)
    birth_date = dt.date(2014, 3, 9)
    sex = Sex.FEMALE
    phone = "+212000000001"


class GuardianFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guardian

    given_name_latin = "Latifa"
    family_name_latin = "Benani"
    given_name_arabic = "لطيفة"
    family_name_arabic = "بناني"
    language = "ar"
    phone = "+212000000002"
    channel = Channel.CALL


class GuardianshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guardianship

    learner = factory.SubFactory(LearnerFactory)
    guardian = factory.SubFactory(GuardianFactory)
    quality = Quality.MOTHER
    until_date = dt.date(2032, 3, 9)
