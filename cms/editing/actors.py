from cms.editing.services import forget_editor
from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import subscribe


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def forget_erased_editor(*, event: LearnerForgotten) -> None:
    forget_editor(person_key=event.person_key)
