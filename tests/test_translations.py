import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings

LANGUAGES = ["fr", "ar"]
OURS, OF_LIBRARIES = settings.LOCALE_PATHS
PARTS = ["cms", "config", "events", "lms", "search", "ui"]
FIELD = re.compile(r"%(?:\(\w+\))?[sd]")
WORDED = {"fr": 0, "ar": 3}
"""How many plural forms may say their number in words: none, one and two in Arabic."""

both = pytest.mark.parametrize("language", LANGUAGES)
both_folders = pytest.mark.parametrize(
    "folder", [OURS, OF_LIBRARIES], ids=["ours", "libraries"]
)


def read(path):
    with path.open("rb") as file:
        return read_po(file)


def load(folder, language):
    catalogue = read(folder / language / "LC_MESSAGES/django.po")
    return [text for text in catalogue if text.id]


def ids(text):
    return tuple(text.id) if isinstance(text.id, tuple | list) else (text.id,)


def forms(text):
    return text.string if isinstance(text.string, tuple | list) else (text.string,)


def every_form(language):
    for folder in (OURS, OF_LIBRARIES):
        for text in load(folder, language):
            yield from forms(text)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The texts that stand in code and templates today, read out of a copy of them."""
    if not shutil.which("xgettext"):
        if os.environ.get("FORSA_TEST_REQUIRE") == "all":
            pytest.fail("xgettext is missing: install gettext")
        pytest.skip("xgettext (gettext) reads the texts out of the code")
    copy = tmp_path_factory.mktemp("source")
    for part in PARTS:
        leave = shutil.ignore_patterns("static", "__pycache__")
        shutil.copytree(settings.ROOT / part, copy / part, ignore=leave)
    (copy / "locale").mkdir()
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en"]
    subprocess.run(command, cwd=copy, env=env, check=True, capture_output=True)
    return {(text.context, *ids(text)) for text in load(copy / "locale", "en")}


@both
def test_catalogue_holds_what_the_source_says_and_nothing_else(language, source):
    held = {(text.context, *ids(text)) for text in load(OURS, language)}

    assert {"missing": source - held, "stale": held - source} == {
        "missing": set(),
        "stale": set(),
    }


@both_folders
@both
def test_every_text_is_translated(folder, language):
    catalogue = read(folder / language / "LC_MESSAGES/django.po")
    undone = [
        text.id
        for text in catalogue
        if text.id
        and (
            text.fuzzy
            or not all(forms(text))
            or len(forms(text)) != (catalogue.num_plurals if text.pluralizable else 1)
        )
    ]

    assert undone == []


@both_folders
@both
def test_translation_keeps_the_fields(folder, language):
    for text in load(folder, language):
        wanted = {field for one in ids(text) for field in FIELD.findall(one)}
        worded = WORDED[language] if text.pluralizable else 0
        for place, form in enumerate(forms(text)):
            kept = set(FIELD.findall(form))
            assert kept <= wanted, text.id
            # A positional number cannot be left out: Python would refuse the sentence.
            assert kept == wanted or (place < worded and "%d" not in wanted), text.id


@both
def test_words_for_libraries_are_words_of_libraries(language):
    homes = [
        Path(django.__file__).parent / "conf/locale/en",
        Path(django.__file__).parent / "contrib/auth/locale/en",
        Path(allauth.__file__).parent / "locale/en",
    ]
    known = {
        ids(text)
        for home in homes
        for text in read(home / "LC_MESSAGES/django.po")
        if text.id
    }

    assert {ids(text) for text in load(OF_LIBRARIES, language)} - known == set()


def test_french_keeps_its_signs_with_their_words():
    loose = re.compile(r" [;!?»]| :(?!\S)|« | %%|[a-zà-ÿ][;!?](?!\S)|\w'\w")

    assert [form for form in every_form("fr") if loose.search(form)] == []


def test_arabic_uses_its_own_signs_and_western_digits():
    foreign = re.compile(
        r"[\u0660-\u0669\u06f0-\u06f9]|[ء-ي] ?[?;,]|\b(?:كلمة المرور|البيانات)"
    )

    assert [form for form in every_form("ar") if foreign.search(form)] == []
