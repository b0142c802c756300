import smtplib

import elasticsearch
import pika
import psycopg
import pytest
import redis


def test_postgres_answers(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_redis_answers(redis_url):
    client = redis.Redis.from_url(redis_url)

    assert client.ping()
    client.close()


def test_rabbitmq_answers(rabbitmq_url):
    connection = pika.BlockingConnection(pika.URLParameters(rabbitmq_url))

    assert connection.is_open
    connection.close()


def test_elasticsearch_answers(elasticsearch_url):
    with elasticsearch.Elasticsearch(elasticsearch_url) as client:
        assert client.info()["version"]["number"].startswith("8.")


def test_mail_arrives(smtp):
    with smtplib.SMTP(smtp.host, smtp.port) as client:
        client.sendmail("a@example.org", ["b@example.org"], "Subject: Salam\n\nHello")

    assert [message["Subject"] for message in smtp.messages] == ["Salam"]


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_service_comes_back_at_its_address_after_a_kill(own_service, name):
    service = own_service(name)

    service.kill()

    assert not service.is_up()
    assert service.start().is_up()
