from events.catalogue.people import LearnerErased
from events.subscriptions import subscribe
from lms.assessment.services import forget_kept_answers


@subscribe(LearnerErased, lane="erasure")
def forget_kept_answers_of_erased(*, event: LearnerErased) -> None:
    forget_kept_answers(person_key=event.person_key)
