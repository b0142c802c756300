from contextlib import ExitStack

import pytest

from tests.faults.chaos.stack import Stack
from tests.mail_sink import MailSink


@pytest.fixture
def make_stack(own_service, tmp_path):
    """The whole product on services of its own; ``more`` of them than PostgreSQL and Redis."""
    with ExitStack() as opened:

        def make(*more, **environment):
            mail = MailSink()
            mail.start()
            opened.callback(mail.stop)
            services = {
                name: own_service(name) for name in ("postgres", "redis", *more)
            }
            stack = Stack(tmp_path, services, mail, environment)
            opened.callback(stack.stop)
            stack.prepare()
            return stack

        yield make
