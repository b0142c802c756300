# ruff: noqa: RUF001, RUF003 -- letters that look alike are what this module is about
"""When two texts count as the same: without case, accents, harakat, letter variants.

The same on both sides of a comparison; never shown to anybody.
"""

import re
import unicodedata

# Forms of one letter that Moroccan keyboards and habits mix up.
_VARIANTS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ڭ": "ك",
        "گ": "ك",
        "ک": "ك",
        "ی": "ي",
        "ـ": "",
        "œ": "oe",
        "æ": "ae",
        "’": "'",
        "ʼ": "'",
        "٫": ".",
        "٬": "",
        "،": " ",
        "؟": " ",
        "؛": " ",
    }
)
_NOT_WORDS = re.compile(r"[^\w.+#@/%-]+")
_EDGES = re.compile(r"(?<!\S)[.\-/]+|[.\-/]+(?!\S)")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED = re.compile(r"(?<=\d)[\s'](?=\d{3}(\D|$))")


def fold(text: str) -> str:
    """The form in which texts are compared."""
    # Before the marks go: أ falls apart into ا and a mark, and means the same. And
    # composed first: the letters that styled ones stand for have a case, too.
    text = unicodedata.normalize("NFKC", text).casefold().translate(_VARIANTS)
    plain = "".join(
        _fold_digit(char)
        for char in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )
    words = _NOT_WORDS.sub(" ", plain.translate(_VARIANTS))
    return " ".join(_EDGES.sub(" ", words).split())


def read_number(text: str) -> float | None:
    """A number as people type it: ``14``, ``14,0``, ``1 200``, ``١٤``, ``50 %``; None if it is none."""
    text = unicodedata.normalize("NFKC", text).strip().strip("%").strip()
    plain = "".join(
        _fold_digit(char) for char in text if unicodedata.category(char) != "Cf"
    )
    plain = plain.replace("−", "-").replace("٫", ".").replace("٬", "")
    plain = _GROUPED.sub("", plain).replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _fold_digit(char: str) -> str:
    # Whatever digits a keyboard has: Eastern Arabic, Persian, superscript.
    digit = unicodedata.digit(char, None)
    return char if digit is None else str(digit)
