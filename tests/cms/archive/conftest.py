import pytest

from tests.factories.archive import write_course


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def archive(tmp_path):
    """A course of one real lesson, to be spoilt."""
    return write_course(tmp_path / "petit", "1-mots-de-passe")


@pytest.fixture
def lesson(archive):
    return archive / "P2" / "1-mots-de-passe"
