import pytest

from lms.accounts import permissions
from tests.factories.accounts import UserFactory


@pytest.fixture
def administrator(client, db):
    administrator = UserFactory(roles=[permissions.ADMINISTRATOR])
    client.force_login(administrator)
    return administrator
