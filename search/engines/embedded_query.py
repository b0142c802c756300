"""What is asked, as a tantivy query. ``elastic_query`` says the same in Elasticsearch's words."""

from collections.abc import Iterable

import tantivy
from tantivy import Occur

from search.engines import ranking
from search.engines.analysis import CHAINS, Chain, Slot, analyse, get_chain
from search.engines.protocol import Facet, Query


def build_text_query(
    schema: tantivy.Schema, query: Query, slots: Iterable[Slot]
) -> tantivy.Query:
    """What the text matches, whoever asks."""
    slots = tuple(slots)
    languages = []
    for chain in CHAINS:
        language = _in_language(schema, chain, slots)
        if language and chain == get_chain(query.ui_lang):
            language = tantivy.Query.boost_query(language, ranking.OWN_LANGUAGE)
        languages.append(language)
    asked = [Slot((slot.asked,)) for slot in slots]
    exact = _match(schema, "exact", "any", asked)
    if exact:
        exact = tantivy.Query.boost_query(exact, ranking.EXACT)
    matches = [match for match in (*languages, exact) if match]
    if not matches:
        return tantivy.Query.empty_query()
    return tantivy.Query.disjunction_max_query(matches, ranking.TIE_BREAKER)


def build_filter(
    schema: tantivy.Schema, query: Query, *, without: Facet | None = None
) -> list[tuple[Occur, tantivy.Query]]:
    """The clauses that decide who may find what; they weigh nothing."""
    wanted = {name: values for name, values in query.filters.items() if name != without}
    return [
        _one_of(schema, "acl", query.acl),
        *(_one_of(schema, name, values) for name, values in wanted.items() if values),
    ]


def _one_of(
    schema: tantivy.Schema, name: str, values: Iterable[str]
) -> tuple[Occur, tantivy.Query]:
    terms = tantivy.Query.term_set_query(schema, name, sorted(values))
    return Occur.Must, tantivy.Query.const_score_query(terms, 0.0)


def _in_language(
    schema: tantivy.Schema, chain: Chain, slots: tuple[Slot, ...]
) -> tantivy.Query | None:
    text = _match(schema, f"text_{chain}", chain, slots)
    title = _match(schema, f"title_{chain}", chain, slots)
    if not text or not title:
        return None
    title = tantivy.Query.boost_query(title, ranking.TITLE)
    return tantivy.Query.boolean_query([(Occur.Must, text), (Occur.Should, title)])


def _match(
    schema: tantivy.Schema, name: str, chain: Chain, slots: Iterable[Slot]
) -> tantivy.Query | None:
    found = [query for slot in slots if (query := _any_of(schema, name, chain, slot))]
    if not found:
        return None
    return tantivy.Query.boolean_query(
        [(Occur.Should, query) for query in found],
        minimum_number_should_match=ranking.least_slots(len(found)),
    )


def _any_of(
    schema: tantivy.Schema, name: str, chain: Chain, slot: Slot
) -> tantivy.Query | None:
    asked = analyse(chain, slot.asked)
    terms = dict.fromkeys(analyse(chain, text) for text in slot.alternatives)
    queries = []
    for words in terms:
        if not words:
            continue
        query = (
            tantivy.Query.phrase_query(schema, name, list(words))
            if len(words) > 1
            else tantivy.Query.term_query(schema, name, words[0], "freq")
        )
        if words != asked:
            query = tantivy.Query.boost_query(query, ranking.SYNONYM)
        queries.append(query)
    return tantivy.Query.disjunction_max_query(queries) if queries else None
