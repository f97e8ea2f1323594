"""The comparison of all ids, and what the schedule asks for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.core.clock import now
from app.gmail import client
from app.gmail.schedule import schedule_due
from tests.api import Browser
from tests.gmail.workspace import Workspace


@pytest.fixture
def synced(workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(client, "PAGE_SIZE", 10)
    workspace.put(35)
    workspace.drain()
    workspace.poll()
    assert workspace.stored() == workspace.truth()
    return workspace


def forget(workspace: Workspace, count: int) -> None:
    workspace.db.execute(
        "DELETE FROM message_occurrences WHERE id IN (SELECT id FROM message_occurrences ORDER BY id LIMIT %s)",
        (count,),
    )


def a_day_passes(workspace: Workspace) -> None:
    workspace.db.execute("UPDATE mailbox_syncs SET reconciled_at = now() - interval '25 hours'")


def test_what_is_missing_is_found_and_fetched(synced: Workspace, mailbox_id: UUID, admin: Browser) -> None:
    forget(synced, 7)
    a_day_passes(synced)
    synced.poll()
    assert synced.stored() == synced.truth()
    shown = admin.get(f"/mailboxes/{mailbox_id}/sync/status").json()["reconcile"]
    assert shown["missing_found"] == 7
    a_day_passes(synced)
    synced.poll()
    assert synced.sync()["reconcile_missing"] == 0


def test_it_runs_once_a_day(synced: Workspace) -> None:
    assert "mailbox_reconcile" not in synced.poll()
    a_day_passes(synced)
    assert "mailbox_reconcile" in synced.poll()
    assert "mailbox_reconcile" not in synced.poll()


def test_it_goes_on_where_its_time_slice_ended(synced: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(synced, 7)
    a_day_passes(synced)
    synced.script("503", "messages.list", count=4, skip=2)
    synced.poll()
    assert synced.sync()["reconcile_page_token"]
    synced.wait_out()
    synced.poll()
    assert synced.sync()["reconcile_page_token"] is None
    assert synced.sync()["reconcile_missing"] == 7
    assert synced.stored() == synced.truth()


def test_an_expired_page_token_begins_anew(synced: Workspace) -> None:
    forget(synced, 7)
    a_day_passes(synced)
    synced.script("400_page_token", "messages.list", skip=1)
    synced.poll()
    assert synced.sync()["reconcile_page_token"] is None
    assert synced.sync()["reconciled_at"] < (now() - timedelta(hours=20)).isoformat()
    synced.wait_out()
    synced.poll()
    assert synced.stored() == synced.truth()


def test_a_lost_wake_up_is_made_good(synced: Workspace) -> None:
    synced.db.execute("UPDATE message_occurrences SET state = 'discovered', raw_sha256 = NULL")
    synced.db.execute("DELETE FROM procrastinate_jobs")
    assert "occurrence_fetch_raw" in synced.poll()
    assert synced.stored() == synced.truth()
    waiting = synced.db.execute("SELECT DISTINCT task_name FROM procrastinate_jobs").fetchall()
    assert waiting == [("occurrence_process",)]


def test_history_is_polled_no_more_often_than_configured(synced: Workspace) -> None:
    synced.db.execute("DELETE FROM procrastinate_jobs")
    schedule_due(now())
    assert synced.drain() == []
    schedule_due(now() + timedelta(seconds=31))
    assert synced.drain() == ["mailbox_history_sync"]


def test_a_job_that_waits_is_not_enqueued_twice(synced: Workspace) -> None:
    for _ in range(3):
        schedule_due(now() + timedelta(seconds=60))
    row = synced.db.execute(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'mailbox_history_sync'"
    ).fetchone()
    assert row == (1,)


def test_one_scheduler_at_a_time(synced: Workspace) -> None:
    synced.db.execute("BEGIN")
    synced.db.execute("SELECT pg_advisory_xact_lock(7406)")
    assert schedule_due(now() + timedelta(seconds=60)) == 0
    synced.db.execute("COMMIT")
    assert schedule_due(now() + timedelta(seconds=60)) == 1


@pytest.mark.fresh_database
def test_progress_reads_an_index(synced: Workspace) -> None:
    mailbox = synced.mailbox()
    # Enough beside it that only what also names the mailbox is cheap.
    synced.db.execute(
        "INSERT INTO mailboxes SELECT (jsonb_populate_record(NULL::mailboxes,"
        " to_jsonb(m) || jsonb_build_object('id', gen_random_uuid(), 'google_sub', '2'))).* FROM mailboxes m"
    )
    synced.db.execute(
        "INSERT INTO message_occurrences SELECT (jsonb_populate_record(NULL::message_occurrences, to_jsonb(o)"
        " || jsonb_build_object('id', gen_random_uuid(), 'mailbox_id', m.id, 'gmail_message_id', number::text))).*"
        " FROM (SELECT * FROM message_occurrences LIMIT 1) o, mailboxes m, generate_series(1, 5000) number"
        " WHERE m.id <> o.mailbox_id"
    )
    synced.db.execute("VACUUM ANALYZE message_occurrences")
    plan = synced.db.execute(
        "EXPLAIN SELECT state, count(*) FROM message_occurrences "
        "WHERE organization_id = %s AND mailbox_id = %s GROUP BY 1",
        (mailbox["organization_id"], mailbox["id"]),
    ).fetchall()
    assert "ix_message_occurrences_progress" in str(plan)
