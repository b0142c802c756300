import pytest
from django.db import connection


def test_live_answers_without_a_database(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_probe_needs_no_name_of_ours(client, settings, path):
    settings.ALLOWED_HOSTS = ["forsa.example.org"]
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/fr/", headers={"host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_ready_names_what_is_down_and_no_address(client, settings):
    settings.BROKER_URL = "redis://user:secret@127.0.0.1:1/0"
    settings.CHANNELS_URL = settings.ELASTICSEARCH_URL = ""

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"database": "up", "broker": "down"}


@pytest.mark.django_db(transaction=True)
def test_ready_refuses_without_a_database(client, settings, monkeypatch):
    settings.BROKER_URL = settings.CHANNELS_URL = settings.ELASTICSEARCH_URL = ""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/forsa.db")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json() == {"database": "down"}
    monkeypatch.undo()
    connection.close()


def test_request_keeps_the_number_of_the_proxy(client):
    answer = client.get("/health/live", headers={"X-Request-ID": "proxy-0001"})

    assert answer.headers["X-Request-ID"] == "proxy-0001"


def test_request_number_with_other_signs_is_replaced(client):
    answer = client.get("/health/live", headers={"X-Request-ID": "a b\tc;drop"})

    assert len(answer.headers["X-Request-ID"]) == 32
