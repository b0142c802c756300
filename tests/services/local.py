"""Services from the machine's own packages: own data, own port, own process group."""

import os
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.services import elasticsearch
from tests.services.disk import put_on_small_disk
from tests.services.processes import Service, ServiceMissing, answers, free_port

# PostgreSQL and Elasticsearch refuse to run as root.
USER = "nobody" if os.geteuid() == 0 else ""


def find_program(name: str, *folders: str) -> str:
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    if program := shutil.which(name, path=path):
        return program
    raise ServiceMissing(f"{name} is not installed")


def give_to_nobody(folder: Path) -> None:
    if USER:
        shutil.chown(folder, USER)


def start_postgres(
    folder: Path, *, durable: bool = False, megabytes: int = 0
) -> Service:
    """Start one; with ``megabytes``, its folder ``small`` is a disk of that size."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [str(version) for version in versions]
    initdb = find_program("initdb", *folders)
    port = free_port()
    give_to_nobody(folder)
    subprocess.run(
        [
            *(initdb, "-D", folder / "data", "-U", "forsa", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        check=True,
        cwd=folder,
        user=USER or None,
        capture_output=True,
    )
    options = [f"port={port}", f"unix_socket_directories={folder}"]
    options += ["listen_addresses=127.0.0.1", "max_connections=200"]
    if not durable:
        # The machine does not lose power in a test. Pages are logged whole all the
        # same: a server that is killed may have written half of one.
        options += ["fsync=off"]
    server = [find_program("postgres", *folders), "-D", str(folder / "data")]
    server += [f"--{option}" for option in options]
    if megabytes:
        small = folder / "small"
        small.mkdir()
        give_to_nobody(small)
        server = put_on_small_disk(server, small, megabytes=megabytes, is_root=False)
    ready = [find_program("pg_isready", *folders), "-q", "-U", "forsa"]
    ready += ["-d", "postgres", "-h", "127.0.0.1"]
    return Service(
        name="PostgreSQL",
        url=f"postgresql://forsa@127.0.0.1:{port}/postgres",
        command=server,
        log=folder / "log",
        user=USER,
        stop_signal=signal.SIGINT,
        is_up=lambda: (
            not subprocess.run([*ready, "-p", str(port)], check=False).returncode
        ),
    ).start()


def start_redis(folder: Path) -> Service:
    port = free_port()
    server = find_program("redis-server")
    options = ["--bind", "127.0.0.1", "--save", "", "--databases", "64"]
    return Service(
        name="Redis",
        url=f"redis://127.0.0.1:{port}/0",
        command=[server, "--port", str(port), "--dir", str(folder), *options],
        log=folder / "log",
        is_up=lambda: answers(port),
    ).start()


def start_rabbitmq(folder: Path) -> Service:
    server = find_program("rabbitmq-server", "/usr/lib/rabbitmq/bin")
    port, epmd_port = free_port(), free_port()
    plugins = folder / "enabled_plugins"
    plugins.write_text("[].")
    # Its own port mapper, in the foreground: the daemon would outlive the run.
    epmd = f"{find_program('epmd')} -address 127.0.0.1 -port {epmd_port}"
    return Service(
        name="RabbitMQ",
        url=f"amqp://guest:guest@127.0.0.1:{port}/",
        command=["sh", "-c", f"{epmd} & exec {server}"],
        log=folder / "log",
        patience=90,
        is_up=lambda: answers(port),
        environment={
            "HOME": str(folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(epmd_port),
            "RABBITMQ_NODENAME": f"forsa{port}@localhost",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
        },
    ).start()


def start_elasticsearch(folder: Path) -> Service:
    home = elasticsearch.get_home()
    port = free_port()
    elasticsearch.write_configuration(folder, port=port, transport_port=free_port())
    for each in (folder, *(path for path in folder.iterdir() if path.is_dir())):
        give_to_nobody(each)
    health = f"http://127.0.0.1:{port}/_cluster/health"

    def is_up() -> bool:
        try:
            with urllib.request.urlopen(health, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    return Service(
        name="Elasticsearch",
        url=f"http://127.0.0.1:{port}",
        command=["env", "-C", str(home), *elasticsearch.command(folder)],
        log=folder / "log",
        user=USER,
        patience=120,
        is_up=is_up,
        environment={"ES_TMPDIR": str(folder / "tmp")},
    ).start()


STARTERS: dict[str, Callable[[Path], Service]] = {
    "postgres": start_postgres,
    "redis": start_redis,
    "rabbitmq": start_rabbitmq,
    "elasticsearch": start_elasticsearch,
}
