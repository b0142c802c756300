import threading

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from cms.courses import services
from cms.courses.models import CourseEdition, CoursePage, ModulePage
from tests.factories.courses import make_course


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")
def test_two_languages_published_at_once_take_one_number_each():
    course = make_course(lessons=1, languages=("fr", "ar"))
    ModulePage.objects.update(hours=11)
    start = threading.Barrier(2)

    def publish(page):
        start.wait()
        page.save_revision().publish()
        close_old_connections()
        connection.close()

    threads = [
        threading.Thread(target=publish, args=(page,))
        for page in CoursePage.objects.filter(translation_key=course.translation_key)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    numbers = CourseEdition.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]


@pytest.mark.django_db
def test_publishing_twice_without_a_change_keeps_the_number():
    course = make_course(lessons=1)

    services.publish_course(
        course_key=course.translation_key, language="fr", at=timezone.now()
    )

    assert CourseEdition.objects.count() == 1
