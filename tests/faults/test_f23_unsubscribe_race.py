import threading
import time

import pytest
from django.db import connection
from django.test import Client

from events import delivery
from lms.notifications.models import Dispatch, Kind
from lms.notifications.tokens import sign_unsubscription
from tests.factories.notifications import tell, want
from tests.faults.letters import count_states, owe_letters

PEOPLE, EACH = 100, 10


@pytest.mark.django_db(transaction=True)
def test_f23_nothing_goes_out_after_an_unsubscription_was_answered(mail_server):
    educators = owe_letters(PEOPLE, each=EACH)
    stop = threading.Event()

    def work():
        while not stop.is_set():
            if not delivery.drain("mail", budget=60, is_stopping=stop.is_set):
                time.sleep(0.02)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    while len(mail_server.accepted) < 3:
        time.sleep(0.01)
    answered = {}
    for educator in educators:
        token = sign_unsubscription(educator, channel="email")
        response = Client().post(f"/portal/notifications/unsubscribe/{token}/")
        answered[educator.email] = time.monotonic()
        assert response.status_code == 200
    # Later enrolments, and kinds that were wanted, come not past it.
    for educator in educators[:3]:
        want(educator, kind=Kind.ENROLLED)
    tell(*educators[:3], kind=Kind.ENROLLED)
    time.sleep(0.5)
    stop.set()
    worker.join()

    late = [
        copy.recipient
        for copy in mail_server.accepted
        if copy.at > answered[copy.recipient]
    ]
    assert late == []
    assert Dispatch.objects.count() == PEOPLE * EACH
    states = count_states()
    print(states)
    assert states["sent"] + states["cancelled"] == PEOPLE * EACH
    assert states["cancelled"] > 0
