import datetime as dt
import uuid

import pytest
from django.urls import reverse

from lms.announcements.services import publish_announcement, withdraw_announcement
from lms.announcements.values import Texts
from lms.notifications import actors
from lms.notifications.models import Notification
from lms.notifications.queries import find_notifications_for, word
from tests.factories.accounts import CoordinatorFactory, LearnerFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def coordinator():
    return CoordinatorFactory()


@pytest.fixture
def publish(coordinator):
    def tell(to="everyone"):
        return publish_announcement(
            author=coordinator,
            to=to,
            texts=Texts(
                title_fr="Fermé", text_fr="Jeudi.", title_ar="مغلق", text_ar="الخميس."
            ),
            key=uuid.uuid4(),
            at=NOON,
        )

    return tell


def told_of(announcement):
    key = str(announcement.key)
    return Notification.objects.filter(params__announcement_key=key)


def test_everybody_it_is_for_is_told_once(publish, drain):
    group = GroupFactory()
    learner = GroupMembershipFactory(group=group).learner
    # In the audience twice: as the one who answers for it and as a teacher.
    group.educators.add(group.referent)
    LearnerFactory()

    announcement = publish(f"group:{group.key}")
    drain()

    people = told_of(announcement).values_list("recipient_id", flat=True)
    assert sorted(people) == sorted([learner.pk, group.referent.pk])


def test_large_audience_is_told_piece_by_piece(publish, coordinator, emitted):
    people = [coordinator, *LearnerFactory.create_batch(4)]
    announcement = publish()
    event = emitted()[0]

    cursors = []
    after = 0
    while after is not None:
        after = actors.tell_of_announcement(event=event, after=after, limit=2)
        cursors.append(after)
    actors.tell_of_announcement(event=event, after=0, limit=2)

    assert cursors == [people[1].pk, people[3].pk, None]
    assert told_of(announcement).count() == 5


def test_nobody_more_is_told_of_what_was_withdrawn(publish, coordinator, emitted):
    LearnerFactory.create_batch(3)
    announcement = publish()
    event = emitted()[0]
    after = actors.tell_of_announcement(event=event, after=0, limit=2)

    withdraw_announcement(
        key=announcement.key, actor=coordinator, reason="Erreur", at=NOON
    )

    assert actors.tell_of_announcement(event=event, after=after, limit=2) is None
    assert told_of(announcement).count() == 2


@pytest.mark.parametrize(("language", "title"), [("fr", "Fermé"), ("ar", "مغلق")])
def test_notification_says_it_in_the_readers_language(publish, drain, language, title):
    learner = LearnerFactory()
    announcement = publish()
    drain()

    [notice] = word(find_notifications_for(learner), language=language)

    assert (notice.title, notice.is_withdrawn) == (title, False)
    assert notice.url == reverse("announcements:read", args=[announcement.key])


def test_notification_says_that_it_was_withdrawn(publish, drain, coordinator, client):
    announcement = publish()
    drain()
    withdraw_announcement(
        key=announcement.key, actor=coordinator, reason="Erreur", at=NOON
    )

    [notice] = word(find_notifications_for(coordinator), language="fr")
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("notifications:list")).content.decode()

    assert (notice.title, notice.is_withdrawn) == ("", True)
    assert "Fermé" not in html
