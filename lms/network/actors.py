from events.catalogue.people import LearnerErased
from events.subscriptions import subscribe
from lms.network.services import release_groups


@subscribe(LearnerErased, lane="erasure")
def release_groups_of_erased(*, event: LearnerErased) -> None:
    release_groups(person_key=event.person_key)
