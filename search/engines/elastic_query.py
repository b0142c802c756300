"""What is asked, in Elasticsearch's words. ``embedded_query`` says the same to tantivy."""

from collections.abc import Iterable

from elasticsearch.dsl import query as q

from search.engines import ranking
from search.engines.analysis import CHAINS, WORD, Slot, get_chain, stem_word
from search.engines.protocol import Facet, Query


def build_text_query(query: Query, slots: Iterable[Slot]) -> q.Query:
    """What the text matches, whoever asks."""
    slots = tuple(slots)
    if not slots:
        # A bool query of nothing would match everything.
        return q.MatchNone()
    languages = [
        q.Bool(
            must=[_match(f"text_{chain}", slots)],
            should=[_match(f"title_{chain}", slots, boost=ranking.TITLE)],
            boost=ranking.OWN_LANGUAGE if chain == get_chain(query.ui_lang) else 1.0,
        )
        for chain in CHAINS
    ]
    asked = tuple(Slot((slot.asked,)) for slot in slots)
    exact = _match("exact", asked, boost=ranking.EXACT)
    return q.DisMax(queries=[*languages, exact], tie_breaker=ranking.TIE_BREAKER)


def build_filter(query: Query, *, without: Facet | None = None) -> list[q.Query]:
    """The clauses that decide who may find what."""
    wanted = {name: values for name, values in query.filters.items() if name != without}
    return [
        q.Terms("acl", sorted(query.acl)),
        *(q.Terms(name, sorted(values)) for name, values in wanted.items() if values),
    ]


def _match(name: str, slots: tuple[Slot, ...], boost: float = 1.0) -> q.Query:
    return q.Bool(
        should=[_any_of(name, slot) for slot in slots],
        minimum_should_match=ranking.least_slots(len(slots)),
        boost=boost,
    )


def _any_of(name: str, slot: Slot) -> q.Query:
    # A synonym that only repeats the asked word would weigh on top of it.
    synonyms = dict.fromkeys(_plain(text) for text in slot.alternatives)
    synonyms.pop(_plain(slot.asked))
    return q.DisMax(
        queries=[
            _phrase(name, slot.asked, 1.0),
            *(_phrase(name, text, ranking.SYNONYM) for text in synonyms),
        ]
    )


def _phrase(name: str, text: str, boost: float) -> q.Query:
    return q.MatchPhrase(name, {"query": text, "boost": boost})


def _plain(text: str) -> str:
    words = WORD.findall(text)
    return " ".join(stem_word("any", word) for word in words)
