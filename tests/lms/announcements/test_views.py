import uuid

import pytest
from django.urls import reverse

from lms.accounts.permissions import LEARNER
from lms.announcements.models import Announcement
from tests.factories.accounts import LearnerFactory
from tests.factories.announcements import AnnouncementFactory
from tests.factories.network import GroupFactory

pytestmark = pytest.mark.django_db

LIST = reverse("announcements:list")
WRITE = reverse("announcements:write")


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled(**changes):
    return {
        "to": f"role:{LEARNER}",
        "title_fr": "Fermé jeudi",
        "text_fr": "Pas de cours.",
        "title_ar": "",
        "text_ar": "",
        "key": str(uuid.uuid4()),
        **changes,
    }


def test_writing_shows_how_many_will_be_told_before_it_publishes(client, coordinator):
    LearnerFactory.create_batch(2)
    sign_in(client, coordinator)
    form = filled()

    preview = client.post(WRITE, form)

    html = preview.content.decode()
    assert "<strong>2</strong>" in html
    assert 'name="publish"' in html
    assert not Announcement.objects.exists()

    done = client.post(WRITE, {**form, "seen": form["to"], "publish": "1"})
    again = client.post(WRITE, {**form, "seen": form["to"], "publish": "1"})

    assert (done.status_code, again.status_code) == (302, 302)
    assert Announcement.objects.get().role == LEARNER


def test_audience_that_was_not_looked_at_is_counted_first(client, coordinator):
    sign_in(client, coordinator)

    for seen in ("", "everyone"):
        response = client.post(WRITE, filled(seen=seen, publish="1"))

        assert response.status_code == 200
        assert "<strong>0</strong>" in response.content.decode()
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_fr": "", "text_fr": ""}, "title_fr"),
        ({"text_fr": ""}, "text_fr"),
        ({"text_ar": "نص"}, "title_ar"),
        ({"to": "role:king"}, "to"),
        ({"title_fr": "x" * 121}, "title_fr"),
    ],
)
def test_refusal_stands_at_its_field(client, coordinator, changes, field):
    sign_in(client, coordinator)

    response = client.post(WRITE, filled(publish="1", **changes))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}-error"' in response.content.decode()


def test_group_that_is_lost_while_writing_is_an_error_at_the_field(client, group):
    sign_in(client, group.referent)
    form = filled(to=f"group:{group.key}")
    group.referent = None
    group.save()

    assert client.post(WRITE, form).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_for_any_number(
    client, coordinator, count, django_assert_num_queries
):
    sign_in(client, coordinator)
    for _ in range(count):
        AnnouncementFactory(audience="group", group=GroupFactory())

    with django_assert_num_queries(6):
        html = client.get(LIST).content.decode()

    assert html.count("Le centre ferme jeudi") == 2 * count


def test_withdrawing_asks_why(client, coordinator):
    announcement = AnnouncementFactory()
    sign_in(client, coordinator)
    address = reverse("announcements:withdraw", args=[announcement.key])

    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Mauvaise date"}).status_code == 302

    assert Announcement.objects.get().is_withdrawn
    assert "Mauvaise date" in client.get(LIST).content.decode()
    assert "<form" not in client.get(address).content.decode().split("<main")[1]


def test_reader_reads_in_their_script_and_finds_the_other(client, group, learner):
    announcement = AnnouncementFactory(audience="group", group=group)
    learner.language = "ar"
    learner.save()
    sign_in(client, learner)

    html = client.get(
        reverse("announcements:read", args=[announcement.key])
    ).content.decode()

    assert f'<bdi lang="ar">{announcement.title_ar}</bdi></h1>' in html
    assert "<details" in html
    assert announcement.title_fr in html


def test_withdrawn_announcement_says_so_and_no_more(client, learner, coordinator):
    announcement = AnnouncementFactory(
        withdrawn_at="2030-01-08T09:00Z",
        withdrawn_by=coordinator,
        withdrawn_reason="Mauvaise date",
    )
    sign_in(client, learner)

    html = client.get(
        reverse("announcements:read", args=[announcement.key])
    ).content.decode()

    assert announcement.title_fr not in html
    assert "Mauvaise date" not in html


def test_nobody_else_reads_it(client, group, stranger):
    announcement = AnnouncementFactory(audience="group", group=group)
    sign_in(client, stranger)

    for name, key in (("read", announcement.key), ("read", uuid.uuid4())):
        response = client.get(reverse(f"announcements:{name}", args=[key]))
        assert response.status_code == 404
    sign_in(client, coordinator_of_nothing())
    address = reverse("announcements:withdraw", args=[announcement.key])
    assert client.get(address).status_code == 404


def coordinator_of_nothing():
    return GroupFactory().referent
