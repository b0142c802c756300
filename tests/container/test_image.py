"""The image, built from the Dockerfile and started as a stranger would start it."""

import os
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.services.processes import free_port

pytestmark = pytest.mark.container

SCRIPT = Path(__file__).with_name("image.sh")
TAG = "forsa-test"
BUILT_WITHIN = 1500
UP_WITHIN = 300


def run_script(*arguments, **options):
    return subprocess.run(
        ["bash", SCRIPT, *arguments],
        check=False,
        text=True,
        capture_output=True,
        **options,
    )


@pytest.fixture(scope="module")
def image():
    tools = run_script("tools")
    if tools.returncode:
        if os.environ.get("FORSA_TEST_REQUIRE") == "all":
            pytest.fail(tools.stderr, pytrace=False)
        pytest.skip(tools.stderr)
    built = run_script("build", TAG, timeout=BUILT_WITHIN)
    assert built.returncode == 0, built.stderr[-3000:]
    return TAG


@pytest.fixture
def server(image, tmp_path):
    port = free_port()
    log = tmp_path / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["bash", SCRIPT, "run", image, str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Server(port, process, log)
        finally:
            os.killpg(process.pid, 15)
            process.wait(30)


class Server:
    def __init__(self, port, process, log):
        self.port, self.process, self.log = port, process, log

    def get(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20)

    def wait(self):
        deadline = time.monotonic() + UP_WITHIN
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            try:
                return self.get("/health/live")
            except OSError:
                time.sleep(1)
        pytest.fail(self.log.read_text()[-3000:])


def test_image_serves_the_three_faces(server):
    server.wait()

    pages = {path: server.get(path) for path in ("/fr/", "/portal/", "/editor/")}

    assert {path: page.status for path, page in pages.items()} == dict.fromkeys(
        pages, 200
    )
    assert (
        "text/css" in server.get(find_sheet(pages["/portal/"])).headers["content-type"]
    )


def test_image_runs_as_a_person_of_its_own(image):
    assert run_script("ask", image, "id", "-un").stdout.strip() == "forsa"


def find_sheet(page):
    return page.read().decode().split('rel="stylesheet" href="')[1].split('"')[0]
