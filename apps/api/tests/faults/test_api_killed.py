"""``kill -9`` of the API: while a mailbox is connected, and while it is read."""

from __future__ import annotations

import threading
import time
from random import Random

import httpx
import pytest

from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome, assert_same
from tests.faults.running import eventually
from tests.faults.scale import KILLS, SEED, TEST_SECONDS, unhurried

pytestmark = pytest.mark.timeout(TEST_SECONDS)

_KILLS = max(2, KILLS // 2)
_OF_A_MAILBOX = ("mailboxes", "mailbox_credentials", "mailbox_syncs", "mailbox_quotas", "procrastinate_jobs")


def test_an_api_killed_during_the_backfill_changes_nothing(deployment: Deployment, undisturbed: Outcome) -> None:
    rng = Random(SEED)
    api, worker = deployment.start_api(), deployment.start_worker(units=unhurried(8 * _KILLS))
    deployment.sign_in()
    mailbox = deployment.connect()
    for number in range(_KILLS):
        until = time.monotonic() + rng.uniform(0, 1.5)
        while time.monotonic() < until:
            assert deployment.browser.get(f"/mailboxes/{mailbox}/sync/status").status_code == 200
            # Something to write too, each time.
            assert deployment.post(f"/mailboxes/{mailbox}/sync/history").status_code == 200
        assert not deployment.done(), f"the work was done before kill {number + 1}"
        api.kill()
        assert not deployment.healthy()
        api = deployment.start_api()
        assert deployment.ready()
        # Nobody has to sign in again.
        assert deployment.browser.get("/me").status_code == 200
    assert worker.alive, worker
    worker.stop()
    worker = deployment.start_worker()
    assert_same(deployment.finish(worker, api), undisturbed)


def test_a_killed_connect_leaves_nothing_half_done(deployment: Deployment) -> None:
    api = deployment.start_api()
    deployment.sign_in()

    # While the person is at Google: the way back still works afterwards.
    callback = deployment.consent()
    api.kill()
    assert _rows(deployment) == 0
    api = deployment.start_api()

    # While the code is exchanged for tokens.
    deployment.sim.post("/sim/faults", {"hang_seconds": 10, "script": [{"kind": "hang", "method": "oauth.token"}]})
    broken = _come_back_in_background(deployment, callback)
    eventually("Google is asked for tokens", lambda: bool(deployment.sim.world.faults.hits.get("hang")))
    api.kill()
    broken.join(30)
    assert _rows(deployment) == 0
    api = deployment.start_api()
    # The consent was used up; the person is told so and begins again.
    assert deployment.come_back(callback) == {"error": "state_invalid"}

    # While the mailbox is stored: its row is written, its tokens are not yet.
    callback = deployment.consent()
    with deployment.server.connect(deployment.database) as blocker, blocker.transaction():
        blocker.execute("LOCK TABLE mailbox_credentials IN ACCESS EXCLUSIVE MODE")
        broken = _come_back_in_background(deployment, callback)
        eventually("the mailbox is being stored", lambda: _waiting_for_a_lock(deployment))
        api.kill()
    broken.join(30)
    eventually("the broken transaction ends", lambda: not _open_transactions(deployment))
    assert _rows(deployment) == 0
    assert deployment.count("cardinality(domains) > 0", "organizations") == 0
    api = deployment.start_api()
    assert deployment.browser.get("/mailboxes").json()["items"] == []

    deployment.connect()
    tables = _OF_A_MAILBOX[:-1]
    assert {table: deployment.count(table=table) for table in tables} == dict.fromkeys(tables, 1)
    assert deployment.count(table="procrastinate_jobs") == 2
    assert api.stop(), api
    deployment.verify()


def _come_back_in_background(deployment: Deployment, callback: str) -> threading.Thread:
    """The browser waits for an answer that never comes."""

    def come_back() -> None:
        with pytest.raises(httpx.TransportError):
            deployment.browser.get(callback, timeout=120)

    thread = threading.Thread(target=come_back, daemon=True)
    thread.start()
    return thread


def _rows(deployment: Deployment) -> int:
    return sum(deployment.count(table=table) for table in _OF_A_MAILBOX)


def _waiting_for_a_lock(deployment: Deployment) -> bool:
    return deployment.count("wait_event_type = 'Lock' AND datname = current_database()", "pg_stat_activity") > 0


def _open_transactions(deployment: Deployment) -> bool:
    mine = "datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    return deployment.count(f"{mine} AND backend_type = 'client backend'", "pg_stat_activity") > 0
