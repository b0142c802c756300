"""Looks every night for those who have turned eighteen, and lets go of the families of who is erased."""

import datetime as dt

from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import periodic, subscribe
from lms.families import services


@periodic(at=dt.time(0, 30))
def note_majorities(*, at: dt.datetime) -> None:
    services.note_majorities(at=at)


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def forget_family_of_erased(*, event: LearnerForgotten) -> None:
    services.forget_family(person_key=event.person_key)
