"""Listing a mailbox: scenarios 1-7 of the Gmail reference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.gmail import backfill, client
from app.gmail.backfill import run_backfill
from app.gmail.client import Gmail
from app.gmail.history import run_history_sync
from tests.api import Browser
from tests.gmail.workspace import JOURNAL, Workspace


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 10)


def test_scenario_1_the_baseline_is_stored_before_the_listing(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(5)
    baseline = workspace.google_history_id()
    seen: list[int | None] = []
    list_messages = Gmail.list_messages

    def listing(self: Gmail, *args: Any) -> Any:
        seen.append(workspace.sync()["history_id"])
        return list_messages(self, *args)

    monkeypatch.setattr(Gmail, "list_messages", listing)
    workspace.drain()
    assert seen[0] == baseline
    assert workspace.sync()["backfill_state"] == "done"
    assert workspace.stored() == workspace.truth()


def test_scenario_2_mail_that_arrives_while_pages_turn(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(35)
    list_messages = Gmail.list_messages

    def listing(self: Gmail, *args: Any) -> Any:
        page = list_messages(self, *args)
        workspace.put(2, first=1000 + len(workspace.truth()) * 10)
        return page

    monkeypatch.setattr(Gmail, "list_messages", listing)
    workspace.drain()
    monkeypatch.undo()
    workspace.poll()
    assert workspace.stored() == workspace.truth()
    assert len(workspace.truth()) > 40


def test_scenario_3_and_4_repeated_and_shuffled_ids(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.put(55)
    workspace.faults(shuffle_lists=True, list_duplicate_rate=0.8, seed=3)
    workspace.drain()
    assert workspace.stored() == workspace.truth()
    assert workspace.sync()["backfill_listed"] >= 55


def test_scenario_5_an_expired_page_token_starts_the_listing_again(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.put(35)
    workspace.script("400_page_token", "messages.list", skip=2)
    workspace.drain()
    assert workspace.sync()["last_error_code"] == "page_token_expired"
    before = workspace.sync()["history_id"]
    workspace.settle()
    assert workspace.stored() == workspace.truth()
    assert workspace.sync()["history_id"] >= before


def test_scenario_6_a_crash_in_the_middle_resumes_at_the_saved_page(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(45)
    baseline = workspace.google_history_id()
    pages: list[object] = []
    record_page = backfill._record_page

    def crash(*arguments: Any) -> None:
        record_page(*arguments)
        pages.append(arguments[3].page_token)
        if len(pages) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(backfill, "_record_page", crash)
    with pytest.raises(KeyboardInterrupt):
        run_backfill(admin.organization_id, mailbox_id)
    # The third page was not committed, the first two were.
    assert workspace.sync()["backfill_listed"] == 20
    workspace.put(3, first=900)
    monkeypatch.setattr(backfill, "_record_page", record_page)
    run_backfill(admin.organization_id, mailbox_id)
    assert workspace.sync()["backfill_listed"] >= 45
    assert workspace.sync()["history_id"] == baseline
    workspace.drain()
    assert workspace.stored() == workspace.truth()


def test_scenario_6_an_expired_baseline_in_the_middle_lists_everything_again(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(25)
    monkeypatch.setattr(backfill, "SLICE_SECONDS", 0)
    with pytest.raises(AssertionError, match="do not end"):
        workspace.drain(most=3)
    assert workspace.sync()["backfill_state"] == "pending"
    monkeypatch.undo()
    run_backfill(admin.organization_id, mailbox_id)
    first = workspace.sync()["history_id"]
    workspace.db.execute("UPDATE mailbox_syncs SET backfill_state = 'running', backfill_page_token = 'lost'")
    late = workspace.put(1, first=500)
    workspace.sim.post(f"/sim/mailboxes/{JOURNAL}/expire-history")
    workspace.put(1, first=501)
    run_history_sync(admin.organization_id, mailbox_id)
    sync = workspace.sync()
    assert (sync["backfill_state"], sync["backfill_query"], sync["backfill_page_token"]) == ("pending", None, None)
    assert sync["history_id"] > first
    workspace.settle()
    assert set(late) <= set(workspace.stored())
    assert workspace.stored() == workspace.truth()


def test_scenario_7_and_21_deleted_between_listing_and_fetching(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    ids = workspace.put(6)
    run_backfill(admin.organization_id, mailbox_id)
    workspace.delete(ids[0])
    workspace.drain()
    assert workspace.states()[ids[0]] == "gone"
    assert workspace.copy(ids[0])["deleted_at"] is not None
    assert workspace.stored() == workspace.truth()
    assert workspace.sync()["failures"] == 0


def test_a_second_full_listing_changes_nothing(workspace: Workspace, mailbox_id: UUID, admin: Browser) -> None:
    workspace.put(12)
    workspace.drain()
    before, cursor = workspace.states(), workspace.sync()["history_id"]
    answer = admin.post(f"/mailboxes/{mailbox_id}/sync/backfill")
    assert answer.status_code == 200
    assert answer.json()["job_type"] == "mailbox_backfill"
    assert answer.json()["job_id"]
    assert admin.post(f"/mailboxes/{mailbox_id}/sync/backfill").json()["job_id"] is None
    assert workspace.sync()["backfill_state"] == "pending"
    workspace.drain()
    assert workspace.states() == before
    assert workspace.sync()["history_id"] >= cursor
    assert workspace.sync()["backfill_listed"] == 12


def test_pause_takes_effect_within_one_page(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(45)
    list_messages, calls = Gmail.list_messages, list[int]()

    def listing(self: Gmail, *args: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            assert admin.post(f"/mailboxes/{mailbox_id}/sync/pause?minutes=5").status_code == 200
        return list_messages(self, *args)

    monkeypatch.setattr(Gmail, "list_messages", listing)
    workspace.drain()
    assert len(calls) == 2
    assert set(workspace.states().values()) == {"discovered"}
    assert workspace.poll() == []
    assert admin.get(f"/mailboxes/{mailbox_id}").json()["status"] == "paused"
    assert admin.post(f"/mailboxes/{mailbox_id}/sync/resume").json()["paused_until"] is None
    workspace.settle()
    assert workspace.stored() == workspace.truth()


def test_an_empty_mailbox_is_done_at_once(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.drain()
    sync = workspace.sync()
    assert (sync["backfill_state"], sync["backfill_listed"], sync["reconcile_missing"]) == ("done", 0, 0)
    assert sync["reconciled_at"] is not None
