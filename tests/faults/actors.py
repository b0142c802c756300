"""What the fault tests emit and hear. Only processes of theirs import it."""

import os
import time
from typing import ClassVar

from django.db import connection

from events.base import Event
from events.subscriptions import DependencyDown, subscribe


class EffectAsked(Event):
    """Somebody asked for an effect that must happen once."""

    name: ClassVar = "tests.effect.asked"
    number: int

    @property
    def stream(self) -> str:
        return f"effect:{self.number % 20}"


def record(table: str, event: EffectAsked) -> None:
    # Long enough that a killed worker is killed at work.
    if seconds := float(os.environ.get("EFFECT_SECONDS", "0")):
        time.sleep(seconds)
    match os.environ.get("EFFECT_MOOD"):
        case "raise" if event.number % 20 == 0:
            raise RuntimeError("out of sorts")
        case "down":
            raise DependencyDown
    # The tables have no unique key: what happens twice is there twice.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (event_id) VALUES (%s)",  # noqa: S608 -- a constant
            [str(event.event_id)],
        )


@subscribe(EffectAsked, lane="effects")
def have_effect(*, event: EffectAsked) -> None:
    record("effect", event)


@subscribe(EffectAsked, lane="neighbours")
def have_other_effect(*, event: EffectAsked) -> None:
    record("other_effect", event)
