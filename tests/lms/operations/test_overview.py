import pytest

from lms.accounts import permissions
from tests.factories.accounts import UserFactory

OVERVIEW = "/desk/operations/"


@pytest.mark.parametrize(
    "role", [permissions.LEARNER, permissions.COORDINATOR, permissions.EDITOR]
)
def test_operations_are_closed_to_others(client, db, role):
    client.force_login(UserFactory(roles=[role]))

    assert client.get(OVERVIEW).status_code == 403


def test_desk_leads_administrators_to_operations(client, administrator):
    assert OVERVIEW in client.get("/desk/").content.decode()


def test_desk_tells_educators_of_no_operations(client, db):
    client.force_login(UserFactory(roles=[permissions.EDUCATOR]))

    assert OVERVIEW not in client.get("/desk/").content.decode()
