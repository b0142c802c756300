import datetime as dt

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page

from cms.base import services
from cms.base.actors import publish_scheduled_pages
from cms.courses.models import CoursePage, LessonPage
from cms.editing import queries
from cms.site.models import NewsPage
from events.catalogue.content import CoursePublished, PagePublished, PageUnpublished
from events.models import EventRecord
from tests.factories.courses import make_course
from tests.factories.site import make_homes, make_news, make_news_index, make_standard

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homes():
    return make_homes()


@pytest.fixture
def news(homes):
    return make_news(make_news_index(homes)["fr"], "rentree")


def schedule(page, *, title="Plus tard", user=None):
    """As an editor did it two days ago, for yesterday."""
    page.title, page.go_live_at = title, timezone.now() - DAY
    with time_machine.travel(timezone.now() - 2 * DAY):
        page.save_revision(user=user).publish()


def find_told(since):
    return [record.load() for record in EventRecord.objects.filter(pk__gt=since)]


def newest_event():
    return EventRecord.objects.latest("pk").pk


def test_scheduled_page_goes_live_once_and_says_so(news):
    writer = get_user_model().objects.create_user("writer")
    schedule(news, user=writer)
    before = newest_event()

    count = services.publish_scheduled(at=timezone.now())
    again = services.publish_scheduled(at=timezone.now())

    assert (count, again) == (1, 0)
    assert NewsPage.objects.get().title == "Plus tard"
    (told,) = find_told(before)
    assert type(told) is PagePublished
    assert EventRecord.objects.latest("pk").actor_key == writer.key


def test_page_that_is_due_tomorrow_waits(news):
    news.title, news.go_live_at = "Demain", timezone.now() + DAY
    news.save_revision().publish()

    assert services.publish_scheduled(at=timezone.now()) == 0
    assert NewsPage.objects.get().title == "rentree fr"


def test_expired_page_is_taken_off_and_says_so(news):
    Page.objects.filter(pk=news.pk).update(expire_at=timezone.now() - DAY)
    before = newest_event()

    services.publish_scheduled(at=timezone.now())

    page = NewsPage.objects.get()
    assert (page.live, page.expired) == (False, True)
    assert [type(event) for event in find_told(before)] == [PageUnpublished]


def test_scheduled_course_without_lessons_does_not_stop_the_others(homes, news, caplog):
    standard = make_standard(homes, "centre")["fr"]
    course = make_course(lessons=1, published=False)
    schedule(course, title="Sans leçon")
    LessonPage.objects.update(live=False)
    schedule(news)
    schedule(standard, title="Le centre")
    before = newest_event()

    publish_scheduled_pages(at=timezone.now())

    assert NewsPage.objects.get().title == "Plus tard"
    standard.refresh_from_db()
    assert standard.title == "Le centre"
    assert not CoursePage.objects.get().live
    assert [type(event) for event in find_told(before)] == [PagePublished] * 2
    assert caplog.messages == ["a scheduled page stays as it was"]


def test_course_that_could_not_go_live_stays_listed_and_goes_live_later():
    course = make_course(lessons=1, published=False)
    LessonPage.objects.update(live=False)
    schedule(course, title="Bientôt")
    services.publish_scheduled(at=timezone.now())
    listed = queries.find_scheduled()
    LessonPage.objects.update(live=True)

    services.publish_scheduled(at=timezone.now())

    assert listed.count == 1
    assert CoursePage.objects.get().live
    assert CoursePublished in [type(event) for event in find_told(0)]
