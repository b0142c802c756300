import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db.migrations.state import ProjectState
from django.test import Client
from django.utils import timezone
from wagtail.models import Workflow

from cms.editing import queries
from cms.editing.receivers import roles_prepared
from cms.editing.services import prepare_roles
from tests.factories.accounts import UserFactory
from tests.factories.site import make_homes, make_standard


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def editor(db):
    prepare_roles()
    return UserFactory(roles=["editor"])


def test_visitor_is_sent_to_the_one_sign_in(client, db):
    assert client.get("/editor/").url == "/account/login/?next=/editor/"
    assert client.get("/editor/login/?next=/editor/").url.startswith("/account/login/")


def test_learner_is_refused_clearly(db):
    response = signed_in(UserFactory(roles=["learner"])).get("/editor/")

    assert response.status_code == 403


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_dashboard_speaks_the_editors_language(db, language, direction):
    prepare_roles()
    editor = UserFactory(roles=["editor"], language=language)

    html = signed_in(editor).get("/editor/").content.decode()

    assert f'dir="{direction}"' in html
    assert 'id="panel-drafts' in html or "drafts" in html


def test_editor_may_write_in_every_language(editor):
    homes = make_homes()
    client = signed_in(editor)

    for home in homes.values():
        response = client.get(f"/editor/pages/add/cms/standardpage/{home.pk}/")
        assert response.status_code == 200
    assert client.get("/editor/images/").status_code == 200
    assert client.get("/editor/documents/").status_code == 200
    assert client.get("/editor/snippets/cms/sitevalue/").status_code == 200


def test_preparing_roles_again_changes_nothing(editor):
    before = set(Group.objects.get(name="editor").permissions.all())

    prepare_roles()

    assert set(Group.objects.get(name="editor").permissions.all()) == before


def test_roles_wait_until_the_pages_are_migrated(db):
    Group.objects.filter(name="editor").delete()

    roles_prepared(apps=ProjectState().apps)
    assert not Group.objects.filter(name="editor").exists()

    roles_prepared()
    assert Group.objects.filter(name="editor").exists()


def test_admin_has_its_own_policy_and_the_site_the_strict_one(editor):
    make_homes()

    admin = signed_in(editor).get("/editor/")["Content-Security-Policy"]
    site = Client().get("/fr/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in admin
    assert "unsafe" not in site
    assert "default-src 'self'" in site


def test_drafts_are_mine_and_not_published(editor):
    pages = make_standard(make_homes(), "centre")
    pages["fr"].title = "Un brouillon"
    pages["fr"].save_revision(user=editor)
    pages["ar"].save_revision(user=UserFactory())

    found = queries.find_drafts(editor)

    assert [line.title for line in found.lines] == ["Un brouillon"]
    assert found.count == 1


def test_translations_are_missing_or_late(db):
    homes = make_homes()
    make_standard(homes, "whole")
    make_standard(homes, "alone", languages=("fr", "en"))
    late = make_standard(homes, "late")
    type(late["ar"]).objects.filter(pk=late["ar"].pk).update(
        last_published_at=timezone.now() - dt.timedelta(days=3)
    )

    found = queries.find_late_translations()

    assert {line.title: line.note for line in found.lines} == {
        "alone fr": "missing:ar",
        "late fr": "late:ar",
    }


def test_scheduled_pages_are_told_before_they_appear(editor):
    pages = make_standard(make_homes(), "centre")
    page = pages["fr"]
    page.go_live_at = timezone.now() + dt.timedelta(days=2)
    page.save_revision(user=editor).publish()

    found = queries.find_scheduled()

    assert [line.title for line in found.lines] == ["centre fr"]


def test_page_in_review_names_who_asked(editor):
    pages = make_standard(make_homes(), "centre")
    pages["fr"].save_revision(user=editor)
    workflow = Workflow.objects.filter(active=True).first()
    workflow.start(pages["fr"], editor)

    found = queries.find_pages_in_review()

    assert [(line.title, line.who) for line in found.lines] == [
        ("centre fr", editor.display_name("fr"))
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_dashboard_lists_cost_the_same_however_many(
    editor, count, django_assert_num_queries
):
    homes = make_homes()
    soon = timezone.now() + dt.timedelta(days=2)
    workflow = Workflow.objects.filter(active=True).first()
    for number in range(count):
        for name in ("draft", "review", "later"):
            slug = f"{name}-{number}"
            page = make_standard(homes, slug, languages=("fr",))["fr"]
            page.go_live_at = soon if name == "later" else None
            revision = page.save_revision(user=editor)
            if name == "later":
                revision.publish()
            elif name == "review":
                workflow.start(page, editor)

    with django_assert_num_queries(2):
        assert queries.find_drafts(editor).count == 3 * count
    with django_assert_num_queries(2):
        assert queries.find_late_translations().count == 3 * count
    with django_assert_num_queries(2):
        assert queries.find_pages_in_review().count == count
    with django_assert_num_queries(2):
        assert queries.find_scheduled().count == count
    with django_assert_num_queries(2):
        assert queries.find_published(soon - dt.timedelta(days=3)).count >= 3 * count
