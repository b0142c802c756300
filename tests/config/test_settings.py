import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import Error

from config.checks import check_public, check_services

READ = re.compile(r'env\.\w+\(\s*"(\w+)"')


def test_every_variable_is_in_the_example():
    source = (settings.ROOT / "config/settings.py").read_text()
    example = (settings.ROOT / ".env.example").read_text()

    assert [
        name
        for name in READ.findall(source)
        if not re.search(rf"^#{name}=", example, re.M)
    ] == []


def ids(messages):
    return {message.id for message in messages if isinstance(message, Error)}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"CHANNELS_URL": "redis://h"}, {"config.E001"}),
        (
            {"IS_SQLITE": False, "BROKER_URL": "http://h", "CHANNELS_URL": "redis://h"},
            {"config.E002", "config.E006"},
        ),
        ({"IS_SQLITE": False, "CHANNELS_URL": "amqp://h"}, {"config.E003"}),
        ({"ELASTICSEARCH_URL": "search:9200"}, {"config.E004"}),
        ({"WEBHOOKS_ALLOW_PRIVATE": ["10.0.0.1/8"]}, {"config.E009"}),
        ({"WEBHOOKS_ALLOW_PRIVATE": ["10.0.0.0/8", "fd00::/8"]}, set()),
        (
            {
                "IS_SQLITE": False,
                "BROKER_URL": "amqp://h",
                "IS_SECRET_KEY_GIVEN": True,
            },
            {"config.E005"},
        ),
        (
            {
                "IS_SQLITE": False,
                "BROKER_URL": "amqp://h",
                "CHANNELS_URL": "redis://h",
                "IS_SECRET_KEY_GIVEN": True,
            },
            set(),
        ),
    ],
)
def test_wrong_combination_is_an_error_with_its_number(settings, changed, expected):
    plain = {"IS_SQLITE": True, "BROKER_URL": "", "CHANNELS_URL": ""}
    plain |= {"ELASTICSEARCH_URL": "", "IS_SECRET_KEY_GIVEN": False}
    for name, value in (plain | changed).items():
        setattr(settings, name, value)

    assert ids(check_services(None)) == expected


def test_public_address_needs_https_and_no_demo(settings):
    settings.IS_LOCAL, settings.IS_HTTPS, settings.DEMO = False, False, True

    assert ids(check_public(None)) == {"config.E007", "config.E008"}


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {
            "SECRET_KEY": "k3y-" * 16 + "Qw8zX",
            "ALLOWED_HOSTS": "forsa.example.org",
            "BASE_URL": "https://forsa.example.org",
            "DATABASE_URL": "postgres://forsa@db.example.org/forsa",
            "BROKER_URL": "amqp://rabbitmq.example.org",
            "CHANNELS_URL": "redis://redis.example.org/1",
            "ELASTICSEARCH_URL": "http://search.example.org:9200",
            "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
        },
    ],
    ids=["embedded", "network"],
)
def test_deployment_check_is_clean(environment, tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.ROOT,
        env={"VAR_DIR": str(tmp_path), **environment},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
