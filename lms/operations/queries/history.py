from collections.abc import Iterable

from events.queries import HistoryEntry
from lms.accounts.models import User
from lms.operations.values import HistoryRow


def name_actors(entries: Iterable[HistoryEntry], *, language: str) -> list[HistoryRow]:
    """Say of each entry who it was, by name."""
    entries = list(entries)
    people = User.objects.in_bulk(
        {entry.actor_key for entry in entries if entry.actor_key}, field_name="key"
    )
    return [
        HistoryRow(
            entry=entry,
            actor=(
                people[entry.actor_key].display_name(language)
                if entry.actor_key in people
                else ""
            ),
        )
        for entry in entries
    ]
