"""The judged queries, and how well an engine answers them."""

import datetime as dt
import json
import math
from functools import cache
from pathlib import Path

from search.engines.protocol import Doc, Query

PUBLIC = frozenset({"public"})


@cache
def load():
    return json.loads(
        (Path(__file__).parent / "data/judgements.json").read_text(encoding="utf-8")
    )


def make_docs():
    return [
        Doc(
            id=f"{entry['kind']}:{entry['id']}:{entry['lang']}",
            seq=seq,
            version=1,
            kind=entry["kind"],
            lang=entry["lang"],
            title=entry["title"],
            body=entry["body"],
            tags=(),
            acl=PUBLIC,
            published_at=dt.datetime.fromisoformat(entry["published_at"]).replace(
                tzinfo=dt.UTC
            ),
        )
        for seq, entry in enumerate(load()["documents"], 1)
    ]


def measure_ndcg(grades, ranked, depth=10):
    """NDCG with gain 2^grade - 1."""

    def add_up(values):
        return sum(
            (2**grade - 1) / math.log2(rank + 2)
            for rank, grade in enumerate(values[:depth])
        )

    ideal = add_up(sorted(grades.values(), reverse=True))
    return add_up([grades.get(name, 0) for name in ranked]) / ideal


def measure_mrr(grades, ranked):
    good = (rank for rank, name in enumerate(ranked, 1) if grades.get(name, 0) >= 2)
    return 1 / next(good, math.inf)


def ask(engine, query):
    """Short ids of the ten best."""
    page = engine.search(
        Query(text=query["text"], ui_lang=query["ui_lang"], acl=PUBLIC)
    )
    return [hit.id.split(":")[1] for hit in page.hits]


def judge(engine):
    """nDCG@10 of every judged query."""
    return {
        query["id"]: measure_ndcg(query["judgements"], ask(engine, query))
        for query in load()["queries"]
    }
