import datetime as dt

from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import periodic, subscribe
from lms.network import services


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def release_groups_of_erased(*, event: LearnerForgotten) -> None:
    services.release_groups(person_key=event.person_key)


@periodic(at=dt.time(0, 20))
def close_cohorts(*, at: dt.datetime) -> None:
    services.close_cohorts(at=at)
