"""What becomes of everything that is somebody's, when they are erased."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from events.catalogue.people import LearnerErased
from lms.accounts.models import User
from lms.accounts.services import ErasesThemselves, erase_person
from lms.assessment.models import KeptAnswer
from lms.audit.models import Action, AuditEntry
from lms.families.models import Guardian, Guardianship
from lms.notifications.models import (
    Dispatch,
    Kind,
    Mailbox,
    Notification,
    NotificationPreference,
    QuietHours,
)
from lms.progress.services import record_answer
from tests.factories.accounts import EducatorFactory, LearnerFactory, UserFactory
from tests.factories.announcements import AnnouncementFactory
from tests.factories.families import (
    GuardianFactory,
    GuardianshipFactory,
    LearnerProfileFactory,
)
from tests.factories.network import GroupFactory, GroupMembershipFactory
from tests.factories.notifications import tell, want

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)

GONE = "its rows go"
COUNTED = "stays, and leads to a row without a name: it is counted"
EVIDENCE = "stays for its time, by keys only"
WORK = "stays: it is the centre's, done by nobody any more"
LET_GO = "stays, and is no longer theirs"

# A new model that points at a person needs its line, and its part in an erasure.
FATES = {
    "account.EmailAddress.user": GONE,
    "lms.Announcement.author": WORK,
    "lms.Announcement.withdrawn_by": WORK,
    "lms.AuditEntry.actor": EVIDENCE,
    "lms.Consent.learner": EVIDENCE,
    "lms.Consent.recorded_by": EVIDENCE,
    "lms.Digest.recipient": GONE,
    "lms.Dispatch.recipient": GONE,
    "lms.Enrolment.learner": COUNTED,
    "lms.Group.referent": LET_GO,
    "lms.Group_educators.user": GONE,
    "lms.GroupMembership.learner": COUNTED,
    "lms.Guardianship.learner": GONE,
    "lms.Guardianship.stand_in": EVIDENCE,
    "lms.KeptAnswer.learner": GONE,
    "lms.LearnerProfile.learner": COUNTED,
    "lms.LedgerEntry.actor": COUNTED,
    "lms.Mailbox.recipient": GONE,
    "lms.Notification.recipient": GONE,
    "lms.NotificationPreference.recipient": GONE,
    "lms.QuietHours.recipient": GONE,
    "lms.Speciality.chosen_by": COUNTED,
    "lms.User_groups.user": GONE,
    "lms.User_user_permissions.user": GONE,
    "wagtailadmin.EditingSession.user": GONE,
    "wagtailadmin.FormState.user": GONE,
    "wagtailcore.APIToken.user": GONE,
    "wagtailcore.Comment.resolved_by": WORK,
    "wagtailcore.Comment.user": WORK,
    "wagtailcore.CommentReply.user": WORK,
    "wagtailcore.ModelLogEntry.user": EVIDENCE,
    "wagtailcore.Page.locked_by": WORK,
    "wagtailcore.Page.owner": WORK,
    "wagtailcore.PageLogEntry.user": EVIDENCE,
    "wagtailcore.PageSubscription.user": GONE,
    "wagtailcore.Revision.user": WORK,
    "wagtailcore.TaskState.finished_by": WORK,
    "wagtailcore.UploadedFile.uploaded_by_user": WORK,
    "wagtailcore.WorkflowState.requested_by": WORK,
    "wagtaildocs.Document.uploaded_by_user": WORK,
    "wagtailimages.Image.uploaded_by_user": WORK,
    "cms.SiteImage.uploaded_by_user": WORK,
    "wagtailusers.UserProfile.user": GONE,
    "wagtail_localize.SegmentOverride.last_translated_by": WORK,
    "wagtail_localize.StringTranslation.last_translated_by": WORK,
}


# ruff: noqa: SLF001 -- Django's documented way to a model's fields


def find_ties():
    """Every column of every table that points at a person, under the model that declares it."""
    return {
        f"{model._meta.label}.{field.name}": (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.remote_field and field.remote_field.model is User
    }


def test_every_model_says_what_becomes_of_a_person_who_is_erased():
    assert set(find_ties()) == set(FATES)


@pytest.fixture
def administrator():
    return UserFactory(is_superuser=True)


@pytest.fixture
def erase(administrator, drain):
    def erase_and_tell(person):
        erase_person(person=person, actor=administrator, at=NOON)
        drain()
        person.refresh_from_db()

    return erase_and_tell


def test_account_of_an_erased_person_says_nothing(
    client, administrator, erase, emitted
):
    person = EducatorFactory(language="ar")
    person.user_permissions.add(Permission.objects.first())
    key = person.key
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    other = UserFactory()
    client.cookies.clear()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")

    erase(person)
    erase(person)

    assert (person.key, person.language, person.erased_at) == (key, "ar", NOON)
    assert person.username == f"erased-{key.hex}"
    assert not any(
        (
            person.email,
            person.given_name_latin,
            person.family_name_latin,
            person.given_name_arabic,
            person.family_name_arabic,
            person.last_login,
            person.is_active,
            person.has_usable_password(),
            person.groups.exists(),
            person.user_permissions.exists(),
        )
    )
    assert "Driss" not in person.full_name("fr")
    [session] = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(other.pk)
    [event] = emitted()
    assert (type(event), event.person_key) == (LearnerErased, key)
    [entry] = AuditEntry.objects.all()
    assert (entry.actor, entry.action, entry.subject_key) == (
        administrator,
        Action.ERASED,
        key,
    )


def test_whose_rows_go_have_none_left(erase, administrator):
    group = GroupFactory()
    person = group.referent
    group.educators.add(person)
    AnnouncementFactory(author=person)
    want(person)
    tell(person)
    tell(person, kind=Kind.ENROLLED)
    QuietHours.objects.create(recipient=person)
    UserProfile.objects.create(user=person)
    KeptAnswer.objects.create(
        learner=person,
        lesson_key=uuid.uuid4(),
        item_key=uuid.uuid4(),
        answer={"text": "Je suis Driss"},
        occurred_at=NOON,
    )
    for model in (Mailbox, Notification, Dispatch, NotificationPreference):
        assert model.objects.filter(recipient=person).exists()

    erase(person)

    left = [
        label
        for label, (model, field) in find_ties().items()
        if FATES[label] in {GONE, LET_GO}
        and model._base_manager.filter(**{field.attname: person.pk}).exists()
    ]
    assert left == []
    group.refresh_from_db()
    assert group.referent is None


def test_what_is_counted_stays_counted_without_words(erase, course, lesson, enrolment):
    GroupMembershipFactory(learner=enrolment.learner)
    for answer, right in (({"choice": "b"}, True), ({"text": "Je suis Salma"}, None)):
        record_answer(
            enrolment=enrolment,
            lesson_key=lesson.key,
            item_key=lesson.items[0].key,
            answer=answer,
            right=right,
            share=None,
            idempotency_key=uuid.uuid4(),
            at=NOON,
        )
    before = list(enrolment.entries.order_by("pk").values("pk", "right", "recorded_at"))

    erase(enrolment.learner)

    after = enrolment.entries.order_by("pk")
    assert list(after.values("pk", "right", "recorded_at")) == before
    assert list(after.values_list("data", flat=True)) == [{"choice": "b"}, {}]
    assert enrolment.learner.memberships.count() == 1


def test_family_goes_and_the_year_of_birth_stays(erase):
    profile = LearnerProfileFactory()
    alone, of_two = GuardianFactory(), GuardianFactory()
    for guardian in (alone, of_two):
        GuardianshipFactory(learner=profile.learner, guardian=guardian)
    other = GuardianshipFactory(guardian=of_two)

    erase(profile.learner)

    profile.refresh_from_db()
    assert (profile.phone, profile.birth_date) == ("", dt.date(2014, 1, 1))
    assert list(Guardianship.objects.all()) == [other]
    assert list(Guardian.objects.all()) == [of_two]


def test_administrations_log_forgets_the_name(erase, administrator):
    person = LearnerFactory()
    log(person, "wagtail.edit", user=administrator)

    erase(person)

    labels = ModelLogEntry.objects.filter(object_id=str(person.pk))
    assert set(labels.values_list("label", flat=True)) == {person.username}


def test_nobody_erases_themselves(administrator, emitted):
    with pytest.raises(ErasesThemselves):
        erase_person(person=administrator, actor=administrator, at=NOON)
    assert emitted() == []


def test_command_asks_before_it_erases(monkeypatch, capsys):
    person = LearnerFactory()
    monkeypatch.setattr("builtins.input", lambda question: "y")

    with pytest.raises(CommandError):
        call_command("erase_person", str(person.key))
    with pytest.raises(CommandError):
        call_command("erase_person", str(uuid.uuid4()))
    person.refresh_from_db()
    assert person.erased_at is None

    monkeypatch.setattr("builtins.input", lambda question: "yes")
    call_command("erase_person", str(person.key))
    call_command("erase_person", str(person.key), "--yes")

    person.refresh_from_db()
    assert person.erased_at is not None
    assert capsys.readouterr().out.count(str(person.key)) == 2


def test_administration_erases_where_wagtail_would_delete(client, administrator):
    person = GroupMembershipFactory().learner
    client.force_login(
        administrator, backend="django.contrib.auth.backends.ModelBackend"
    )

    client.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    bulk = reverse("wagtail_bulk_action", args=["lms", "user", "delete"])
    other = UserFactory()
    client.post(f"{bulk}?id={other.pk}")

    person.refresh_from_db()
    assert person.erased_at is not None
    other.refresh_from_db()
    assert other.erased_at is None
