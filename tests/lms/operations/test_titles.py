import pytest
from django.utils import translation

from events.subscriptions import find_consumers, find_lanes
from lms.operations.forms import ReplayForm
from lms.templatetags import operations as titles

pytestmark = pytest.mark.django_db


def test_each_consumer_has_a_title_and_no_title_is_left_over():
    assert set(titles.CONSUMERS) == {consumer.name for consumer in find_consumers()}


def test_each_lane_has_a_title_and_says_what_its_pause_means():
    assert set(titles.LANES) == set(titles.PAUSED) == set(find_lanes())


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_titles_are_told_apart_in_each_language(language):
    with translation.override(language):
        shown = [str(title) for title in titles.CONSUMERS.values()]

    assert len(shown) == len(set(shown))


def test_what_has_no_title_goes_by_its_name():
    assert titles.consumer_title("long_gone") == "long_gone"
    assert titles.lane_title("long_gone") == "long_gone"
    assert titles.lane_pauses("long_gone") == ""


def test_consumers_of_webhooks_go_by_their_kind():
    assert titles.consumer_title("webhook:abc") == titles.LANES["webhooks"]
    assert titles.lane_pauses("webhook:abc") == titles.PAUSED_WEBHOOK


def test_form_offers_consumers_by_title_and_name():
    offered = dict(ReplayForm().fields["consumer"].choices)

    assert offered["send_dispatches"].endswith(" · \u2066send_dispatches\u2069")
