"""What of ``compose.yaml`` can be checked where no engine runs it."""

import re
import shlex
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

COMPOSE = yaml.safe_load((settings.ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one.get("image") == "forsa"}
ASKED_OF_THE_SHELL = {"POSTGRES_PASSWORD", "RABBITMQ_PASSWORD"}
# Where things lie in the image, and where its server listens, the image says.
DECIDED_BY_THE_IMAGE = {"VAR_DIR", "STATIC_DIR", "HOST", "PORT"}

each_of_ours = pytest.mark.parametrize("name", OURS)


def find_names_in_example():
    example = (settings.ROOT / ".env.example").read_text()
    return set(re.findall(r"^#?([A-Z_]+)=", example, re.M))


def test_every_role_of_the_product_is_there():
    assert set(OURS) == {"web", "sockets", "worker", "bell", "migrate"}


@each_of_ours
def test_command_of_a_service_exists(name):
    program, *arguments = shlex.split(OURS[name]["command"])

    assert (Path(sys.executable).parent / program).exists()
    if arguments[0] == "manage.py":
        assert arguments[1] in get_commands()
    for module in re.findall(r"\bconfig\.\w+", OURS[name]["command"]):
        assert (settings.ROOT / f"{module.replace('.', '/')}.py").exists()


@each_of_ours
def test_every_variable_of_the_example_reaches_a_service(name):
    reach = set(OURS[name]["environment"])

    assert reach == find_names_in_example() - DECIDED_BY_THE_IMAGE


def test_variables_asked_of_the_shell_are_known():
    text = (settings.ROOT / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))

    assert asked - find_names_in_example() == ASKED_OF_THE_SHELL


def find_waited_for():
    return {
        other
        for one in SERVICES.values()
        if isinstance(one.get("depends_on"), dict)
        for other, how in one["depends_on"].items()
        if how["condition"] == "service_healthy"
    }


def test_service_that_is_waited_for_says_when_it_is_healthy():
    waited_for = find_waited_for()

    assert {"postgres", "redis"} <= waited_for
    assert all(SERVICES[name]["healthcheck"]["test"] for name in waited_for)


def test_service_depends_on_those_that_exist():
    for one in SERVICES.values():
        assert set(one.get("depends_on", ())) <= set(SERVICES)


def test_volumes_are_named_and_files_are_there():
    used = {
        volume.split(":")[0]
        for one in SERVICES.values()
        for volume in one.get("volumes", ())
    }
    files = {one for one in used if one.startswith("./")}

    assert used - files == set(COMPOSE["volumes"])
    assert all((settings.ROOT / one).exists() for one in files)


PROXY = (settings.ROOT / "config/proxy.conf").read_text()


def test_proxy_hands_on_to_services_that_exist():
    hosts = re.findall(r"http://([a-z]+):8000", PROXY)

    assert set(hosts) == {"web", "sockets"}
    assert set(hosts) <= set(SERVICES)


def find_headers(block):
    return set(re.findall(r"proxy_set_header (\S+)", block))


def test_location_of_the_proxy_that_sets_a_header_sets_them_all():
    server, *locations = PROXY.split("location /")

    assert find_headers(server) >= {"Host", "X-Forwarded-For", "X-Forwarded-Proto"}
    for location in filter(find_headers, locations):
        assert find_headers(location) >= find_headers(server)
