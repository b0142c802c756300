"""Relevance, speed and freshness of search, beside what one gets without it.

    python -m benchmarks.search [--documents 10000] [--elasticsearch URL]

Relevance: the judged queries of the tests, on our engines and on stock database
search (what Wagtail's database backend does) in the same run. PostgreSQL joins
in if DATABASE_URL names one. Everything is made in a scratch folder.
"""

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

import config.workers  # noqa: F401 -- sets Django up
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.protocol import Doc, Query, SearchEngine
from tests.search import judging

PG_CONFIGURATIONS = {"fr": "french", "ar": "arabic", "en": "english"}
Ranker = Callable[[dict[str, Any]], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--elasticsearch", default="")
    options = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    engines = list(make_engines(options.elasticsearch))
    compare_relevance(engines)
    compare_speed(engines, options.documents)
    for engine in engines:
        if isinstance(engine, ElasticEngine):
            engine.drop()


def make_engines(url: str) -> Iterator[SearchEngine]:
    yield EmbeddedEngine(Path(tempfile.mkdtemp()))
    if url:
        alias = f"benchmark-{uuid.uuid4().hex[:8]}"
        yield ElasticEngine(url, alias=alias, timeout=30)


def compare_relevance(engines: list[SearchEngine]) -> None:
    print(f"{'nDCG@10 over the judged queries':44} nDCG  empty")
    for name, ranker in find_stock_rankers():
        print_relevance(name, ranker)
    for engine in engines:
        engine.current().apply(judging.make_docs())
        engine.refresh()
        print_relevance(f"ours on {engine.name}", partial(judging.ask, engine))
    print()


def print_relevance(name: str, ranker: Ranker) -> None:
    grades, empty = [], 0
    for query in judging.load()["queries"]:
        ranked = ranker(query)
        empty += not ranked
        grades.append(judging.measure_ndcg(query["judgements"], ranked))
    print(f"{name:44} {statistics.mean(grades):.3f} {empty:5}")


def find_stock_rankers() -> Iterator[tuple[str, Ranker]]:
    table = fill_fts5()
    for word in ("AND", "OR"):
        yield f"SQLite FTS5, {word} of terms", rank_with_fts5(table, word)
    if connection.vendor == "postgresql":
        fill_postgres()
        for word in ("&", "|"):
            name = "AND" if word == "&" else "OR"
            yield f"PostgreSQL, stock configurations, {name}", rank_with_postgres(word)


def fill_fts5() -> sqlite3.Connection:
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE page USING fts5(id UNINDEXED, title, body)")
    rows = [
        (doc["id"], doc["title"], doc["body"]) for doc in judging.load()["documents"]
    ]
    table.executemany("INSERT INTO page VALUES (?, ?, ?)", rows)
    return table


def rank_with_fts5(table: sqlite3.Connection, word: str) -> Ranker:
    def rank(query: dict[str, Any]) -> list[str]:
        asked = f" {word} ".join(f'"{term}"' for term in query["text"].split())
        sql = "SELECT id FROM page WHERE page MATCH ? ORDER BY rank LIMIT 10"
        return [row[0] for row in table.execute(sql, [asked])]

    return rank


def fill_postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE page (id text, words tsvector)")
        for doc in judging.load()["documents"]:
            cursor.execute(
                "INSERT INTO page VALUES (%s, setweight(to_tsvector(%s::regconfig, %s),"
                " 'A') || to_tsvector(%s::regconfig, %s))",
                [
                    doc["id"],
                    configuration := PG_CONFIGURATIONS.get(doc["lang"], "simple"),
                    doc["title"],
                    configuration,
                    doc["body"],
                ],
            )


def rank_with_postgres(word: str) -> Ranker:
    def rank(query: dict[str, Any]) -> list[str]:
        configuration = PG_CONFIGURATIONS.get(query["ui_lang"], "simple")
        asked = f" {word} ".join(f"'{term}'" for term in query["text"].split())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM page, to_tsquery(%s::regconfig, %s) q WHERE words @@ q"
                " ORDER BY ts_rank(words, q) DESC LIMIT 10",
                [configuration, asked],
            )
            return [row[0] for row in cursor.fetchall()]

    return rank


def compare_speed(engines: list[SearchEngine], documents: int) -> None:
    print(
        f"{documents} documents of 66 words, 200 queries of 1 to 3 words, with facets"
    )
    print(f"{'engine':16} {'docs/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'visible ms':>11}")
    docs = make_corpus(documents)
    queries = make_queries()
    for engine in engines:
        building = engine.build()
        started = time.perf_counter()
        for start in range(0, len(docs), 5_000):
            building.apply(docs[start : start + 5_000])
        rate = len(docs) / (time.perf_counter() - started)
        building.swap()
        engine.refresh()
        for query in queries[:50]:
            engine.search(query)
        times = sorted(measure(partial(engine.search, query)) for query in queries * 3)
        p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
        visible = measure_visibility(engine, len(docs))
        print(f"{engine.name:16} {rate:8.0f} {p50:8.1f} {p95:8.1f} {visible:11.0f}")


def make_corpus(count: int) -> list[Doc]:
    """Words as frequent as in real texts: few often, most seldom."""
    source = random.Random(2026)  # noqa: S311 -- the same corpus each time, nothing secret
    words = [f"mot{number}" for number in range(20_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    drawn = source.choices(words, weights, k=count * 66)
    return [
        Doc(
            id=f"page:{number}:fr",
            seq=number + 1,
            version=1,
            kind=source.choice(["page", "news", "lesson"]),
            lang="fr",
            title=" ".join(drawn[number * 66 : number * 66 + 6]),
            body=" ".join(drawn[number * 66 + 6 : number * 66 + 66]),
            tags=(),
            acl=frozenset({"public" if number % 5 < 3 else f"course:{number % 50}"}),
        )
        for number in range(count)
    ]


def make_queries() -> list[Query]:
    source = random.Random(7)  # noqa: S311 -- the same corpus each time, nothing secret
    acl = frozenset({"public", "auth", "course:3", "course:7"})
    return [
        Query(
            " ".join(f"mot{int(source.paretovariate(0.6)) % 20_000}" for _ in range(n)),
            "fr",
            acl,
            facets=("kind", "lang"),
        )
        for n in (source.randint(1, 3) for _ in range(200))
    ]


def measure(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def measure_visibility(engine: SearchEngine, seq: int) -> float:
    """From a document handed over until it is found."""
    times = []
    for number in range(5):
        word = f"nouveau{uuid.uuid4().hex[:8]}"
        doc = make_corpus(1)[0]
        new = Doc(
            id=f"page:new{number}:fr",
            seq=seq + number + 10,
            version=1,
            kind="page",
            lang="fr",
            title=word,
            body=doc.body,
            tags=(),
            acl=frozenset({"public"}),
        )
        query = Query(word, "fr", frozenset({"public"}))
        started = time.perf_counter()
        engine.current().apply([new])
        while not engine.search(query).total:
            time.sleep(0.02)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
