"""``python -m tests.faults.chaos.listeners COUNT``: people who are signed in, as JSON.

Run with the product's environment. Prints each one's session, as their browser keeps it.
"""

import json
import sys

from django.conf import settings
from django.test import Client
from django.utils import timezone

import tests.faults.chaos.process  # noqa: F401 -- sets Django up, with the tests' consumers
from lms.accounts import permissions
from lms.accounts.services import create_person

PREFIX = "listener-"


def sign_in(number: int) -> str:
    person = create_person(
        username=f"{PREFIX}{number}",
        password=None,
        roles=[permissions.LEARNER],
        names={"given_name_latin": "Ilham", "family_name_latin": "Tazi"},
        at=timezone.now(),
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    print(json.dumps([sign_in(number) for number in range(int(sys.argv[1]))]))
