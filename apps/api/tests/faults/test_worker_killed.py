"""``kill -9`` of the worker, again and again, at moments drawn at random."""

from __future__ import annotations

import time
from random import Random

import pytest

from app.worker import recovery
from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome, assert_same
from tests.faults.running import eventually
from tests.faults.scale import KILLS, MAILS, SEED, SHORT_WAITS, TEST_SECONDS, unhurried

pytestmark = pytest.mark.timeout(TEST_SECONDS)


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(
    deployment: Deployment, undisturbed: Outcome
) -> None:
    rng = Random(SEED)
    api = deployment.start_api()
    deployment.sign_in()
    deployment.connect()
    seen = []
    for number in range(KILLS):
        worker = deployment.start_worker(units=unhurried(KILLS))
        _wait_for_share(deployment, number)
        _MOMENTS[number % len(_MOMENTS)](deployment, rng)
        worker.kill()
        seen.append(deployment.states() | {"in work": _claimed(deployment)})
    print(f"\nkilled {len(seen)} times: {seen}")
    assert all(not _complete(state) for state in seen), "the work was done before the last kill"
    assert sum(state.get("job doing", 0) > 0 for state in seen) > KILLS // 2, "the kills met no work"
    worker = deployment.start_worker()
    assert_same(deployment.finish(worker, api), undisturbed)


def _wait_for_share(deployment: Deployment, number: int) -> None:
    """Spreads the kills over the backfill."""
    share = MAILS * number // (KILLS + 2)
    eventually("its share is read", lambda: _read(deployment) >= share, why=deployment.states)


def _any_time(_deployment: Deployment, rng: Random) -> None:
    """Also while the jobs of its predecessor are given back."""
    time.sleep(rng.uniform(0, recovery.DEAD_AFTER_SECONDS / (4 if SHORT_WAITS else 1)))


def _after_a_fetch(deployment: Deployment, rng: Random) -> None:
    """Soon after bytes have arrived: they may be half way through any step."""
    before = _read(deployment)
    eventually("mail arrives", lambda: _read(deployment) > before, every=0.01)
    time.sleep(rng.uniform(0, 0.3))


def _while_processing(deployment: Deployment, rng: Random) -> None:
    """Between the count of an attempt and its end. A mail is given five attempts, and the first one that waits is
    always tried first, so this moment comes at most every third time."""
    before = dict(_attempts(deployment))
    eventually(
        "a mail is claimed", lambda: any(n > before.get(i, 0) for i, n in _attempts(deployment).items()), every=0.003
    )
    time.sleep(rng.uniform(0, 0.03))


_MOMENTS = (_after_a_fetch, _while_processing, _any_time)


def _read(deployment: Deployment) -> int:
    return deployment.count("raw_sha256 IS NOT NULL")


def _attempts(deployment: Deployment) -> dict[str, int]:
    rows = deployment.db().execute("SELECT id::text, attempts FROM message_occurrences WHERE state = 'fetched'")
    return {str(i): int(str(n)) for i, n in rows}


def _claimed(deployment: Deployment) -> int:
    return deployment.count("state = 'fetched' AND attempts > 0")


def _complete(state: dict[str, int]) -> bool:
    return not state.get("discovered") and not state.get("fetched") and "listing done" in state
