from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import subscribe
from lms.network.services import release_groups


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def release_groups_of_erased(*, event: LearnerForgotten) -> None:
    release_groups(person_key=event.person_key)
