from cms.editing.services import forget_editor
from events.catalogue.people import LearnerErased
from events.subscriptions import subscribe


@subscribe(LearnerErased, lane="erasure")
def forget_erased_editor(*, event: LearnerErased) -> None:
    forget_editor(person_key=event.person_key)
