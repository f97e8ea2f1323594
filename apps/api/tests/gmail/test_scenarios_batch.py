"""Fetching in batches: scenarios 8-11, 57 and 58, drafts and chats that a listing names."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.clock import now
from app.core.db import transaction
from app.gmail import client, fetch_batch
from app.gmail.answers import Mail
from app.gmail.backfill import run_backfill
from app.gmail.client import Gmail
from app.gmail.failures import Failure, GmailError, MustWait
from app.gmail.fetch import run_fetch
from app.gmail.pace import pace_of
from app.messages.models import DiscoveredBy
from app.messages.occurrences import Discovery, discover
from app.storage.blobs import LocalBlobs
from tests.api import Browser
from tests.gmail.workspace import Workspace, mail


def test_scenario_8_and_9_parts_that_fail_or_are_missing(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.put(60)
    workspace.faults(batch_part_rate=0.2, batch_missing_rate=0.1, seed=5)
    workspace.drain()
    hits = workspace.fault_hits()
    assert sum(hits.values()) > 0
    workspace.settle()
    assert workspace.stored() == workspace.truth()
    assert set(workspace.states().values()) == {"fetched"}


def test_scenario_8_refused_parts_make_batches_smaller(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.put(50)
    workspace.sim.admin.patch("/sim/settings", json={"batch_concurrency": 20}).raise_for_status()
    workspace.drain()
    assert pace_of(mailbox_id).size < 50
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_scenario_10_an_outer_401_replays_the_whole_batch(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.put(30)
    workspace.drain()
    workspace.put(30, first=100)
    workspace.sim.post("/sim/tokens/revoke", {"email": "journal@acme.example", "how": "expire_access"})
    workspace.poll()
    assert workspace.stored() == workspace.truth()
    assert workspace.mailbox()["status"] == "connected"


def test_scenario_57_mails_too_heavy_for_one_batch_are_fetched_apart(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BATCH_BYTES", 60_000)
    for number in range(8):
        workspace.put_raw(mail(number, body=b"x" * 10_000 * (number + 1)))
    workspace.drain()
    assert workspace.stored() == workspace.truth()


def test_scenario_57_a_mail_beyond_gmails_limit_is_set_aside(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BATCH_BYTES", 60_000)
    monkeypatch.setattr(fetch_batch, "LARGEST_MAIL", 100_000)
    big = workspace.put_raw(mail(1, body=b"x" * 150_000))
    workspace.put(3, first=10)
    workspace.drain()
    row = workspace.copy(big)
    assert (row["state"], row["error_code"]) == ("failed", "response_too_large")
    assert list(workspace.states().values()).count("fetched") == 3
    assert workspace.sync()["failures"] == 0


@pytest.mark.parametrize("kind", ["raw_missing", "raw_broken"])
def test_scenario_58_undecodable_bytes_are_tried_again_then_set_aside(
    workspace: Workspace, mailbox_id: UUID, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(4)
    raw_batch = Gmail.raw_batch

    def damaged(self: Gmail, wanted: list[str]) -> Any:
        workspace.script(kind, "messages.get", count=1, skip=2)
        return raw_batch(self, wanted)

    monkeypatch.setattr(Gmail, "raw_batch", damaged)
    workspace.drain()
    assert len(workspace.stored()) == 3
    [broken] = [identifier for identifier, state in workspace.states().items() if state == "discovered"]
    # Alone it is asked for by itself: damaged as well.
    for _ in range(4):
        workspace.no_faults()
        workspace.script(kind, "messages.get", count=1, skip=1)
        workspace.wait_out()
        workspace.poll()
    row = workspace.copy(broken)
    assert (row["state"], row["error_code"], row["attempts"]) == ("failed", "raw_undecodable", 3)
    # The daily comparison gives it another chance.
    workspace.no_faults()
    workspace.db.execute("UPDATE mailbox_syncs SET reconciled_at = now() - interval '2 days'")
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_scenario_27_and_30_listed_drafts_and_chats_are_no_mail(workspace: Workspace, mailbox_id: UUID) -> None:
    draft, chat = workspace.put(1, labels=("DRAFT",))[0], workspace.put(1, first=5, labels=("CHAT",))[0]
    sent = workspace.put(1, first=9, labels=("SENT",))[0]
    workspace.drain()
    assert {draft: "gone", chat: "gone", sent: "fetched"}.items() <= workspace.states().items()
    assert workspace.copy(draft)["error_code"] == "draft"
    before = workspace.sim.world.quota.total["journal@acme.example"]
    workspace.db.execute("UPDATE mailbox_syncs SET reconciled_at = now() - interval '2 days'")
    workspace.poll()
    assert workspace.states()[draft] == "gone"
    assert workspace.sync()["reconcile_missing"] == 0
    assert workspace.sim.world.quota.total["journal@acme.example"] - before < 20


def test_live_mail_is_fetched_before_the_backfill(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = workspace.put(30), workspace.put(3, first=100)
    key = (admin.organization_id, mailbox_id)
    with transaction(key[0]) as session:
        discover(session, *key, [Discovery(i) for i in old], DiscoveredBy.backfill)
        discover(session, *key, [Discovery(i) for i in new], DiscoveredBy.history)
    order: list[list[str]] = []
    raw_batch = Gmail.raw_batch

    def listen(self: Gmail, wanted: list[str]) -> Any:
        order.append(list(wanted))
        return raw_batch(self, wanted)

    monkeypatch.setattr(Gmail, "raw_batch", listen)
    workspace.poll()
    assert sorted(order[0]) == sorted(new)
    assert workspace.stored() == workspace.truth()


def test_blobs_are_written_before_the_rows_that_name_them(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(3)

    class Unwritable:
        def put_many(self, *_: object) -> list[bytes]:
            raise OSError("disk full")

    monkeypatch.setattr(fetch_batch, "get_blob_store", Unwritable)
    with pytest.raises(OSError, match="disk full"):
        workspace.drain()
    assert set(workspace.states().values()) == {"discovered"}
    monkeypatch.undo()
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_scenario_68_a_commit_that_fails_loses_nothing(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(20)
    record = fetch_batch._record

    def fail(*arguments: Any, **named: Any) -> None:
        record(*arguments, **named)
        raise ConnectionError("the database went away")

    monkeypatch.setattr(fetch_batch, "_record", fail)
    with pytest.raises(ConnectionError):
        workspace.drain()
    assert set(workspace.states().values()) == {"discovered"}
    monkeypatch.undo()
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_mail_is_fetched_in_its_exact_bytes(workspace: Workspace, mailbox_id: UUID) -> None:
    odd = b"From: =?utf-8?q?J\xc3\xb6rg?= <j@x.example>\nSubject: a\x00b\r\rc\r\n\r\n\xff\xfe\x00 -- ~_?>\r\n.\r\n"
    identifier = workspace.put_raw(odd)
    workspace.drain()
    assert workspace.stored() == workspace.truth()
    row = workspace.copy(identifier)
    assert row["size"] == len(odd)
    assert row["internal_date"] is not None


def test_scenario_57_a_heavy_batch_is_stored_piece_by_piece(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never more in memory than one answer, and what the pieces weigh is asked for once, not found out by halving."""
    monkeypatch.setattr(client, "BATCH_BYTES", 100_000)
    for number in range(30):
        workspace.put_raw(mail(number, body=b"x" * 25_000))
    put_many, raw_batch = LocalBlobs.put_many, Gmail.raw_batch
    stored: list[int] = []
    asked: list[int] = []
    held: list[int] = []

    def storing(self: LocalBlobs, organization_id: UUID, contents: list[bytes]) -> list[bytes]:
        stored.append(sum(map(len, contents)))
        return put_many(self, organization_id, contents)

    def asking(self: Gmail, wanted: list[str]) -> Any:
        asked.append(len(wanted))
        held.append(sum(len(o.raw) for o in gc.get_objects() if type(o) is Mail and o.raw and len(o.raw) > 25_000))
        return raw_batch(self, wanted)

    monkeypatch.setattr(LocalBlobs, "put_many", storing)
    monkeypatch.setattr(Gmail, "raw_batch", asking)
    gc.collect()  # What tests before this one left.
    workspace.drain()
    assert workspace.stored() == workspace.truth()
    assert max(stored) <= 100_000
    assert sum(stored) > 30 * 25_000
    assert max(held) == 0, "the piece before is let go of"
    assert sorted(asked) == [2] * 15 + [30]


@pytest.mark.parametrize("ending", [GmailError(Failure.transient), MustWait(now() + timedelta(minutes=1), "quota")])
def test_scenario_57_what_came_is_kept_when_a_later_piece_does_not(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch, ending: Exception
) -> None:
    monkeypatch.setattr(client, "BATCH_BYTES", 100_000)
    for number in range(10):
        workspace.put_raw(mail(number, body=b"x" * 25_000))
    raw_batch, pieces = Gmail.raw_batch, list[int]()

    def breaking(self: Gmail, wanted: list[str]) -> Any:
        pieces.append(len(wanted))
        if len(pieces) == 4:
            raise ending
        return raw_batch(self, wanted)

    with monkeypatch.context() as patch:
        patch.setattr(Gmail, "raw_batch", breaking)
        run_fetch_once(workspace, mailbox_id)
    assert list(workspace.states().values()).count("fetched") == 4
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_scenario_57_wrong_estimates_are_made_up_for_by_halving(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BATCH_BYTES", 60_000)
    for number in range(5):
        workspace.put_raw(mail(number, body=b"x" * 25_000))
    minimal_batch = Gmail.minimal_batch

    def wrong(self: Gmail, wanted: list[str]) -> dict[str, Any]:
        return {k: replace(v, size_estimate=1) for k, v in minimal_batch(self, wanted).items() if isinstance(v, Mail)}

    monkeypatch.setattr(Gmail, "minimal_batch", wrong)
    workspace.drain()
    assert workspace.stored() == workspace.truth()


def run_fetch_once(workspace: Workspace, mailbox_id: UUID) -> None:
    """List, then one run of the fetch job."""
    organization_id = UUID(workspace.mailbox()["organization_id"])
    run_backfill(organization_id, mailbox_id)
    run_fetch(organization_id, mailbox_id)


class Killed(BaseException):
    """The worker dies: nothing after this line of its runs."""


def _deadly(monkeypatch: pytest.MonkeyPatch, killer: str) -> list[list[str]]:
    """Whoever fetches `killer` dies; what was asked for, batch by batch."""
    asked: list[list[str]] = []
    raw_batch, raw = Gmail.raw_batch, Gmail.raw

    def batch(self: Gmail, wanted: list[str]) -> Any:
        asked.append(list(wanted))
        if killer in wanted:
            raise Killed
        return raw_batch(self, wanted)

    def alone(self: Gmail, wanted: str) -> Mail:
        asked.append([wanted])
        if killer == wanted:
            raise Killed
        return raw(self, wanted)

    monkeypatch.setattr(Gmail, "raw_batch", batch)
    monkeypatch.setattr(Gmail, "raw", alone)
    return asked


def test_scenario_59_a_mail_that_kills_the_worker_while_it_is_fetched_is_set_aside(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch, admin: Browser
) -> None:
    workspace.drain()
    killer = workspace.put(12)[5]
    asked = _deadly(monkeypatch, killer)
    deaths = 0
    for _ in range(12):
        try:
            workspace.poll()
        except Killed:
            deaths += 1
    row = workspace.copy(killer)
    assert (row["state"], row["error_code"], deaths) == ("failed", "killed_worker", 5)
    assert [killer] in asked, "after the first death it is asked for by itself"
    assert sum(killer in batch for batch in asked) == 5
    assert list(workspace.states().values()).count("fetched") == 11
    # It is listed, and no timer brings it back: a person does.
    workspace.db.execute("UPDATE mailbox_syncs SET reconciled_at = now() - interval '2 days'")
    workspace.poll()
    assert workspace.copy(killer)["state"] == "failed"
    listed = admin.get("/ops/occurrences", params={"state": "failed"}).json()["items"]
    assert [(one["gmail_message_id"], one["error"]["code"]) for one in listed] == [(killer, "killed_worker")]
    monkeypatch.undo()
    answer = admin.post("/ops/replay", json={"occurrence_ids": [listed[0]["id"]], "dry_run": False})
    assert answer.status_code in (200, 202), answer.text
    assert answer.json()["changed"] == 1
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_a_worker_that_dies_blames_no_mail_that_was_only_beside_it(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.drain()
    names = workspace.put(10)
    deadly = _deadly(monkeypatch, names[3])
    with pytest.raises(Killed):
        workspace.poll()
    assert deadly
    monkeypatch.undo()
    workspace.settle()
    assert workspace.stored() == workspace.truth()
    assert {workspace.copy(name)["fetches_begun"] for name in names} == {0}


def test_an_outage_counts_no_fetch(workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.drain()
    names = workspace.put(6)

    def away(self: Gmail, wanted: list[str]) -> Any:
        raise GmailError(Failure.transient, "no answer")

    monkeypatch.setattr(Gmail, "raw_batch", away)
    for _ in range(8):
        workspace.wait_out()
        workspace.poll()
    assert {workspace.copy(name)["fetches_begun"] for name in names} == {0}
    monkeypatch.undo()
    workspace.settle()
    assert workspace.stored() == workspace.truth()
