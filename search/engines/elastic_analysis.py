"""``analysis.yaml`` as the settings of an Elasticsearch index.

Everything here is in Elasticsearch's core; no plugin is asked for.
"""

from typing import Any

from search.engines.analysis import CHAINS, Chain, get_rules, normalise

_STEMMERS = {"french": "french", "english": "porter2", "light": "arabic"}


def compile_analysis() -> dict[str, Any]:
    """Character filter, filters and one analyzer a chain, and the one that cuts words into beginnings."""
    rules = get_rules()
    elision = {
        "type": "elision",
        "articles": list(rules.elisions),
        "articles_case": True,
    }
    filters: dict[str, Any] = {
        "elision": elision,
        "beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": 15},
    }
    analyzers: dict[str, Any] = {"beginnings": _analyzer("beginnings")}
    for chain in CHAINS:
        own = []
        if words := rules.stopwords.get(chain):
            # Compared after folding and before stemming.
            filters[f"stop_{chain}"] = {"type": "stop", "stopwords": _fold(words)}
            own.append(f"stop_{chain}")
        if stemmer := rules.stemmers.get(chain):
            filters[f"stem_{chain}"] = {
                "type": "stemmer",
                "language": _STEMMERS[stemmer],
            }
            own.append(f"stem_{chain}")
        analyzers[name_analyzer(chain)] = _analyzer(*own)
    return {
        "char_filter": {"spelling": {"type": "mapping", "mappings": _mappings()}},
        "filter": filters,
        "analyzer": analyzers,
    }


def name_analyzer(chain: Chain) -> str:
    return f"forsa_{chain}"


def _analyzer(*own: str) -> dict[str, Any]:
    return {
        "type": "custom",
        "char_filter": ["spelling"],
        "tokenizer": "standard",
        "filter": ["lowercase", "elision", "asciifolding", *own],
    }


def _mappings() -> list[str]:
    rules = get_rules()
    kept = [f"{_escape(old)} => {new}" for old, new in rules.characters.items()]
    return kept + [f"{_escape(character)} => " for character in rules.ignored]


def _escape(character: str) -> str:
    return f"\\u{ord(character):04X}"


def _fold(words: tuple[str, ...]) -> list[str]:
    # The stop filter sees folded words; it is given both spellings rather than a second folding.
    plain = {normalise(word) for word in words}
    return sorted(plain | {word.translate(_ACCENTS) for word in plain})


_ACCENTS = str.maketrans("àâäçéèêëîïôöùûü", "aaaceeeeiioouuu")
