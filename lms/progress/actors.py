from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import subscribe
from lms.progress.services import forget_words


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def forget_words_of_erased(*, event: LearnerForgotten) -> None:
    forget_words(person_key=event.person_key)
