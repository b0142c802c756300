"""manage.py and Dramatiq's module, with the consumers of the fault tests beside the product's."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import config.workers  # noqa: F401 -- sets Django up
import tests.faults.pages  # noqa: F401 -- subscribes
from events.bell import workers
from events.bell.threads import Relay
from tests.faults import (
    audience,
    crashes,
    crowd,
    emitter,
    letters,
    poison,
    steps,
)

workers.declare_lanes()

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["migrate"]:
            # Only ours, and without what other apps do after a migration.
            executor = MigrationExecutor(connection)
            leaves = executor.loader.graph.leaf_nodes
            executor.migrate([*leaves("events"), *leaves("search")])
        case ["gather", count]:
            audience.gather(int(count))
        case ["tell-and-die"]:
            audience.tell_and_die()
        case ["emit", count]:
            emitter.emit_many(int(count))
        case ["mail", seconds, seed]:
            letters.send_and_be_killed(float(seconds), int(seed))
        case ["crash"]:
            crashes.die_everywhere()
        case ["crowd", count]:
            crowd.work_together(int(count))
        case ["walk", walks, count]:
            steps.take_steps(int(walks), int(count))
        case ["take-doses"]:
            poison.take_doses()
        case ["survive"]:
            poison.survive()
        case ["serve", count]:
            relay = Relay(settings.VAR / "relay.lock")
            relay.start()
            emitter.emit_many(int(count))
            relay.stop()
        case _:
            execute_from_command_line(sys.argv)
