import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

LANGUAGES = ["fr", "ar"]
FIELD = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def _sources():
    if not (settings.ROOT / "locale/fr/LC_MESSAGES/django.po").exists():
        pytest.skip("no catalogue yet")


def load(language):
    path = settings.ROOT / "locale" / language / "LC_MESSAGES/django.po"
    with path.open("rb") as file:
        return read_po(file)


@pytest.mark.usefixtures("_sources")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    texts = load(language)

    assert [
        text.id for text in texts if text.id and (not all(forms(text)) or text.fuzzy)
    ] == []


@pytest.mark.usefixtures("_sources")
@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_keeps_the_fields(language):
    for text in load(language):
        if text.id:
            source = "".join(text.id) if isinstance(text.id, tuple) else text.id
            for form in forms(text):
                assert set(FIELD.findall(form)) <= set(FIELD.findall(source)), text.id


def forms(text):
    return text.string if isinstance(text.string, tuple | list) else (text.string,)
