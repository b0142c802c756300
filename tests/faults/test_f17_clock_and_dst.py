import datetime as dt
import shutil
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from lms.notifications import services
from lms.notifications.hours import Hours
from lms.notifications.models import Digest, Dispatch, Mode, QuietHours
from tests.factories.accounts import EducatorFactory
from tests.factories.notifications import send, tell, want
from tests.faults.harness import MANAGE, read_acknowledged

BERLIN = ZoneInfo("Europe/Berlin")
CASABLANCA = ZoneInfo("Africa/Casablanca")
# Clocks go back and forward. The nights of 2026 and 2027 are tested as moments, in
# lms/notifications/test_hours.py; a letter is never owed before the database's now.
CHANGES = [
    (BERLIN, dt.datetime(2030, 10, 25, 0, tzinfo=BERLIN)),
    (BERLIN, dt.datetime(2031, 3, 28, 0, tzinfo=BERLIN)),
    (CASABLANCA, dt.datetime(2031, 1, 3, 12, tzinfo=CASABLANCA)),
]
QUARTER = dt.timedelta(minutes=15)
DAYS = 4


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "start"), CHANGES)
def test_f17_one_digest_a_window_and_none_in_quiet_hours(mail_server, zone, start):
    educator = EducatorFactory()
    QuietHours.objects.create(
        recipient=educator,
        timezone=zone.key,
        # Across both the hour that comes twice and the one that doesn't come.
        starts=dt.time(16, 30),
        ends=dt.time(2, 30),
    )
    want(educator, Mode.DAILY)
    hours = Hours(zone, dt.time(16, 30), dt.time(2, 30))
    sent_at = {}

    moment = start.astimezone(dt.UTC)
    for quarter in range(DAYS * 96):
        if quarter % 8 == 0:
            tell(educator, at=moment)
        for digest in Digest.objects.filter(window_end__lte=moment, state="open"):
            services.close_digest(digest_key=digest.key, at=moment)
        owed = Dispatch.objects.filter(state="owed", digest__isnull=False)
        if owed.exists():
            before = len(mail_server.accepted)
            send(*owed, at=moment)
            if len(mail_server.accepted) > before:
                sent_at[moment] = len(mail_server.accepted) - before
        moment += QUARTER

    assert set(sent_at.values()) == {1}
    assert not any(hours.is_quiet(at) for at in sent_at)
    ends = [digest.window_end for digest in Digest.objects.filter(state="closed")]
    assert len(ends) == len(set(ends))
    assert len(ends) in {len(sent_at), len(sent_at) + 1}
    assert set(mail_server.count_copies().values()) == {1}


def test_f17_workers_whose_clocks_are_wrong_respect_each_other_s_leases(make_site):
    if shutil.which("faketime") is None:
        pytest.skip("faketime: not installed")
    site = make_site()
    emitter = site.start_emitter(150)
    for hours in ("+1h", "-1h"):
        # Only the time of day is false, not how long a second is; and effects don't
        # sleep, because faketime now and then lets that fail.
        site.spawn(
            ["faketime", "-f", hours, *MANAGE, "events", "work"],
            DONT_FAKE_MONOTONIC="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
        )

    acknowledged = read_acknowledged(emitter)
    longest = []

    def is_settled():
        longest.extend(
            site.query(
                "SELECT extract(epoch FROM max(lease_until - clock_timestamp())) "
                "FROM events_delivery WHERE state = 0"
            )
        )
        return site.count_unsettled() == 0

    site.wait_until(is_settled)

    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(acknowledged)
    assert site.count_tried_twice() == 0
    assert all(seconds is None or seconds <= 2 for (seconds,) in longest)
