"""Lucene's light stemmer for Arabic, so that both engines cut the same letters off.

Expects normalised letters (``analysis.normalise``). Broken plurals and nisba are
beyond it; those stand together in the synonyms.
"""

# ruff: noqa: RUF001 -- Arabic letters are what this is about

import functools
import re

_WORD = re.compile(r"[\u0621-\u064a]{3,}")
_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def stem(text: str) -> str:
    """The text with each Arabic word in it cut to its light stem."""
    return _WORD.sub(lambda word: _stem_word(word[0]), text)


@functools.lru_cache(maxsize=65_536)
def _stem_word(word: str) -> str:
    for prefix in _PREFIXES:
        # A lone "and" needs three letters after it, or it may be the root's own.
        shortest = 3 if prefix == "و" else 2
        if word.startswith(prefix) and len(word) >= len(prefix) + shortest:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word
