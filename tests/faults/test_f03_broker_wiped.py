from collections import Counter

import redis

from tests.faults.harness import kill, read_acknowledged


def test_f03_wiped_and_restarted_broker_only_delays(make_site, own_service):
    broker = own_service("redis")
    site = make_site(broker.url)
    site.start_bell()
    worker = site.start_worker(EFFECT_SECONDS="0.02")
    emitter = site.start_emitter(200)

    for _ in range(5):
        before = len(site.count_effects())
        site.wait_until(lambda seen=before: len(site.count_effects()) > seen)
        with redis.Redis.from_url(broker.url) as client:
            client.flushall()
    kill(worker)
    broker.kill()
    acknowledged = read_acknowledged(emitter)
    broker.start()
    site.start_worker()
    site.wait_until_settled()

    assert len(acknowledged) == 200
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(acknowledged)


def test_f03_without_a_broker_threads_deliver(make_site):
    site = make_site()
    site.start_threads()

    acknowledged = read_acknowledged(site.start_emitter(200))
    site.wait_until_settled()

    assert site.count_effects() == Counter(acknowledged)
