"""Redis as a broker at whose queues workers wait, and answer at once.

Dramatiq's own consumers look again and again, ever more seldom, until they look
once a second; what a quiet lane is rung for would wait half of that.
"""
# These classes of Dramatiq have no types.

import time

import redis
from dramatiq import MessageProxy
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.errors import ConnectionClosed

WAIT_SECONDS = 1.0
"""After which a consumer looks whether it has to end."""
FULL_SECONDS = 0.005
"""Between two looks whether one of the messages in hand is done."""


class PromptRedisBroker(RedisBroker):
    """Dramatiq's broker, with consumers that wait."""

    @property
    def consumer_class(self) -> type["PromptConsumer"]:
        return PromptConsumer


class PromptConsumer(_RedisConsumer):
    """Returns nothing when a second is over, or when it is worth another look."""

    def __init__(
        self, broker: PromptRedisBroker, queue_name: str, prefetch: int, timeout: int
    ) -> None:
        # Without a timeout, it never sleeps of itself.
        super().__init__(broker, queue_name, prefetch, timeout=0)  # type: ignore[no-untyped-call]
        self._queue = f"{broker.namespace}:{queue_name}"

    def __next__(self) -> MessageProxy | None:
        message: MessageProxy | None = super().__next__()  # type: ignore[no-untyped-call]
        if message is None:
            self._wait()
        return message

    def _wait(self) -> None:
        if self.outstanding_message_count >= self.prefetch:
            time.sleep(FULL_SECONDS)
            return
        try:
            # From the head of the list to its head: it waits, and nothing moves.
            self.broker.client.blmove(
                self._queue, self._queue, WAIT_SECONDS, src="LEFT", dest="LEFT"
            )
        except redis.ConnectionError as error:
            raise ConnectionClosed(error) from None  # type: ignore[no-untyped-call]
