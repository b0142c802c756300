import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Titled(models.Model):
    """Something with a name in French and one in Arabic."""

    name_fr = models.CharField(max_length=120)
    name_ar = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_fr

    def name(self, language: str) -> str:
        return (self.name_ar if language == "ar" else "") or self.name_fr


class Centre(Titled):
    """A second-chance centre: a house with rooms and people."""

    code = models.SlugField(unique=True)


class Season(models.Model):
    """A school year of the network, October to June."""

    name = models.CharField(max_length=20, unique=True)
    starts_date = models.DateField()
    ends_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__gt=F("starts_date")), name="season_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cohort(Titled):
    """Those who follow one course in one season at one centre."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cohorts")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="cohorts")
    course_key = models.UUIDField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When the product took note that the season is over."""


class Group(models.Model):
    """Some twenty learners of a cohort who have their classes together."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=40)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="groups_referred",
    )
    educators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="groups_taught"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "name"], name="group_name_once_per_cohort"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["GroupMembership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(left_date=None)


class GroupMembership(models.Model):
    """A learner's time in a group; who changes groups has two."""

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="memberships"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    joined_date = models.DateField()
    left_date = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "learner"],
                condition=Q(left_date=None),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_date=None) | Q(left_date__gte=F("joined_date")),
                name="membership_left_after_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"Membership {self.pk}: learner {self.learner_id}, group {self.group_id}"
