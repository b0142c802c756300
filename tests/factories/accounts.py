"""People."""

import factory
from django.contrib.auth.models import Group as Role

from lms.accounts import permissions
from lms.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    given_name_latin = "Salma"
    family_name_latin = "Benani"
    given_name_arabic = "سلمى"
    family_name_arabic = "بناني"
    password = factory.django.Password("forsa-2026")
    language = "fr"

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for name in extracted or ():
            self.groups.add(Role.objects.get_or_create(name=name)[0])


class LearnerFactory(UserFactory):
    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        self.groups.add(Role.objects.get_or_create(name=permissions.LEARNER)[0])


class EducatorFactory(UserFactory):
    given_name_latin = "Driss"
    family_name_latin = "Alami"
    given_name_arabic = "إدريس"
    family_name_arabic = "العلمي"

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        self.groups.add(Role.objects.get_or_create(name=permissions.EDUCATOR)[0])


class CoordinatorFactory(UserFactory):
    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        self.groups.add(Role.objects.get_or_create(name=permissions.COORDINATOR)[0])
