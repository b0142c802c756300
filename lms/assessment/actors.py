from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import subscribe
from lms.assessment.services import forget_kept_answers


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def forget_kept_answers_of_erased(*, event: LearnerForgotten) -> None:
    forget_kept_answers(person_key=event.person_key)
