"""A pause in the middle of a backfill, and going on."""

from __future__ import annotations

import time

import pytest

from app.gmail.client import PAGE_SIZE
from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome, assert_same
from tests.faults.running import eventually
from tests.faults.scale import SHORT_WAITS, TEST_SECONDS, unhurried

pytestmark = pytest.mark.timeout(TEST_SECONDS)

_PAGE = 25 if SHORT_WAITS else PAGE_SIZE
#: The schedule looks four times a second here.
_POLL_SECONDS = 0.25
_QUIET_SECONDS = 8 * _POLL_SECONDS
#: What the fetcher may have in flight: one batch while units are scarce, three otherwise; see `app.gmail.fetch`.
_ROUND = 50 if SHORT_WAITS else 150


def test_a_pause_takes_effect_within_one_page_and_going_on_gives_the_same(
    deployment: Deployment, undisturbed: Outcome
) -> None:
    deployment.env["GMAIL_POLL_SECONDS"] = str(_POLL_SECONDS)
    deployment.sim.admin.patch("/sim/settings", json={"latency_ms": 300}).raise_for_status()
    api, worker = deployment.start_api(), deployment.start_worker(units=unhurried(4))
    deployment.sign_in()
    mailbox = deployment.connect()
    eventually("a page is listed", lambda: _listed(deployment) >= _PAGE, every=0.01)
    eventually("mail is fetched", lambda: _fetched(deployment) > 0, every=0.01)

    assert deployment.post(f"/mailboxes/{mailbox}/sync/pause?minutes=30").status_code == 200
    listed, fetched, asked = _listed(deployment), _fetched(deployment), _units(deployment)
    assert not deployment.done()
    # What had arrived is processed: a pause is about asking Google.
    eventually("what is under way ends", lambda: _idle(deployment), why=deployment.states)
    assert _listed(deployment) <= listed + _PAGE
    assert _fetched(deployment) <= fetched + _ROUND
    at_rest = (_listed(deployment), _fetched(deployment), _units(deployment))
    time.sleep(_QUIET_SECONDS)
    assert (_listed(deployment), _fetched(deployment), _units(deployment)) == at_rest, "a paused mailbox is worked on"
    assert at_rest[2] - asked <= 5 + 20 * _ROUND
    assert deployment.browser.get(f"/mailboxes/{mailbox}").json()["status"] == "paused"

    # The pause outlasts the worker.
    assert worker.stop(), worker
    worker = deployment.start_worker()
    time.sleep(_QUIET_SECONDS)
    assert (_listed(deployment), _fetched(deployment), _units(deployment)) == at_rest

    deployment.sim.admin.patch("/sim/settings", json={"latency_ms": 0}).raise_for_status()
    assert deployment.post(f"/mailboxes/{mailbox}/sync/resume").status_code == 200
    assert_same(deployment.finish(worker, api), undisturbed)


def _idle(deployment: Deployment) -> bool:
    working = deployment.count("status = 'doing'", "procrastinate_jobs")
    return not working and not deployment.count("state = 'fetched'")


def _listed(deployment: Deployment) -> int:
    row = deployment.db().execute("SELECT coalesce(max(backfill_listed), 0) FROM mailbox_syncs").fetchone()
    assert row is not None
    return int(str(row[0]))


def _fetched(deployment: Deployment) -> int:
    return deployment.count("raw_sha256 IS NOT NULL")


def _units(deployment: Deployment) -> int:
    """What Google has counted for the mailbox."""
    return int(deployment.sim.world.quota.total.get(deployment.journal, 0))
