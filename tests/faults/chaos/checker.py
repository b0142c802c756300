"""``python -m tests.faults.chaos.checker FOLDER``: what was acknowledged, held against what stands, as JSON.

Run with the product's environment, once nothing is owed any more.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from django.db import connection
from django.db.models import Count, F, Max, Q

import tests.faults.chaos.process  # noqa: F401 -- sets Django up, with the tests' consumers
from events.models import Delivery, EventRecord, Stream
from lms.notifications.models import Dispatch, Kind, Mailbox, Notification
from search.engines.choice import get_engine
from search.models import SearchDocument

MOST_SHOWN = 5
UNSETTLED = [
    Dispatch.State.OWED,
    Dispatch.State.CONNECTING,
    Dispatch.State.HANDED,
]


def read_acknowledged(folder: Path) -> Counter[tuple[str, ...]]:
    """Every line that was finished; the last of a killed emitter may not be."""
    facts: Counter[tuple[str, ...]] = Counter()
    for file in sorted(folder.iterdir()):
        lines = file.read_text().split("\n")[:-1]
        facts.update(tuple(json.loads(line)) for line in lines)
    return facts


def count_told() -> Counter[tuple[str, ...]]:
    """How often each fact was told, or had its effect."""
    told: Counter[tuple[str, ...]] = Counter()
    rows = Notification.objects.values_list("kind", "recipient__key", "params")
    for kind, person, params in rows.iterator():
        if kind == Kind.ENROLLED:
            told["enrolled", str(person)] += 1
        elif kind == Kind.LESSON_COMPLETED:
            told.update(("lesson", str(person), key) for key in params["lesson_keys"])
    letters = Dispatch.objects.exclude(state__in=UNSETTLED).exclude(notification=None)
    readers = letters.values_list("recipient__key", flat=True)
    told.update(("letter", str(person)) for person in readers)
    for table in ("effect", "other_effect"):
        told.update((table, event_id) for event_id in find_effects(table))
    return told


def find_effects(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT event_id::text FROM {table}")  # noqa: S608 -- a constant
        return [event_id for (event_id,) in cursor.fetchall()]


def expect(acknowledged: Counter[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """What those who were acknowledged are owed."""
    expected = set()
    for what, *keys in acknowledged:
        if what == "effect":
            expected |= {("effect", *keys), ("other_effect", *keys)}
        elif what != "published":
            expected.add((what, *keys))
    return expected


def find_gaps() -> list[int]:
    """Mailboxes whose numbers are not 1, 2, 3 … up to the last that was given."""
    boxes = Mailbox.objects.annotate(
        count=Count("recipient__notifications"),
        highest=Max("recipient__notifications__seq"),
    )
    wrong = ~Q(count=F("last_seq")) | ~Q(highest=F("last_seq"))
    return list(boxes.filter(last_seq__gt=0).filter(wrong).values_list("pk", flat=True))


def find_wrong_in_search() -> list[str]:
    """Documents behind their stream, and what the engine holds in another state or not at all."""
    streams = dict(Stream.objects.values_list("stream", "version"))
    wrong = []
    held = read_index()
    for document in SearchDocument.objects.all():
        if document.version != streams.get(document.stream, document.version):
            wrong.append(f"{document.id} is behind its stream")
        if held.pop(document.id, None) != document.seq:
            wrong.append(f"{document.id} is another in the index")
    return wrong + [f"{identity} is in the index only" for identity in held]


def read_index() -> dict[str, int]:
    index = get_engine().current()
    index.client.indices.refresh(index=index.name)
    found = index.client.search(index=index.name, size=10_000, source_includes="seq")
    hits = found["hits"]["hits"]
    return {
        hit["_id"]: hit["_source"]["seq"]
        for hit in hits
        if not hit["_id"].startswith("_")
    }


def main(folder: Path) -> None:
    acknowledged = read_acknowledged(folder)
    told = count_told()
    effects = {("effect", each) for each in find_event_ids()}
    expected = expect(acknowledged) | expect(Counter(effects))
    lost = [fact for fact in expected if not told[fact]]
    twice = [fact for fact, count in told.items() if count > 1]
    unsettled = Delivery.objects.exclude(state__in=Delivery.SETTLED)
    dead = unsettled.exclude(state=Delivery.State.OWED)
    wrong = find_wrong_in_search()
    gaps = find_gaps()
    print(
        json.dumps(
            {
                "acknowledged": acknowledged.total(),
                "kinds": Counter(what for what, *_ in acknowledged.elements()),
                "events": EventRecord.objects.count(),
                "deliveries": Delivery.objects.count(),
                "lost": len(lost),
                "twice": len(twice),
                "search_wrong": len(wrong),
                "gaps": len(gaps),
                "dead": dead.count(),
                "letters_sent": list(
                    Dispatch.objects.filter(state=Dispatch.State.SENT).values_list(
                        "message_ref", flat=True
                    )
                ),
                "letters_unknown": Dispatch.objects.unknown().count(),
                "redelivered": Delivery.objects.filter(attempts__gt=1).count(),
                "most_attempts": Delivery.objects.aggregate(most=Max("attempts"))[
                    "most"
                ],
                "examples": {
                    "lost": lost[:MOST_SHOWN],
                    "twice": twice[:MOST_SHOWN],
                    "search": wrong[:MOST_SHOWN],
                    "gaps": gaps[:MOST_SHOWN],
                    "dead": list(
                        dead.values_list("consumer", "last_error")[:MOST_SHOWN]
                    ),
                },
            }
        )
    )


def find_event_ids() -> list[str]:
    """Also what was committed and never acknowledged is owed its effect, once."""
    asked = EventRecord.objects.filter(type="tests.effect.asked")
    return [str(event_id) for event_id in asked.values_list("event_id", flat=True)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
