import uuid

from django.db import transaction

from lms.families.models import Guardian, Guardianship, LearnerProfile


@transaction.atomic
def forget_family(*, person_key: uuid.UUID) -> None:
    """Let go of a learner's family and phone; of the birthday the year stays, and it is counted.

    A guardian who answers for somebody else is kept. What was consented to is kept
    for its time, by keys that lead to nobody any more.
    """
    ties = Guardianship.objects.filter(learner__key=person_key)
    guardians = list(ties.exclude(guardian=None).values_list("guardian", flat=True))
    ties.delete()
    Guardian.objects.filter(pk__in=guardians, guardianships=None).delete()
    for profile in LearnerProfile.objects.filter(learner__key=person_key):
        profile.phone = ""
        profile.birth_date = profile.birth_date.replace(month=1, day=1)
        profile.save(update_fields=["phone", "birth_date"])
