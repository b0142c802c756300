import re
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from tests.ui.sheets import ROOT, STATIC

FONTS = STATIC / "fonts"
# What people write may hold any character; these are drawn by the system's own fonts:
# pictures, controls, and three signs that no font of ours has at its price.
LEFT_TO_THE_SYSTEM = {"So", "Cc", "Cf", "Sk"}
SIGNS_LEFT_TO_THE_SYSTEM = set("←→ʿ")


def characters_of(*names):
    return {
        chr(code)
        for name in names
        for code in TTFont(FONTS / f"{name}.woff2").getBestCmap()
    }


LETTERS = "ڭگڤپچڨَُِّْ؟،ⵣⵯ⵿œŒ€«»’–…−"  # noqa: RUF001 -- these very letters
REGULAR = characters_of("latin-400", "arabic-400", "tifinagh-400")
BOLD = characters_of("latin-700", "arabic-700")


def texts():
    for catalogue in (ROOT / "locale").glob("*/LC_MESSAGES/django.po"):
        yield catalogue.name, " ".join(re.findall(r'"(.*)"', catalogue.read_text()))
    for path in (ROOT / "cms" / "demo").rglob("*"):
        if path.suffix in {".md", ".yaml", ".yml"}:
            yield str(path.relative_to(ROOT)), path.read_text()


def test_every_character_of_translations_and_content_has_a_letterform():
    missing = {}
    for name, text in texts():
        strange = {
            character
            for character in set(text) - REGULAR - SIGNS_LEFT_TO_THE_SYSTEM
            if unicodedata.category(character) not in LEFT_TO_THE_SYSTEM
        }
        if strange:
            missing[name] = "".join(sorted(strange))

    assert missing == {}


def test_bold_draws_what_regular_draws():
    assert characters_of("latin-400", "arabic-400") - BOLD == set()


@pytest.mark.parametrize("letter", LETTERS)
def test_letters_of_morocco_are_there(letter):
    assert letter in REGULAR


def test_the_small_font_has_the_letters_of_both_names():
    assert set("فرصةالعربية") <= characters_of("signs-700")


@pytest.mark.parametrize(
    ("name", "kilobytes"),
    [
        ("latin-400", 11),
        ("latin-700", 11),
        ("arabic-400", 12.5),
        ("arabic-700", 12.5),
        ("tifinagh-400", 10.5),
        ("signs-700", 4),
    ],
)
def test_fonts_stay_small(name, kilobytes):
    assert (FONTS / f"{name}.woff2").stat().st_size <= kilobytes * 1000
