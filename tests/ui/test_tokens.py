import re

import pytest

from tests.ui.sheets import STATIC

TOKENS = (STATIC / "tokens.css").read_text()

INKS_ON_GROUNDS = [
    ("ink", "paper"), ("ink", "raised"), ("ink", "sand"), ("ink", "saffron-tint"),
    ("ink", "mint-tint"), ("ink", "brick-tint"), ("ink", "indigo-tint"),
    ("muted", "paper"), ("muted", "raised"), ("muted", "sand"),
    ("indigo", "paper"), ("indigo", "raised"), ("indigo", "sand"), ("indigo", "indigo-tint"),
    ("on-indigo", "indigo"), ("on-band", "band"), ("on-band-2", "band"),
    ("mint", "paper"), ("mint", "mint-tint"), ("paper", "mint"),
    ("brick", "paper"), ("brick", "brick-tint"), ("paper", "brick"),
    ("on-saffron", "saffron"), ("focus", "paper"),
    ("edu", "paper"), ("edu", "edu-tint"), ("voc", "paper"), ("voc", "voc-tint"),
    ("per", "paper"), ("per", "per-tint"), ("open", "paper"), ("open", "open-tint"),
]  # fmt: skip
SIGNS_ON_GROUNDS = [("edge", "paper"), ("edge", "raised"), ("focus", "sand")]


def blocks():
    return [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", body))
        for body in re.findall(r"\{([^{}]*--ink:[^{}]*)\}", TOKENS)
    ]


LIGHT, *DARK = blocks()


def luminance(colour):
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_theme_is_the_same_by_preference_and_by_choice():
    assert len(DARK) == 2
    assert DARK[0] == DARK[1]


@pytest.mark.parametrize("theme", [LIGHT, {**LIGHT, **DARK[0]}], ids=["light", "dark"])
def test_tokens_reach_the_contrast_of_level_aa(theme):
    weak_text = [p for p in INKS_ON_GROUNDS if contrast(theme[p[0]], theme[p[1]]) < 4.5]
    weak_signs = [p for p in SIGNS_ON_GROUNDS if contrast(theme[p[0]], theme[p[1]]) < 3]

    assert (weak_text, weak_signs) == ([], [])
