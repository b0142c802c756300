import pytest

from tests.faults.chaos.mail import MailSink
from tests.faults.chaos.stack import Stack


@pytest.fixture
def make_stack(own_service, tmp_path):
    """The product on services of its own; ``make_stack("rabbitmq")`` rings by that broker."""
    stacks = []

    def make(*more):
        names = ("postgres", "redis", "elasticsearch", *more)
        mail = MailSink()
        mail.start()
        stack = Stack(tmp_path, {name: own_service(name) for name in names}, mail)
        stacks.append(stack)
        stack.prepare()
        return stack

    yield make
    for stack in stacks:
        stack.stop()
        stack.mail.stop()
