"""Hands the centre's figures to the public site."""

import datetime as dt

from django.db import transaction

from cms.api import record_indicator
from lms.reporting.queries import count_active_learners, count_inserted


@transaction.atomic
def record_indicators(*, at: dt.datetime) -> None:
    """Count what public pages show. What cannot be counted yet is not shown there."""
    active = count_active_learners(at)
    record_indicator(key="active_learners", value=active, of=None, at=at)
    inserted = count_inserted(at)
    if inserted:
        # Shown as a percentage, so "of" has no place.
        record_indicator(key="insertion_rate", value=inserted.percent, of=None, at=at)
