"""The machine's packages that the suite stands on; installed where that is allowed."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.services import docker

# What proves that it is there, and the package that brings it.
# A Docker engine spares none of the services: tests kill and stall their own, by pid.
FONTS = Path("/usr/share/fonts/truetype/noto")
ALWAYS = {
    "chromium": "chromium",
    "fc-list": "fontconfig",
    "xgettext": "gettext",
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "rabbitmq-server": "rabbitmq-server",
    "faketime": "faketime",
    "java": "default-jre-headless",
    "mvn": "maven",
}
CONTAINER = {"buildah": "buildah", "crun": "crun", "debootstrap": "debootstrap"}
EXTRA_FOLDERS = ["/usr/lib/postgresql/*/bin", "/usr/lib/rabbitmq/bin", "/usr/sbin"]


def find_missing_packages() -> list[str]:
    tools = ALWAYS if docker.is_there() else {**ALWAYS, **CONTAINER}
    folders = [str(path) for glob in EXTRA_FOLDERS for path in Path("/").glob(glob[1:])]
    path = os.pathsep.join([os.environ["PATH"], *folders])
    missing = [
        package for tool, package in tools.items() if not shutil.which(tool, path=path)
    ]
    if not FONTS.exists():
        missing.append("fonts-noto-core")
    return missing


def install_packages() -> None:
    """Install what is missing as root or with a silent sudo; else say what to type."""
    missing = find_missing_packages()
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        may_sudo = not subprocess.run(["sudo", "-n", "true"], check=False).returncode
        if not (shutil.which("sudo") and may_sudo):
            print(f"Missing for the whole suite: sudo {' '.join(line)}", flush=True)
            return
        line = ["sudo", "-n", *line]
    if not shutil.which("apt-get"):
        print(f"Missing for the whole suite: {' '.join(missing)}", flush=True)
        return
    print(f"Installing {' '.join(missing)} …", flush=True)
    # Single-user runlevel: a service installed for tests is not started by its package.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    update = [*line[: line.index("install")], "update", "-qq"]
    subprocess.run(update, check=False, env=quiet, stdout=subprocess.DEVNULL)
    subprocess.run(line, check=False, env=quiet, stdout=subprocess.DEVNULL)
