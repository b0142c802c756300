"""Every address of the product, asked by everyone: who is let in, who is sent away, how.

An address without a row fails. Wagtail's own some two hundred share one rule:
nobody but editors and administrators ever gets an answer from them.
"""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation

from cms import api as content
from events.models import Delivery
from lms.accounts import permissions
from lms.notifications.tokens import sign_unsubscription
from lms.progress.services import open_lesson
from tests.factories.accounts import EducatorFactory, LearnerFactory, UserFactory
from tests.factories.announcements import AnnouncementFactory
from tests.factories.courses import make_course
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import CohortFactory, GroupFactory, GroupMembershipFactory
from tests.factories.outside import make_endpoint, make_source

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "learner", "educator", "coordinator", "editor", "administrator")

EVERYONE = [200] * 6
NOBODY = [404] * 6
MOVED = [302] * 6
VISITORS = [200, 302, 302, 302, 302, 302]
SIGNED_IN = [302, 200, 200, 200, 200, 200]
ADMINISTRATORS = [302, 403, 403, 403, 403, 200]
STAFF = [302, 403, 200, 200, 403, 200]
LEADING = [302, 403, 403, 200, 403, 200]
# What is one learner's own is nobody else's: staff have the desk for it.
OWN = [302, 200, 404, 404, 404, 404]
# Forms that are sent and never visited.
SENT = [302, 405, 405, 405, 405, 405]

# Route: an address of it, and the statuses in the order of ROLES.
MATRIX = {
    # Public site
    "": ("/", MOVED),
    "sitemap.xml": ("/sitemap.xml", EVERYONE),
    "robots.txt": ("/robots.txt", EVERYONE),
    r"^(?P<language>fr|ar|en)/feeds/news/$": ("/fr/feeds/news/", NOBODY),
    r"^(?P<language>fr|ar|en)/untranslated/(?P<key>[0-9a-f-]{36})/$": (
        "/ar/untranslated/{course_key}/",
        EVERYONE,
    ),
    r"fr/^((?:[\w\-]+/)*)$": ("/fr/", EVERYONE),
    "fr/search/": ("/fr/search/", EVERYONE),
    "fr/search/suggestions/": ("/fr/search/suggestions/", EVERYONE),
    "fr/_util/login/": ("/fr/_util/login/", MOVED),
    "fr/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "/fr/_util/authenticate_with_password/1/1/",
        NOBODY,
    ),
    "media/<path:path>": ("/media/nothing.png", NOBODY),
    r"documents/^(\d+)/(.*)$": ("/documents/1/nothing.pdf", NOBODY),
    "documents/authenticate_with_password/<int:restriction_id>/": (
        "/documents/authenticate_with_password/1/",
        NOBODY,
    ),
    "language/": ("/language/", MOVED),
    # Operating it
    # For other systems, which have a token and post.
    "events/inbox/": ("/events/inbox/", [405] * 6),
    "health/live": ("/health/live", EVERYONE),
    "health/ready": ("/health/ready", EVERYONE),
    # Without a token in the settings there is no such page.
    "metrics": ("/metrics", NOBODY),
    "_styleguide/": ("/_styleguide/", NOBODY),
    # Sign-in
    "account/login/": ("/account/login/", VISITORS),
    "account/logout/": ("/account/logout/", SIGNED_IN),
    "account/signup/": ("/account/signup/", VISITORS),
    "account/inactive/": ("/account/inactive/", EVERYONE),
    "account/reauthenticate/": ("/account/reauthenticate/", SIGNED_IN),
    "account/email/": ("/account/email/", SIGNED_IN),
    "account/confirm-email/": ("/account/confirm-email/", EVERYONE),
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": (
        "/account/confirm-email/wrong/",
        EVERYONE,
    ),
    "account/login/code/confirm/": ("/account/login/code/confirm/", MOVED),
    "account/password/change/": ("/account/password/change/", SIGNED_IN),
    "account/password/set/": ("/account/password/set/", MOVED),
    "account/password/reset/": ("/account/password/reset/", EVERYONE),
    "account/password/reset/done/": ("/account/password/reset/done/", EVERYONE),
    "account/password/reset/key/done/": (
        "/account/password/reset/key/done/",
        EVERYONE,
    ),
    r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "/account/password/reset/key/1-wrong/",
        EVERYONE,
    ),
    # Portal
    "portal/": ("/portal/", SIGNED_IN),
    "portal/courses/": ("/portal/courses/", SIGNED_IN),
    "portal/courses/<uuid:course_key>/": ("/portal/courses/{course_key}/", OWN),
    "portal/courses/<uuid:course_key>/speciality/": (
        "/portal/courses/{course_key}/speciality/",
        SENT,
    ),
    "portal/courses/<uuid:course_key>/modules/<uuid:module_key>/": (
        "/portal/courses/{course_key}/modules/{module_key}/",
        OWN,
    ),
    "portal/progress/<uuid:course_key>/why/": (
        "/portal/progress/{course_key}/why/",
        OWN,
    ),
    "portal/progress/<uuid:course_key>/why/<uuid:lesson_key>/": (
        "/portal/progress/{course_key}/why/{lesson_key}/",
        OWN,
    ),
    "portal/lessons/<uuid:lesson_key>/": ("/portal/lessons/{lesson_key}/", OWN),
    "portal/lessons/<uuid:lesson_key>/begin/": (
        "/portal/lessons/{lesson_key}/begin/",
        SENT,
    ),
    "portal/lessons/<uuid:lesson_key>/steps/<int:number>/": (
        "/portal/lessons/{lesson_key}/steps/1/",
        OWN,
    ),
    "portal/lessons/<uuid:lesson_key>/finish/": (
        "/portal/lessons/{lesson_key}/finish/",
        OWN,
    ),
    "portal/profile/": ("/portal/profile/", SIGNED_IN),
    # Who needs help doesn't sign in first.
    "portal/help/": ("/portal/help/", EVERYONE),
    "portal/search/": ("/portal/search/", SIGNED_IN),
    "portal/search/suggestions/": ("/portal/search/suggestions/", SIGNED_IN),
    "portal/notifications/": ("/portal/notifications/", SIGNED_IN),
    "portal/notifications/read/": ("/portal/notifications/read/", SENT),
    "portal/notifications/<int:seq>/": (
        "/portal/notifications/1/",
        [302, 404, 404, 404, 404, 404],
    ),
    "portal/notifications/<int:seq>/read/": ("/portal/notifications/1/read/", SENT),
    "portal/notifications/settings/": ("/portal/notifications/settings/", SIGNED_IN),
    # Who has the link of a letter needs no sign-in to want no more of them.
    "portal/notifications/unsubscribe/<str:token>/": (
        "/portal/notifications/unsubscribe/{unsubscribe_token}/",
        EVERYONE,
    ),
    "portal/mailbox/": ("/portal/mailbox/", [401, 200, 200, 200, 200, 200]),
    # Desk
    "desk/": ("/desk/", STAFF),
    "desk/groups/": ("/desk/groups/", [302, 403, 302, 302, 403, 302]),
    "desk/groups/<int:group_id>/": ("/desk/groups/{group_id}/", STAFF),
    "desk/groups/<int:group_id>/tick/": ("/desk/groups/{group_id}/tick/", STAFF),
    "desk/learners/<uuid:learner_key>/": ("/desk/learners/{learner_key}/", STAFF),
    "desk/learners/<uuid:learner_key>/specialities/<int:number>/": (
        "/desk/learners/{learner_key}/specialities/1/",
        STAFF,
    ),
    "desk/learners/<uuid:learner_key>/profile/": (
        "/desk/learners/{learner_key}/profile/",
        LEADING,
    ),
    "desk/learners/<uuid:learner_key>/guardians/add/": (
        "/desk/learners/{learner_key}/guardians/add/",
        LEADING,
    ),
    "desk/learners/<uuid:learner_key>/consents/<slug:use>/give/": (
        "/desk/learners/{learner_key}/consents/photo/give/",
        STAFF,
    ),
    "desk/learners/<uuid:learner_key>/consents/<slug:use>/withdraw/": (
        "/desk/learners/{learner_key}/consents/photo/withdraw/",
        STAFF,
    ),
    # Operations
    "desk/operations/": ("/desk/operations/", ADMINISTRATORS),
    "desk/operations/lanes/<str:lane>/try/": (
        "/desk/operations/lanes/x/try/",
        [302, 403, 403, 403, 403, 405],
    ),
    "desk/operations/lanes/<str:lane>/pause/": (
        "/desk/operations/lanes/mail/pause/",
        ADMINISTRATORS,
    ),
    "desk/operations/lanes/<str:lane>/resume/": (
        "/desk/operations/lanes/mail/resume/",
        ADMINISTRATORS,
    ),
    "desk/operations/dead-letters/": ("/desk/operations/dead-letters/", ADMINISTRATORS),
    # Without anything ticked it leads back.
    "desk/operations/dead-letters/repair/": (
        "/desk/operations/dead-letters/repair/",
        [302, 403, 403, 403, 403, 302],
    ),
    "desk/operations/deliveries/<int:number>/": (
        "/desk/operations/deliveries/{delivery}/",
        ADMINISTRATORS,
    ),
    "desk/operations/replay/": ("/desk/operations/replay/", ADMINISTRATORS),
    "desk/operations/replay/preview/": (
        "/desk/operations/replay/preview/?consumer=tell_of_lesson",
        ADMINISTRATORS,
    ),
    "desk/operations/webhooks/": ("/desk/operations/webhooks/", ADMINISTRATORS),
    "desk/operations/webhooks/new/": ("/desk/operations/webhooks/new/", ADMINISTRATORS),
    "desk/operations/webhooks/<str:key>/": (
        "/desk/operations/webhooks/{endpoint_key}/",
        ADMINISTRATORS,
    ),
    "desk/operations/webhooks/<str:key>/change/": (
        "/desk/operations/webhooks/{endpoint_key}/change/",
        ADMINISTRATORS,
    ),
    "desk/operations/webhooks/<str:key>/rotate/": (
        "/desk/operations/webhooks/{endpoint_key}/rotate/",
        ADMINISTRATORS,
    ),
    "desk/operations/webhooks/<str:key>/delete/": (
        "/desk/operations/webhooks/{endpoint_key}/delete/",
        ADMINISTRATORS,
    ),
    "desk/operations/webhooks/<str:key>/test/": (
        "/desk/operations/webhooks/{endpoint_key}/test/",
        [405] * 6,
    ),
    "desk/operations/webhooks/<str:key>/disable/": (
        "/desk/operations/webhooks/{endpoint_key}/disable/",
        [405] * 6,
    ),
    "desk/operations/webhooks/<str:key>/enable/": (
        "/desk/operations/webhooks/{endpoint_key}/enable/",
        [405] * 6,
    ),
    "desk/operations/webhooks/<str:key>/resend/<uuid:event_id>/": (
        "/desk/operations/webhooks/{endpoint_key}/resend/{course_key}/",
        [405] * 6,
    ),
    "desk/operations/inbox/": ("/desk/operations/inbox/", ADMINISTRATORS),
    "desk/operations/inbox/new/": ("/desk/operations/inbox/new/", ADMINISTRATORS),
    "desk/operations/inbox/<uuid:key>/rotate/": (
        "/desk/operations/inbox/{source_key}/rotate/",
        ADMINISTRATORS,
    ),
    "desk/operations/inbox/<uuid:key>/revoke/": (
        "/desk/operations/inbox/{source_key}/revoke/",
        ADMINISTRATORS,
    ),
    "desk/operations/mail/": ("/desk/operations/mail/", ADMINISTRATORS),
    "desk/operations/mail/noted/": (
        "/desk/operations/mail/noted/",
        [302, 403, 403, 403, 403, 405],
    ),
    "desk/operations/history/": ("/desk/operations/history/", ADMINISTRATORS),
    # Announcements: written at the desk, read by those they are for
    "desk/announcements/": ("/desk/announcements/", STAFF),
    "desk/announcements/new/": ("/desk/announcements/new/", STAFF),
    "desk/announcements/<uuid:key>/withdraw/": (
        "/desk/announcements/{announcement_key}/withdraw/",
        [302, 403, 200, 200, 403, 200],
    ),
    "portal/announcements/<uuid:key>/": (
        "/portal/announcements/{announcement_key}/",
        [302, 200, 200, 200, 404, 200],
    ),
}


# Wagtail's icons and the words of its scripts: the same for everyone.
OPEN_IN_EDITOR = {"editor/sprite/", "editor/jsi18n/"}


def find_routes(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from find_routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


@pytest.fixture
def routes():
    with translation.override("fr"):
        return list(find_routes())


@pytest.fixture
def place():
    """One learner in a group of one educator, on a course with a lesson; and the others."""
    course = make_course(modules=2, lessons=1, choices="M1, M2")
    cohort = CohortFactory(course_key=course.translation_key)
    people = {
        "learner": LearnerFactory(),
        "educator": EducatorFactory(),
        "coordinator": UserFactory(roles=[permissions.COORDINATOR]),
        "editor": UserFactory(roles=[permissions.EDITOR]),
        "administrator": UserFactory(roles=[permissions.ADMINISTRATOR]),
    }
    group = GroupFactory(cohort=cohort, referent=people["educator"])
    GroupMembershipFactory(group=group, learner=people["learner"])
    enrolment = EnrolmentFactory(
        cohort=cohort, learner=people["learner"], course_key=cohort.course_key
    )
    outline = content.get_course_outline(cohort.course_key)
    lesson = outline.lessons[0]
    open_lesson(
        enrolment=enrolment,
        lesson_key=lesson.key,
        idempotency_key=uuid.uuid4(),
        at=timezone.now(),
    )
    keys = {
        "course_key": outline.key,
        "module_key": outline.modules[0].key,
        "lesson_key": lesson.key,
        "learner_key": people["learner"].key,
        "group_id": group.pk,
        "announcement_key": AnnouncementFactory(audience="group", group=group).key,
        "delivery": Delivery.objects.earliest("pk").pk,
        "endpoint_key": make_endpoint().key,
        "source_key": make_source().key,
        "unsubscribe_token": sign_unsubscription(people["learner"], channel="email"),
    }
    return people, keys


def clients(people):
    for role in ROLES:
        client = Client(raise_request_exception=True)
        if role != "anonymous":
            client.force_login(
                people[role], backend="django.contrib.auth.backends.ModelBackend"
            )
        yield client


def test_every_address_has_a_row(routes):
    ours = {route for route in routes if not route.startswith("editor/")}

    assert ours == set(MATRIX)


@pytest.mark.parametrize("route", MATRIX)
def test_address_answers_each_role(route, place):
    people, keys = place
    address, expected = MATRIX[route]

    answers = [
        client.get(address.format(**keys)).status_code for client in clients(people)
    ]

    assert dict(zip(ROLES, answers, strict=True)) == dict(
        zip(ROLES, expected, strict=True)
    )


def test_editor_answers_nobody_but_editors(routes, place):
    people, _ = place
    outsiders = ("anonymous", "learner", "educator", "coordinator")
    asked = dict(zip(ROLES, clients(people), strict=True))
    let_in = []

    for route in routes:
        if not route.startswith("editor/") or route in OPEN_IN_EDITOR:
            continue
        address = "/" + re.sub(r"<(\w+:)?\w+>|\(\?P<\w+>[^()]*\)", "1", route)
        address = re.sub(r"[\^$?\\]", "", address)
        let_in += [
            (role, address)
            for role in outsiders
            if asked[role].get(address).status_code < 300
        ]

    assert let_in == []
