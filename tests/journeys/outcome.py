"""``python -m tests.journeys.outcome``: who was told of which finished lesson, and what search holds, as JSON.

Run with the product's environment.
"""

import json

import django

django.setup()

# Django has to be set up before any model is imported.
from lms.notifications.models import Kind, Notification  # noqa: E402
from search.models import SearchDocument  # noqa: E402


def find_told():
    told = Notification.objects.filter(kind=Kind.LESSON_COMPLETED)
    for each in told.select_related("recipient"):
        for lesson_key in each.params["lesson_keys"]:
            yield [str(each.recipient.key), lesson_key]


if __name__ == "__main__":
    documents = SearchDocument.objects.filter(is_deleted=False, lang="fr")
    titles = list(documents.values_list("title", flat=True))
    print(json.dumps({"told": list(find_told()), "titles": titles}))
