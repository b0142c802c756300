import random
import time
import uuid
from collections import Counter

import dramatiq
import pytest
import redis
from dramatiq.brokers.redis import RedisBroker

from tests.faults.harness import MANAGE, read_acknowledged

LANES = ("effects", "neighbours")
REPEATED, EXTRA = 5, 20
CLAIM = b"WITH owed AS MATERIALIZED"
LOOK = b"SELECT EXISTS (SELECT 1 FROM events_delivery AS d"


class Courier:
    """Takes rings from one Redis database and brings them to another, badly."""

    def __init__(self, source, target):
        self.source = redis.Redis.from_url(source)
        self.client = redis.Redis.from_url(target)
        self.broker = RedisBroker(client=self.client, namespace="forsa", middleware=[])
        self.chance = random.Random(7)  # noqa: S311 -- a seed, not a secret

    def collect(self):
        """Every ring that is waiting at the source."""
        for lane in LANES:
            while ring := self.source.lpop(f"forsa:{lane}"):
                yield dramatiq.Message.decode(
                    self.source.hget(f"forsa:{lane}.msgs", ring)
                )

    def bring(self, rings):
        for ring in rings:
            again = {**ring.options, "redis_message_id": str(uuid.uuid4())}
            # A worker passes over rings older than ten seconds.
            now = int(time.time() * 1000)
            self.broker.enqueue(ring._replace(options=again, message_timestamp=now))

    def is_idle(self):
        """Every ring that was brought has been answered."""
        return not any(self.client.hlen(f"forsa:{lane}.msgs") for lane in LANES)

    def close(self):
        self.source.close()
        self.broker.close()
        self.client.close()


@pytest.fixture
def make_courier():
    couriers = []

    def make(source, target):
        couriers.append(Courier(source, target))
        return couriers[-1]

    yield make
    for courier in couriers:
        courier.close()


def test_f07_rings_repeated_shuffled_and_late_change_nothing(
    make_site, make_courier, own_service
):
    target = own_service("redis").url
    source = target.removesuffix("/0") + "/1"
    site, courier = make_site(target), make_courier(source, target)
    site.query("ALTER DATABASE postgres SET log_statement = 'all'")
    site.start_worker(EFFECT_SECONDS="0.002")
    emitter = site.spawn([*MANAGE, "emit", "200"], BROKER_URL=source)

    rings = []
    while emitter.poll() is None:
        rings += courier.collect()
        # Some at once and some late, before and after what they were rung for.
        courier.bring(courier.chance.choices(rings, k=3) if rings else [])
        time.sleep(0.05)
    rings += courier.collect()
    repeated = rings * REPEATED
    courier.chance.shuffle(repeated)
    courier.bring(repeated)
    acknowledged = read_acknowledged(emitter)
    site.wait_until_settled()
    site.wait_until(courier.is_idle)

    assert len(acknowledged) == 200
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(acknowledged)

    # One more look each, and not one claim.
    log = site.database.log
    before = log.stat().st_size
    for _ in range(EXTRA):
        courier.bring({ring.queue_name: ring for ring in rings}.values())
        site.wait_until(courier.is_idle)
    queries = log.read_bytes()[before:]
    assert queries.count(CLAIM) == 0
    assert 0 < queries.count(LOOK) <= EXTRA * len(LANES)
