"""``manage.py search``: rebuild the index, say how it is, ask it something."""

import json
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from search import queries
from search.engines.choice import get_engine
from search.engines.protocol import EngineDown
from search.services import answering, following, reconciling, writing
from search.values import VISITOR

LANE_CONSUMER = "index_content"


class Command(BaseCommand):
    help = "Rebuild the search index, show how it is, or ask it something."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        rebuild = actions.add_parser(
            "rebuild", help="a new index beside the one in use, then the swap"
        )
        rebuild.add_argument(
            "--from-content",
            action="store_true",
            help="first write every document anew from what is published",
        )
        status = actions.add_parser("status", help="projection, index, lag")
        status.add_argument("--format", choices=["text", "json"], default="text")
        actions.add_parser(
            "compare", help="fail if the index holds other documents than there are"
        )
        actions.add_parser(
            "reconcile", help="give the index what it lacks, take out what it has alone"
        )
        query = actions.add_parser("query", help="what a visitor would find")
        query.add_argument("text")
        query.add_argument("--language", default="fr")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["action"])(options)
        except (EngineDown, following.RebuildIncomplete) as error:
            raise CommandError(f"{type(error).__name__}: {error}") from error

    def rebuild(self, options: dict[str, Any]) -> None:
        if options["from_content"]:
            streams = writing.refresh_projection(at=timezone.now())
            self.stdout.write(f"{streams} streams written anew")
        self.stdout.write(
            f"{following.rebuild(at=timezone.now())} documents in the new index"
        )

    def compare(self, options: dict[str, Any]) -> None:
        compared = following.compare(at=timezone.now())
        if not compared.is_equal:
            raise CommandError(
                f"{compared.expected} documents to find, {compared.found} in the index:"
                " manage.py search reconcile"
            )
        self.stdout.write(f"{compared.found} documents, all of them in the index")

    def reconcile(self, options: dict[str, Any]) -> None:
        difference = reconciling.reconcile(at=timezone.now())
        self.stdout.write(
            f"{len(difference.wrong)} given again, {len(difference.strays)} taken out"
        )

    def status(self, options: dict[str, Any]) -> None:
        status = get_status()
        if options["format"] == "json":
            self.stdout.write(json.dumps(status, indent=2))
            return
        for name, value in status.items():
            self.stdout.write(f"{name}: {value}")

    def query(self, options: dict[str, Any]) -> None:
        found = answering.answer(
            text=options["text"],
            ui_lang=options["language"],
            tokens=VISITOR,
            filters={"lang": answering.ALL_LANGUAGES},
            page=1,
            at=timezone.now(),
        )
        self.stdout.write(f"{found.page.total} found by {found.page.engine}")
        for result in found.results:
            title = "".join(piece.text for piece in result.title)
            self.stdout.write(f"{result.lang} {result.kind:9} {title}  {result.url}")


def get_status() -> dict[str, Any]:
    """What ``status --format json`` prints; others script against it."""
    newest = queries.get_high_water()
    status: dict[str, Any] = {
        "engine": get_engine().name,
        "is_up": True,
        "engine_version": None,
        "documents": {"projection": queries.count_documents(), "index": None},
        "seq": {"projection": newest, "index": None},
        "lag": None,
        "owed": count_owed(),
    }
    try:
        health = get_engine().health()
    except EngineDown:
        return {**status, "is_up": False}
    status["engine_version"] = health.version
    status["documents"]["index"] = health.documents
    status["seq"]["index"] = health.seq
    status["lag"] = max(0, newest - health.seq)
    return status


def count_owed() -> int:
    """Deliveries search still has to settle, as the events command tells it."""
    output = StringIO()
    call_command("events", "status", "--format", "json", stdout=output)
    return sum(
        int(consumer["owed"])
        for consumer in json.loads(output.getvalue())
        if consumer["consumer"] == LANE_CONSUMER
    )
