"""Google answers one call in twenty with an error, parts of batches fail, lists come in any order, and the history
that the mailbox was followed by expires in the middle of the backfill."""

from __future__ import annotations

import pytest

from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome, assert_same
from tests.faults.running import eventually
from tests.faults.scale import MAILS, SEED, TEST_SECONDS, unhurried

pytestmark = pytest.mark.timeout(TEST_SECONDS)

_FAULTS = {
    "seed": SEED,
    "rates": {"429": 0.02, "500": 0.02, "reset": 0.01},
    "methods": ["messages.*", "history.*", "batch", "getProfile", "oauth.token"],
    "batch_part_rate": 0.02,
    "shuffle_lists": True,
}
_LATE = 5


def test_a_google_that_fails_often_gives_the_same_result(deployment: Deployment, undisturbed: Outcome) -> None:
    api = deployment.start_api()
    deployment.sign_in()
    deployment.connect()
    deployment.sim.post("/sim/faults", _FAULTS)
    worker = deployment.start_worker(units=unhurried(1))
    eventually(
        "a quarter is read",
        lambda: deployment.count("raw_sha256 IS NOT NULL") >= MAILS // 4,
        why=lambda: f"{deployment.states()} {worker}",
    )
    assert not deployment.done()
    worker.stop()
    # Only a new listing can find these: the history that names them is gone before it is read.
    _deliver(deployment)
    deployment.sim.admin.post(f"/sim/mailboxes/{deployment.journal}/expire-history").raise_for_status()
    worker = deployment.start_worker()
    eventually(
        "the expired history is answered",
        lambda: deployment.count("resync_count > 0", "mailbox_syncs") == 1,
        why=lambda: f"{deployment.states()} {worker}",
    )
    outcome = deployment.finish(worker, api)
    hits = dict(deployment.sim.world.faults.hits)
    print(f"\nfaults: {hits}; {outcome.summary()}")
    assert set(hits) & {"429", "500", "reset"}, "no call failed"

    late = {f"Late {number}" for number in range(_LATE)}
    assert {ticket[0]: n for ticket, n in outcome.tickets.items() if ticket[0] in late} == dict.fromkeys(late, 1)
    assert_same(outcome.without(late), undisturbed)


def _deliver(deployment: Deployment) -> None:
    for number in range(_LATE):
        raw = (
            f"From: Nina <nina{number}@late.example>\r\nTo: support@acme.example\r\nSubject: Late {number}\r\n"
            f"Message-ID: <late-{number}@late.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nHello\r\n"
        )
        deployment.sim.deliver(f"nina{number}@late.example", ["support@acme.example"], raw.encode())
