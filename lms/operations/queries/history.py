from collections.abc import Iterable

from events.queries import HistoryEntry
from lms.operations.queries.people import find_names
from lms.operations.values import HistoryRow


def name_actors(entries: Iterable[HistoryEntry], *, language: str) -> list[HistoryRow]:
    """Say of each entry who it was, by name."""
    entries = list(entries)
    keys = {entry.actor_key for entry in entries if entry.actor_key}
    names = find_names(keys, language=language)
    return [
        HistoryRow(
            entry=entry,
            actor=names.get(entry.actor_key, "") if entry.actor_key else "",
        )
        for entry in entries
    ]
