"""What counts as the same word: ``analysis.yaml``, applied.

The embedded engine indexes with these chains, the highlighter marks with them,
and what is asked is widened by synonyms here for every engine alike.
"""

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.engines import arabic

Chain = Literal["fr", "ar", "en", "any"]
"""How a language's words are cut; ``any`` only folds."""
CHAINS: tuple[Chain, ...] = get_args(Chain)

MAX_WORDS = 24
"""A question has no more; the rest of a longer one is not looked for."""

WORD = re.compile(r"[^\W_][\w\u064b-\u065f\u0670]*")
_SOURCE = Path(__file__).resolve().parent.parent / "analysis.yaml"
_LONGEST_SYNONYM = 6
_TANTIVY_STEMMERS = {"french": "french", "english": "english"}


@dataclass(frozen=True, slots=True)
class Rules:
    """``analysis.yaml``, read."""

    characters: Mapping[str, str]
    ignored: str
    elisions: tuple[str, ...]
    stemmers: Mapping[str, str]
    stopwords: Mapping[str, tuple[str, ...]]
    synonyms: tuple[tuple[str, ...], ...]
    fingerprint: str
    """Changes when what is stored in an index would."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A word or phrase of what is asked, then all that means the same."""

    alternatives: tuple[str, ...]

    @property
    def asked(self) -> str:
        return self.alternatives[0]


@functools.cache
def get_rules() -> Rules:
    source = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    stored = {key: source[key] for key in sorted(source) if key != "synonyms"}
    return Rules(
        characters={
            k: v for table in source["characters"].values() for k, v in table.items()
        },
        ignored="".join(_characters_of(source["ignored"])),
        elisions=tuple(source["elisions"]),
        stemmers=source["stemmers"],
        stopwords={
            lang: tuple(words.split()) for lang, words in source["stopwords"].items()
        },
        synonyms=tuple(tuple(group) for group in source["synonyms"]),
        fingerprint=hashlib.sha256(repr(stored).encode()).hexdigest()[:12],
    )


def get_chain(lang: str) -> Chain:
    """The chain for texts of a language."""
    return next((chain for chain in CHAINS if chain == lang), "any")


def normalise(text: str) -> str:
    """One spelling of a text: compatible forms joined, letters unified, decoration and elisions gone."""
    text = unicodedata.normalize("NFKC", text).translate(_table()).lower()
    return _elision().sub("", text)


def prepare(chain: Chain, text: str) -> str:
    """The text as the embedded engine's tokenizer of that chain expects it."""
    text = normalise(text)
    return arabic.stem(text) if chain == "ar" else text


def analyse(chain: Chain, text: str) -> tuple[str, ...]:
    """The terms of a text: folded, cut to stems, stop words left out."""
    return tuple(build_analyser(chain).analyze(prepare(chain, text)))


@functools.lru_cache(maxsize=65_536)
def stem_word(chain: Chain, word: str) -> str:
    """The stem of one word, be it a stop word or not."""
    return "".join(_build(chain, with_stopwords=False).analyze(prepare(chain, word)))


def is_stopword(word: str) -> bool:
    return stem_word("any", word) in _plain_stopwords()


@functools.cache
def build_analyser(chain: Chain) -> TextAnalyzer:
    return _build(chain, with_stopwords=True)


def expand(text: str) -> tuple[Slot, ...]:
    """What is asked, phrase by phrase, each with its synonyms in all languages.

    Stop words are left out unless there is nothing else.
    """
    words = WORD.findall(normalise(text))[:MAX_WORDS]
    slots: list[Slot] = []
    start = 0
    while start < len(words):
        length, group = _longest_synonym(words[start : start + _LONGEST_SYNONYM])
        asked = " ".join(words[start : start + length])
        others = dict.fromkeys(term for term in group if term != asked)
        slots.append(Slot((asked, *others)))
        start += length
    telling = [slot for slot in slots if not is_stopword(slot.asked)]
    return tuple(telling or slots)


def _longest_synonym(words: list[str]) -> tuple[int, tuple[str, ...]]:
    for length in range(len(words), 0, -1):
        for chain in CHAINS:
            key = tuple(stem_word(chain, word) for word in words[:length])
            if group := _synonyms()[chain].get(key):
                return length, group
    return 1, ()


@functools.cache
def _synonyms() -> Mapping[Chain, Mapping[tuple[str, ...], tuple[str, ...]]]:
    index: dict[Chain, dict[tuple[str, ...], tuple[str, ...]]] = {c: {} for c in CHAINS}
    for group in get_rules().synonyms:
        terms = tuple(normalise(term) for term in group)
        for chain in CHAINS:
            for term in terms:
                key = tuple(stem_word(chain, word) for word in WORD.findall(term))
                # One stem in two groups: all that either means.
                index[chain][key] = index[chain].get(key, ()) + terms
    return index


def _build(chain: Chain, *, with_stopwords: bool) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    builder = builder.filter(Filter.ascii_fold())
    if with_stopwords and (words := get_rules().stopwords.get(chain)):
        builder = builder.filter(Filter.custom_stopword(_plain(chain, words)))
    if language := _TANTIVY_STEMMERS.get(get_rules().stemmers.get(chain, "")):
        builder = builder.filter(Filter.stemmer(language))
    return builder.build()


def _plain(chain: Chain, words: Iterable[str]) -> list[str]:
    fold = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.ascii_fold()).build()
    return sorted({"".join(fold.analyze(prepare(chain, word))) for word in words})


@functools.cache
def _plain_stopwords() -> frozenset[str]:
    every = (word for words in get_rules().stopwords.values() for word in words)
    return frozenset(_plain("any", every))


@functools.cache
def _table() -> Mapping[int, str]:
    rules = get_rules()
    return str.maketrans({**rules.characters, **dict.fromkeys(rules.ignored, "")})


@functools.cache
def _elision() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(get_rules().elisions)})'(?=\w)")


def _characters_of(ranges: Iterable[str]) -> Iterable[str]:
    for entry in ranges:
        first, _, last = entry.replace("U+", "").partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))
