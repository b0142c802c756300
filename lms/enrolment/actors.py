"""Lets go every night of who they were that left the centre long ago."""

import datetime as dt

from events.subscriptions import NotYet, periodic
from lms.enrolment import services

AT_ONCE = 20
"""So that it is done within the time of one delivery; the next twenty follow at once."""


@periodic(at=dt.time(1, 30))
def anonymise_leavers(*, at: dt.datetime) -> None:
    if len(services.anonymise_leavers(at=at, at_most=AT_ONCE)) >= AT_ONCE:
        raise NotYet(at)
