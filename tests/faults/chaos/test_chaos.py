import os
import secrets

import pytest

from tests.faults.chaos.run import run

# Starts services of its own: not again in the run on real ones.
pytestmark = [pytest.mark.slow, pytest.mark.embedded, pytest.mark.xdist_group("chaos")]
SECONDS = 60


def get_seed():
    """Another one each time; the one that is printed brings a run back."""
    return int(os.environ.get("CHAOS_SEED") or secrets.randbelow(1_000_000))


def test_chaos_loses_nothing_and_repeats_nothing(make_stack, capsys):
    stack = make_stack("elasticsearch")
    seed = get_seed()
    print(f"CHAOS_SEED={seed}")

    outcome = run(stack, seed=seed, seconds=SECONDS)

    with capsys.disabled():
        print(f"\n{outcome.draw()}")
    assert outcome.is_good, outcome.verdict
    assert sum(outcome.blows.values()) > SECONDS / 2
    assert outcome.drain_seconds < 2 * SECONDS
