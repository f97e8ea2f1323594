"""A Google that fails: whatever goes wrong, in the end we have exactly what it has."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from app.gmail import client
from tests.gmail.workspace import JOURNAL, Workspace

RATES = {"429": 0.015, "500": 0.015, "reset": 0.01, "503_html": 0.01, "html_200": 0.005, "truncated": 0.005}


@pytest.mark.parametrize("seed", [1, 2])
def test_random_faults_shuffled_lists_and_an_expired_history_give_the_same_store(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 25)
    rng = random.Random(seed)
    workspace.put(100)
    workspace.put(10, first=500, labels=("SPAM",))
    workspace.faults(
        seed=seed,
        rates={kind: rate * 2 for kind, rate in RATES.items()},
        batch_part_rate=0.02,
        batch_missing_rate=0.01,
        empty_page_rate=0.1,
        shuffle_lists=True,
        list_duplicate_rate=0.2,
    )
    for step in range(6):
        workspace.drain()
        workspace.wait_out()
        _life(workspace, rng, 1000 + step * 100)
        if step in (2, 4):
            workspace.sim.post(f"/sim/mailboxes/{JOURNAL}/expire-history")
        workspace.poll()
    rounds = workspace.settle()
    assert sum(workspace.fault_hits().values()) > 5
    workspace.no_faults()
    workspace.settle()
    assert workspace.stored() == workspace.truth(), f"after {rounds} rounds"
    assert "failed" not in workspace.states().values()
    assert workspace.mailbox()["status"] == "connected"


def _life(workspace: Workspace, rng: random.Random, first: int) -> None:
    """What people do in a mailbox meanwhile."""
    workspace.put(rng.randrange(2, 8), first=first)
    workspace.put(1, first=first + 50, labels=("DRAFT",))
    ids = sorted(workspace.truth())
    box = workspace.sim.world.mailboxes[JOURNAL]
    for identifier in rng.sample(ids, 3):
        if "DRAFT" not in box.messages[identifier].labels:
            workspace.relabel(identifier, add=("TRASH",), remove=("INBOX",))
    for identifier in ids:
        if "DRAFT" in box.messages[identifier].labels:
            workspace.delete(identifier)


@pytest.mark.parametrize("seed", [11, 12])
def test_a_worker_killed_again_and_again_loses_nothing_and_repeats_nothing(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Killed between any two statements: an exception that nothing handles, at a random commit."""
    from app.core import db

    monkeypatch.setattr(client, "PAGE_SIZE", 20)
    workspace.put(120)
    rng = random.Random(seed)
    original = db.Session.flush
    killed = 0

    class Killed(BaseException):
        pass

    def flush(self: db.Session, *args: object) -> None:
        nonlocal killed
        if killed < 10 and rng.random() < 0.06:
            killed += 1
            raise Killed
        original(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(db.Session, "flush", flush)
    for _ in range(200):
        try:
            if workspace.settle() < 60:
                break
        except Killed:
            continue
    assert killed >= 3
    assert workspace.stored() == workspace.truth()
    assert len(workspace.states()) == 120
