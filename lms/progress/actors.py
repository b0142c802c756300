from events.catalogue.people import LearnerErased
from events.subscriptions import subscribe
from lms.progress.services import forget_words


@subscribe(LearnerErased, lane="erasure")
def forget_words_of_erased(*, event: LearnerErased) -> None:
    forget_words(person_key=event.person_key)
