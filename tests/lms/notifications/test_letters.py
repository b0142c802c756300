"""What letters look like, whatever they tell of."""

import pytest
from django.utils import translation
from django.utils.html import escape

from lms.notifications.letters import write_letter
from lms.notifications.models import Channel, Dispatch, Kind, Notification
from tests.factories.announcements import AnnouncementFactory
from tests.factories.notifications import tell


@pytest.fixture
def write(educator, course, group):
    def of(kind, language):
        educator.language = language
        educator.save()
        outline = course.translation_key
        tell(
            educator,
            kind=kind,
            course_key=str(outline),
            group_id=group.pk,
            announcement_key=str(AnnouncementFactory().key),
            consumer="index_course",
            lesson_keys=[],
        )
        dispatch = Dispatch(
            recipient=educator,
            channel=Channel.EMAIL,
            notification=Notification.objects.get(),
        )
        with translation.override("en"):
            return write_letter(dispatch)

    return of


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", Kind.values)
def test_letter_of_every_kind_is_a_letter(write, kind, language):
    letter = write(kind, language)

    assert "\n" not in letter.subject
    assert f"<title>{escape(letter.subject)}</title>" in letter.html
    # The list of the product has a button on each; a letter has one way in.
    assert "<form" not in letter.html
    assert letter.html.count('class="m-button"') == 1
    for text in (letter.subject, letter.text):
        assert text.count("\u2068") == text.count("\u2069")


def test_letter_keeps_its_direction_in_mailers_that_drop_its_frame(write):
    html = write(Kind.ANNOUNCEMENT, "ar").html

    body = html.partition("<body")[2]
    assert 'lang="ar"' in body
    assert 'dir="rtl"' in body
