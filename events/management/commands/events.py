"""manage.py events …: look after what is owed, and deliver it."""

import argparse
import dataclasses
import datetime as dt
import json
import signal
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from events import delivery, exchange, queries, retention, schemas, services
from events.base import find_event_types
from events.bell import workers
from events.bell.threads import DrainThreads
from events.bell.watch import watch
from events.conditions import Conditions, ConditionsUnusable, Repair
from events.queries import count_matching
from events.subscriptions import find_family_lanes, find_lanes
from events.webhooks.queries import find_endpoints

CONDITIONS = [field.name for field in dataclasses.fields(Conditions)]


class Command(BaseCommand):
    """One command with a subcommand a task."""

    help = "Look after what is owed to whom, and deliver it."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(required=True, dest="task", metavar="TASK")

        status = tasks.add_parser(
            "status", help="per consumer: owed, dead, age of the oldest"
        )
        status.add_argument("--format", choices=["table", "json"], default="table")
        tasks.add_parser("calendar", help="periodic work, and when it is due")
        tasks.add_parser("list", help="every event of the catalogue, and who hears it")
        tasks.add_parser(
            "check", help="fail if anything is owed to nobody, or of an unknown kind"
        )

        tasks.add_parser("webhooks", help="endpoints and how they fare, as JSON")
        catalogue = tasks.add_parser("catalogue", help="the catalogue for others")
        catalogue.add_argument(
            "--format", choices=["asyncapi", "markdown"], default="asyncapi"
        )
        tasks.add_parser("schemas", help="write the JSON Schemas of what is new")

        work = tasks.add_parser("work", help="drain all lanes until told to stop")
        work.add_argument("--threads", type=int, default=1, help="how many per lane")
        tasks.add_parser("bell", help="ring Dramatiq's workers until told to stop")
        drain = tasks.add_parser("drain", help="deliver what is due, and end")
        drain.add_argument("--lane", choices=find_lanes())

        replay = tasks.add_parser("replay", help="deliver again what was settled")
        _add_conditions(replay)
        dead = tasks.add_parser("dead", help="what is dead, and why; latest first")
        _add_conditions(dead)
        dead.add_argument("--limit", type=int, default=20)
        requeue = tasks.add_parser("requeue-dead", help="try again what is dead")
        _add_conditions(requeue)
        cancel_dead = tasks.add_parser("cancel-dead", help="give up what is dead")
        _add_conditions(cancel_dead)
        cancel = tasks.add_parser("cancel", help="give up what is owed or dead")
        _add_conditions(cancel)
        backfill = tasks.add_parser(
            "backfill", help="owe a new consumer events of the past"
        )
        _add_conditions(backfill)
        try_lane = tasks.add_parser("try-lane", help="let a waiting lane try at once")
        try_lane.add_argument("lane")
        pause = tasks.add_parser("pause", help="deliver nothing more in a lane")
        pause.add_argument("lane")
        resume = tasks.add_parser("resume", help="let a paused lane go on")
        resume.add_argument("lane")
        history = tasks.add_parser(
            "history", help="who repaired what, lanes that waited"
        )
        history.add_argument("--limit", type=int, default=20)
        prune = tasks.add_parser("prune", help="forget what was settled long ago")
        prune.add_argument("--days", type=int, default=7)

    def handle(self, *args: Any, task: str, **options: Any) -> None:
        getattr(self, f"_{task.replace('-', '_')}")(**options)

    def _status(self, *, format: str, **options: Any) -> None:  # noqa: A002 -- the option's name
        statuses = queries.find_consumer_statuses()
        if format == "json":
            rows = [dataclasses.asdict(status) for status in statuses]
            self.stdout.write(json.dumps(rows, indent=2))
            return
        line = "{:32} {:14} {:>8} {:>6} {:>12}"
        self.stdout.write(line.format("consumer", "lane", "owed", "dead", "oldest"))
        for row in statuses:
            age = dt.timedelta(seconds=round(row.oldest_seconds))
            cells = (row.consumer, row.lane, row.owed, row.dead, str(age))
            self.stdout.write(line.format(*cells))
        for lane in queries.find_still_lanes():
            if lane.is_paused:
                who = lane.paused_by or "command"
                since = _tell_time(lane.paused_at)
                self.stdout.write(f"lane {lane.lane} paused since {since} by {who}")
            if lane.is_waiting:
                self.stdout.write(f"lane {lane.lane} waits: {lane.reason}")

    def _calendar(self, **options: Any) -> None:
        line = "{:32} {:16} {:20} {:20} {}"
        self.stdout.write(line.format("consumer", "rule", "due", "last struck", ""))
        for row in queries.find_calendar():
            due, struck = _tell_time(row.due_at), _tell_time(row.struck_at)
            text = line.format(row.consumer, row.rule, due, struck, row.state)
            self.stdout.write(text.rstrip())

    def _list(self, **options: Any) -> None:
        for name, consumers in queries.find_subscriptions().items():
            heard_by = ", ".join(consumer.name for consumer in consumers) or "nobody"
            version = find_event_types()[name].schema_version
            self.stdout.write(f"{name} v{version}: {heard_by}")

    def _check(self, **options: Any) -> None:
        services.sort_orphans()
        orphaned = queries.find_orphaned_consumers()
        unknown = queries.find_unknown_event_types()
        if orphaned or unknown:
            raise CommandError(
                f"owed to nobody: {', '.join(orphaned) or 'nothing'}; "
                f"of an unknown kind: {', '.join(unknown) or 'nothing'}"
            )
        self.stdout.write("Every delivery has its consumer, every event its class.")

    def _webhooks(self, **options: Any) -> None:
        rows = [dataclasses.asdict(endpoint) for endpoint in find_endpoints()]
        text = json.dumps(rows, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
        self.stdout.write(text)

    def _catalogue(self, *, format: str, **options: Any) -> None:  # noqa: A002 -- the option's name
        if format == "markdown":
            self.stdout.write(exchange.make_table(), ending="")
            return
        catalogue = exchange.make_catalogue()
        self.stdout.write(json.dumps(catalogue, indent=2, ensure_ascii=False))

    def _schemas(self, **options: Any) -> None:
        try:
            changed = schemas.write_schemas()
        except schemas.SchemaBroken as broken:
            raise CommandError(f"raise its version: {broken}") from broken
        for path in changed:
            self.stdout.write(path.name)

    def _work(self, *, threads: int, **options: Any) -> None:
        stop = _stop_on_signals()
        drains = DrainThreads(per_lane=threads)
        drains.start()
        self.stdout.write(f"draining {', '.join(find_lanes()) or 'nothing'}")
        stop.wait()
        drains.stop()

    def _bell(self, **options: Any) -> None:
        if not settings.BROKER_URL:
            raise CommandError("BROKER_URL is not set, there are no workers to ring")
        stop = _stop_on_signals()
        self.stdout.write(f"ringing {', '.join(find_lanes()) or 'nothing'}")
        watch(workers.send_as_owed, stop.wait)

    def _drain(self, *, lane: str | None, **options: Any) -> None:
        count = 0
        for each in [lane] if lane else (*find_lanes(), *find_family_lanes()):
            while some := delivery.drain(each):
                count += some
        self.stdout.write(f"{count} worked on")

    def _replay(self, **options: Any) -> None:
        self._repair(Repair.REPLAY, services.replay_deliveries, options, "owed again")

    def _requeue_dead(self, **options: Any) -> None:
        self._repair(Repair.REQUEUE, services.requeue_dead, options, "owed again")

    def _backfill(self, **options: Any) -> None:
        self._repair(Repair.BACKFILL, services.backfill_deliveries, options, "owed")

    def _cancel(self, **options: Any) -> None:
        self._repair(Repair.CANCEL, services.cancel_deliveries, options, "given up")

    def _cancel_dead(self, **options: Any) -> None:
        self._repair(Repair.CANCEL_DEAD, services.cancel_dead, options, "given up")

    def _dead(self, *, limit: int, **options: Any) -> None:
        conditions = Conditions(**{name: options[name] for name in CONDITIONS})
        for letter in queries.find_letters(conditions)[:limit]:
            self.stdout.write(
                f"{letter.id} {letter.consumer} {letter.event_type} {letter.stream}"
                f" after {letter.attempts} attempts: {letter.cause}"
            )

    def _try_lane(self, *, lane: str, **options: Any) -> None:
        try:
            services.try_lane(lane=lane)
        except services.LaneNotWaiting as refusal:
            raise CommandError(f"lane {lane!r} waits for nothing") from refusal
        except services.LanePaused as refusal:
            raise CommandError(f"lane {lane!r} is paused: resume it") from refusal
        self.stdout.write(f"lane {lane} tries again")

    def _pause(self, *, lane: str, **options: Any) -> None:
        try:
            services.pause_lane(lane=lane, actor=None, at=timezone.now())
        except services.LaneUnknown as refusal:
            lanes = ", ".join((*find_lanes(), *find_family_lanes()))
            raise CommandError(f"no lane {lane!r}; there are: {lanes}") from refusal
        except services.LanePaused as refusal:
            raise CommandError(f"lane {lane!r} is paused already") from refusal
        self.stdout.write(f"lane {lane} is paused until it is resumed")

    def _resume(self, *, lane: str, **options: Any) -> None:
        try:
            services.resume_lane(lane=lane, actor=None, at=timezone.now())
        except services.LaneNotPaused as refusal:
            raise CommandError(f"lane {lane!r} is not paused") from refusal
        self.stdout.write(f"lane {lane} goes on")

    def _history(self, *, limit: int, **options: Any) -> None:
        for entry in queries.find_history(queries.HistoryKind.ALL)[:limit]:
            told = {
                "by": entry.actor_key,
                "consumer": entry.consumer,
                "lane": entry.lane,
                "count": entry.count,
                "cause": entry.cause,
                **entry.conditions,
            }
            words = " ".join(f"{name}={value}" for name, value in told.items() if value)
            self.stdout.write(
                f"{entry.recorded_at:%Y-%m-%d %H:%M:%S} {entry.what} {words}"
            )

    def _repair(
        self,
        what: Repair,
        carry_out: Callable[..., int],
        options: Mapping[str, Any],
        done: str,
    ) -> None:
        conditions = Conditions(**{name: options[name] for name in CONDITIONS})
        try:
            if options["dry_run"]:
                count, done = count_matching(conditions, what), f"would be {done}"
            else:
                now = timezone.now()
                count = carry_out(conditions=conditions, actor=None, at=now)
        except ConditionsUnusable as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} {done}")

    def _prune(self, *, days: int, **options: Any) -> None:
        now = timezone.now()
        before = now - dt.timedelta(days=days)
        deliveries = retention.prune_deliveries(before=before)
        events = retention.prune_events(at=now)
        self.stdout.write(f"{deliveries} deliveries and {events} events forgotten")


def _add_conditions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--consumer", help="of this consumer")
    parser.add_argument("--event", type=uuid.UUID, help="of the event with this id")
    parser.add_argument(
        "--type", dest="event_type", help="of events of this kind, by wire name"
    )
    parser.add_argument("--stream", help="of this stream, KIND:KEY")
    parser.add_argument("--since", type=_parse_time, help="recorded since, ISO 8601")
    parser.add_argument("--until", type=_parse_time, help="recorded before, ISO 8601")
    parser.add_argument(
        "--delivery",
        dest="deliveries",
        type=int,
        action="append",
        help="this one, by its number; again for more",
    )
    parser.add_argument("--dry-run", action="store_true", help="only count them")


def _tell_time(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else "-"


def _parse_time(text: str) -> dt.datetime:
    try:
        moment = parse_datetime(text) or parse_datetime(f"{text}T00:00")
    except ValueError:
        moment = None
    if moment is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time, like 2030-01-31T08:00")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
