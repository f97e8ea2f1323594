"""Following a mailbox: scenarios 12-30, 64, 66 and 67."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.clock import now
from app.core.db import transaction
from app.gmail import client
from app.gmail.changes import LabelChange
from app.gmail.client import Gmail
from app.gmail.copies import relabel
from app.gmail.failures import Failure, GmailError
from app.gmail.fetch import run_fetch
from app.gmail.history import advance, run_history_sync
from app.messages.models import DiscoveredBy
from app.messages.occurrences import Discovery, discover
from app.storage.blobs import LocalBlobs
from tests.api import Browser
from tests.gmail.workspace import JOURNAL, Workspace


@pytest.fixture
def synced(workspace: Workspace, mailbox_id: UUID) -> Workspace:
    """A mailbox of ten mails that is completely read."""
    workspace.put(10)
    workspace.drain()
    workspace.poll()
    assert workspace.stored() == workspace.truth()
    return workspace


def expire(workspace: Workspace) -> None:
    workspace.sim.post(f"/sim/mailboxes/{JOURNAL}/expire-history")
    workspace.put(1, first=9000)


def test_new_mail_is_found_and_the_cursor_moves_to_googles_id(synced: Workspace) -> None:
    synced.put(4, first=100)
    synced.poll()
    assert synced.stored() == synced.truth()
    assert synced.sync()["history_id"] == synced.google_history_id()
    assert synced.sync()["last_history_at"] is not None


def test_scenario_12_an_expired_history_is_resynced_and_never_jumped(synced: Workspace) -> None:
    lost = synced.put(5, first=100)
    expire(synced)
    queries: list[str | None] = []
    list_messages = Gmail.list_messages

    def listing(self: Gmail, token: str | None = None, query: str | None = None) -> Any:
        queries.append(query)
        # The new baseline is stored before the first page is asked for.
        assert synced.sync()["history_id"] == synced.google_history_id()
        return list_messages(self, token, query)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gmail, "list_messages", listing)
        synced.poll()
    assert queries[0] is not None
    assert queries[0].startswith("after:")
    assert int(queries[0][6:]) < (now() - timedelta(days=2)).timestamp() + 60
    assert queries[-1] is None, "a reconciliation of all ids follows"
    assert set(lost) <= set(synced.stored())
    assert synced.stored() == synced.truth()
    assert synced.sync()["resync_count"] == 1


def test_scenario_12_and_64_imported_old_mail_in_the_gap_is_found_by_the_reconciliation(synced: Workspace) -> None:
    old = synced.put_raw(b"Subject: from 2010\r\n\r\nold", date=now() - timedelta(days=5000))
    expire(synced)
    synced.poll()
    assert synced.states()[old] == "fetched"
    assert synced.sync()["reconcile_missing"] == 1


def test_scenario_13_expired_on_the_second_page(synced: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 5)
    synced.put(12, first=100)
    before = synced.sync()["history_id"]
    synced.script("expired", "history.list", skip=1)
    run_history_sync(*_key(synced))
    assert synced.sync()["resync_count"] == 1
    assert synced.sync()["history_id"] >= before
    assert synced.sync()["backfill_state"] == "pending"
    synced.poll()
    assert synced.stored() == synced.truth()


def test_scenario_14_a_fresh_cursor_that_is_refused_makes_no_hot_loop(synced: Workspace) -> None:
    synced.script("expired", "history.list", count=40)
    for number in range(6):
        synced.put(1, first=200 + number)
        synced.poll()
    sync = synced.sync()
    assert sync["resync_count"] == 1
    assert synced.ran.count("mailbox_backfill") < 5
    synced.db.execute("UPDATE mailbox_syncs SET backfill_finished_at = now() - interval '2 minutes'")
    synced.poll()
    assert synced.stored() == synced.truth(), "mail still comes in, by listing"
    synced.no_faults()
    synced.put(1, first=300)
    synced.poll()
    assert synced.stored() == synced.truth()
    assert synced.sync()["resync_count"] == 1


def test_scenario_15_pages_without_history(synced: Workspace) -> None:
    synced.put(6, first=100)
    synced.script("empty_page", "history.list", count=3)
    synced.poll()
    assert synced.stored() == synced.truth()


def test_scenario_15_pages_that_never_end_do_not_hang(synced: Workspace) -> None:
    synced.put(6, first=100)
    before = synced.sync()["history_id"]
    synced.faults(empty_page_rate=1.0)
    run_history_sync(*_key(synced))
    assert synced.sync()["history_id"] == before
    assert synced.sync()["failures"] == 1
    synced.no_faults()
    synced.settle()
    assert synced.stored() == synced.truth()


def test_scenario_16_no_changes(synced: Workspace) -> None:
    before = synced.sync()
    synced.poll()
    after = synced.sync()
    assert after["history_id"] == before["history_id"] == synced.google_history_id()
    assert after["last_history_at"] > before["last_history_at"]


def test_scenario_17_a_lower_id_never_moves_the_cursor_back(synced: Workspace) -> None:
    before = synced.sync()["history_id"]
    synced.put(2, first=100)
    synced.script("backward_id", "history.list")
    synced.poll()
    assert synced.sync()["history_id"] >= before
    assert synced.stored() == synced.truth()


def test_scenario_18_cursors_beyond_double_precision(workspace: Workspace, admin: Browser) -> None:
    workspace.sim.post("/sim/reset", {"history_start": str(2**63 + 5)})
    workspace.sim.admin.patch("/sim/settings", json={"quota_units_per_minute": 10_000_000})
    identifier = workspace.connect(admin)
    workspace.drain()
    first = workspace.sync()["history_id"]
    assert first > 2**63
    workspace.put(2)
    workspace.poll()
    assert workspace.sync()["history_id"] == workspace.google_history_id() > first
    shown = admin.get(f"/mailboxes/{identifier}/sync/status").json()["history"]["history_id"]
    assert shown == str(workspace.google_history_id())
    assert workspace.stored() == workspace.truth()


def test_scenario_19_and_23_duplicate_and_shuffled_records(synced: Workspace) -> None:
    ids = synced.put(5, first=100)
    synced.relabel(ids[0], add=("STARRED",))
    synced.relabel(ids[0], remove=("STARRED",))
    synced.delete(ids[1])
    synced.script("shuffle", "history.list")
    synced.poll()
    assert synced.stored() == synced.truth()
    assert synced.copy(ids[0])["label_ids"] == ["INBOX"]
    synced.script("duplicate_records", "history.list")
    synced.put(2, first=200)
    synced.poll()
    assert synced.stored() == synced.truth()


def test_scenario_20_a_label_record_of_an_unknown_message(synced: Workspace) -> None:
    unknown = synced.put(1, first=100)[0]
    synced.poll()
    synced.db.execute("DELETE FROM message_occurrences WHERE gmail_message_id = %s", (unknown,))
    synced.relabel(unknown, add=("STARRED",))
    synced.poll()
    assert synced.states()[unknown] == "fetched"


def test_scenario_21_added_and_deleted_before_we_looked(synced: Workspace) -> None:
    ids = synced.put(2, first=100)
    synced.delete(ids[0])
    synced.poll()
    assert synced.states().get(ids[0], "gone") == "gone"
    assert synced.states()[ids[1]] == "fetched"
    assert synced.mailbox()["status"] == "connected"


def test_scenario_22_a_message_that_comes_back_is_revived(synced: Workspace, admin: Browser) -> None:
    identifier = synced.put(1, first=100)[0]
    synced.poll()
    synced.db.execute(
        "UPDATE message_occurrences SET state = 'gone', raw_sha256 = NULL, deleted_at = now() "
        "WHERE gmail_message_id = %s",
        (identifier,),
    )
    synced.relabel(identifier, add=("INBOX", "STARRED"))
    synced.poll()
    row = synced.copy(identifier)
    assert (row["state"], row["deleted_at"]) == ("fetched", None)
    assert synced.stored() == synced.truth()


def test_scenario_24_trash_and_back_only_changes_labels(synced: Workspace) -> None:
    identifier = next(iter(synced.truth()))
    synced.relabel(identifier, add=("TRASH",), remove=("INBOX",))
    synced.poll()
    assert synced.copy(identifier)["label_ids"] == ["TRASH"]
    assert synced.copy(identifier)["state"] == "fetched"
    synced.relabel(identifier, add=("INBOX",), remove=("TRASH",))
    synced.poll()
    assert synced.copy(identifier)["label_ids"] == ["INBOX"]


def test_scenario_25_spam_is_kept_and_leaving_spam_is_processed_once_more(synced: Workspace) -> None:
    identifier = synced.put(1, first=100, labels=("SPAM",))[0]
    synced.poll()
    assert synced.copy(identifier)["label_ids"] == ["SPAM"]
    _pretend_processed(synced, identifier)
    synced.db.execute("DELETE FROM procrastinate_jobs")
    synced.relabel(identifier, add=("INBOX",), remove=("SPAM",))
    synced.poll()
    row = synced.copy(identifier)
    assert (row["state"], row["label_ids"], row["attempts"]) == ("fetched", ["INBOX"], 0)
    waiting = synced.db.execute(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'occurrence_process'"
    ).fetchone()
    assert waiting is not None
    assert waiting[0]
    # Other label changes of a processed mail do not process it again.
    _pretend_processed(synced, identifier)
    synced.relabel(identifier, add=("STARRED",))
    synced.poll()
    assert synced.copy(identifier)["state"] == "processed"


def test_scenario_26_deleted_at_gmail_stays_with_us(synced: Workspace) -> None:
    identifier = next(iter(synced.truth()))
    synced.delete(identifier)
    synced.poll()
    row = synced.copy(identifier)
    assert row["state"] == "fetched"
    assert row["raw_sha256"]
    assert row["deleted_at"] is not None
    assert synced.stored() == synced.truth()


def test_scenario_27_and_28_drafts_churn_and_are_sent(synced: Workspace) -> None:
    for number in range(3):
        draft = synced.put(1, first=100 + number, labels=("DRAFT",))[0]
        synced.delete(draft)
    kept = synced.put(1, first=150, labels=("DRAFT",))[0]
    sent = synced.put(1, first=160, labels=("SENT",))[0]
    synced.poll()
    assert kept not in synced.states()
    assert synced.states()[sent] == "fetched"
    assert len(synced.states()) == 11


def test_scenario_66_unknown_labels_are_stored_as_they_are(synced: Workspace) -> None:
    identifier = next(iter(synced.truth()))
    synced.sim.world.mailboxes[JOURNAL].messages[identifier].labels.add("Label_123456")
    synced.relabel(identifier, add=("STARRED",))
    synced.poll()
    assert "Label_123456" in synced.copy(identifier)["label_ids"]


def test_scenario_67_the_cursor_of_a_slower_worker_does_not_win(synced: Workspace) -> None:
    organization_id, mailbox_id = _key(synced)
    before = synced.sync()["history_id"]
    with transaction(organization_id) as session:
        advance(session, organization_id, mailbox_id, before + 50)
    with transaction(organization_id) as session:
        advance(session, organization_id, mailbox_id, before + 20)
    assert synced.sync()["history_id"] == before + 50


def test_a_pause_between_pages_leaves_the_cursor(
    synced: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 5)
    synced.put(12, first=100)
    before = synced.sync()["history_id"]
    history, calls = Gmail.history, list[int]()

    def pausing(self: Gmail, *args: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            admin.post(f"/mailboxes/{_key(synced)[1]}/sync/pause")
        return history(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(Gmail, "history", pausing)
        synced.poll()
    assert len(calls) == 2
    assert synced.sync()["history_id"] == before
    admin.post(f"/mailboxes/{_key(synced)[1]}/sync/resume")
    synced.settle()
    assert synced.stored() == synced.truth()


def _key(workspace: Workspace) -> tuple[UUID, UUID]:
    row = workspace.mailbox()
    return UUID(row["organization_id"]), UUID(row["id"])


def _pretend_processed(workspace: Workspace, gmail_id: str) -> None:
    """As after processing: attempts counted, a message stands behind it."""
    from app.ingest.jobs import occurrence_process
    from app.ingest.request import LANES

    for lane in range(LANES):
        occurrence_process(workspace.mailbox()["organization_id"], lane)
    assert workspace.copy(gmail_id)["state"] == "processed"


@pytest.mark.parametrize("after", [("INBOX",), ()])
def test_scenario_25_leaving_spam_while_the_bytes_are_on_their_way(
    synced: Workspace, monkeypatch: pytest.MonkeyPatch, after: tuple[str, ...]
) -> None:
    """Gmail answers the fetch with SPAM; before that is recorded, history says that it is none."""
    identifier = synced.put(1, first=100, labels=("SPAM",))[0]
    put_many, key = LocalBlobs.put_many, _key(synced)

    def late(self: LocalBlobs, *arguments: Any) -> Any:
        synced.relabel(identifier, add=after, remove=("SPAM",))
        run_history_sync(*key)
        return put_many(self, *arguments)

    # A listing named it, without labels: history has not told of it yet.
    with transaction(key[0]) as session:
        discover(session, *key, [Discovery(identifier)], DiscoveredBy.backfill)
    with monkeypatch.context() as patch:
        patch.setattr(LocalBlobs, "put_many", late)
        run_fetch(*key)
    row = synced.copy(identifier)
    assert (row["state"], row["label_ids"]) == ("fetched", list(after))
    # Later news still count.
    synced.relabel(identifier, add=("STARRED",))
    synced.poll()
    assert synced.copy(identifier)["label_ids"] == sorted({*after, "STARRED"})


def test_scenario_25_labels_that_came_with_the_bytes_are_newer_than_earlier_history(synced: Workspace) -> None:
    identifier, key = synced.put(1, first=100, labels=("SPAM",))[0], _key(synced)
    run_history_sync(*key)
    synced.relabel(identifier, add=("INBOX",), remove=("SPAM",))
    run_fetch(*key)
    assert synced.copy(identifier)["label_ids"] == ["INBOX"]


def test_scenario_25_leaving_spam_while_the_mail_is_read_asks_for_processing(synced: Workspace) -> None:
    identifier = synced.put(1, first=100, labels=("SPAM",))[0]
    synced.poll()
    # As while a worker reads it.
    synced.db.execute("UPDATE message_occurrences SET attempts = 1 WHERE gmail_message_id = %s", (identifier,))
    synced.db.execute("DELETE FROM procrastinate_jobs")
    synced.relabel(identifier, add=("INBOX",), remove=("SPAM",))
    synced.poll()
    row = synced.copy(identifier)
    assert (row["state"], row["label_ids"], row["attempts"]) == ("fetched", ["INBOX"], 0)
    waiting = synced.db.execute("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'occurrence_process'").fetchall()
    assert waiting


def test_the_same_labels_in_another_order_are_no_change(synced: Workspace) -> None:
    """Processing compares labels as they are stored: a mere reordering must not make it begin anew."""
    identifier, key = sorted(synced.truth())[0], _key(synced)
    synced.db.execute(
        "UPDATE message_occurrences SET label_ids = '{UNREAD,INBOX}' WHERE gmail_message_id = %s", (identifier,)
    )
    synced.db.execute("DELETE FROM procrastinate_jobs")
    newest = 2**63 + 5
    with transaction(key[0]) as session:
        change = LabelChange(newest, labels=("INBOX", "UNREAD"))
        assert relabel(session, *key, {identifier: change}) == 0
    assert synced.copy(identifier)["label_ids"] == ["UNREAD", "INBOX"]
    row = synced.db.execute(
        "SELECT gmail_history_id::text FROM message_occurrences WHERE gmail_message_id = %s", (identifier,)
    ).fetchone()
    assert row == (str(newest),)
    assert synced.db.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)


def _stubborn(patch: pytest.MonkeyPatch, wanted: str, failure: Failure) -> None:
    """Gmail answers for this message with `failure` alone, in every batch."""
    for method in ("minimal_batch", "raw_batch"):
        batch = getattr(Gmail, method)

        def refusing(self: Gmail, ids: list[str], batch: Any = batch) -> Any:
            answers = batch(self, ids)
            return {k: GmailError(failure) if k == wanted else v for k, v in answers.items()}

        patch.setattr(Gmail, method, refusing)


@pytest.mark.parametrize("failure", [Failure.transient, Failure.bad_request, Failure.precondition])
def test_scenario_21_a_message_that_cannot_be_looked_up_holds_nothing_up(
    synced: Workspace, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    stubborn, other = synced.put(2, first=100)
    synced.delete(stubborn)
    with monkeypatch.context() as patch:
        _stubborn(patch, stubborn, failure)
        synced.poll()
        assert synced.sync()["history_id"] == synced.google_history_id()
        assert synced.states()[other] == "fetched"
        assert synced.mailbox()["status"] == "connected"
    synced.settle()
    assert synced.states()[stubborn] == "gone"


def test_scenario_21_a_known_message_that_cannot_be_looked_up_stays_as_it_is(
    synced: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = sorted(synced.truth())[0]
    synced.relabel(known, add=("STARRED",))
    synced.delete(known)
    with monkeypatch.context() as patch:
        _stubborn(patch, known, Failure.transient)
        synced.poll()
    assert synced.sync()["history_id"] == synced.google_history_id()
    row = synced.copy(known)
    assert (row["state"], "STARRED" in row["label_ids"]) == ("fetched", True)


@pytest.mark.parametrize("failure", [Failure.rate_limited, Failure.scope_missing, Failure.domain_policy])
def test_scenario_21_what_is_wrong_with_the_whole_mailbox_leaves_the_cursor(
    synced: Workspace, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    before = synced.sync()["history_id"]
    stubborn = synced.put(1, first=100)[0]
    synced.delete(stubborn)
    with monkeypatch.context() as patch:
        _stubborn(patch, stubborn, failure)
        run_history_sync(*_key(synced))
    assert synced.sync()["history_id"] == before
    assert stubborn not in synced.states()
