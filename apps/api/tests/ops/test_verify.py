"""Every invariant holds on a sound store, and each one notices its own breach."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from app.core.settings import get_settings
from app.ops.invariants import CATALOGUE, INVARIANTS
from app.ops.verify import SAMPLE, verify
from tests.invariants import broken_rules
from tests.ops.conftest import organization, raw_mail, receive

Superuser = psycopg.Connection[tuple[object, ...]]

_SYNC = """
INSERT INTO mailboxes (organization_id, id, kind, email, google_sub, status)
SELECT id, gen_random_uuid(), 'journal', 'journal@acme.test', '1', 'connected' FROM organizations;
INSERT INTO mailbox_syncs (organization_id, id, mailbox_id, backfill_state)
SELECT organization_id, gen_random_uuid(), id, 'done' FROM mailboxes WHERE kind = 'journal'
"""
_TWICE_DELIVERED = """
INSERT INTO send_identities (organization_id, id, mailbox_id, email)
SELECT organization_id, gen_random_uuid(), id, 'support@acme.test' FROM mailboxes;
INSERT INTO outbound_messages (organization_id, id, ticket_id, send_identity_id, mailbox_id, idempotency_key,
    content_hash, state, to_emails, cc_emails, bcc_emails, subject, body_text, send_at, gmail_message_id)
SELECT i.organization_id, gen_random_uuid(), t.id, i.id, i.mailbox_id, t.id::text, '', 'sent', '{}', '{}', '{}', '', '',
    now(), 'same'
FROM send_identities i, tickets t
"""
#: invariant → SQL that breaks it, run by a superuser with foreign keys off.
BREACHES = {
    "processed_has_message": "UPDATE message_occurrences SET message_id = gen_random_uuid()",
    "failed_has_reason": "UPDATE message_occurrences SET state = 'failed'",
    "message_has_ticket_or_reason": "DELETE FROM ticket_messages",
    "message_has_copy": "DELETE FROM message_occurrences",
    "raw_is_recorded": "DELETE FROM blobs",
    "one_message_per_identity": "DROP INDEX uq_messages_organization_id_identity_key;"
    "UPDATE messages SET identity_key = (SELECT min(identity_key) FROM messages)",
    "one_ticket_per_message": "ALTER TABLE ticket_messages DROP CONSTRAINT pk_ticket_messages CASCADE;"
    "INSERT INTO ticket_messages SELECT * FROM ticket_messages",
    "home_is_what_thread_says": "UPDATE ticket_messages SET pinned_at = now()",
    "shown_where_home_is": "UPDATE ticket_messages SET home_ticket_id = gen_random_uuid()",
    "same_bytes_same_message": "UPDATE message_occurrences"
    " SET raw_sha256 = (SELECT min(raw_sha256) FROM message_occurrences)",
    "one_copy_per_gmail_id": "DROP INDEX uq_message_occurrences_gmail;"
    "UPDATE message_occurrences SET gmail_message_id = 'same'",
    "cursor_is_known_before_listing": _SYNC,
    "one_delivery_per_reply": _TWICE_DELIVERED,
    "waiting_is_what_mails_say": "UPDATE tickets SET is_answered = NOT is_answered",
    "due_where_somebody_waits": "UPDATE tickets SET response_due_at = now(), response_due = 'next', status = 'closed'",
    "only_own_rows": "ALTER TABLE mailboxes DISABLE ROW LEVEL SECURITY",
    "nothing_without_organisation": "ALTER TABLE mailboxes DISABLE ROW LEVEL SECURITY",
    "tenant_tables_are_guarded": "ALTER TABLE mailboxes NO FORCE ROW LEVEL SECURITY",
    "foreign_keys_stay_inside": "CREATE UNIQUE INDEX ON queues (id);"
    "ALTER TABLE tickets ADD CONSTRAINT stray FOREIGN KEY (assignee_queue_id) REFERENCES queues (id)",
    "role_cannot_bypass": "ALTER TABLE queues OWNER TO oss_ticketing_app",
}


def test_a_sound_store_passes(acme: UUID) -> None:
    checks = verify([acme], full=True)
    assert [check for check in checks if not check.ok] == []
    examined = {check.name: check.examined for check in checks if check.examined is not None}
    assert examined == {
        "home_is_what_pins_say": 0,
        "due_is_what_is_promised": 0,
        "blobs_are_stored": 3,
        "reprocessing_changes_nothing": 3,
    }
    assert {check.name for check in checks} == {i.name for i in (*CATALOGUE, *INVARIANTS)} | set(examined)


def test_every_invariant_has_a_breach() -> None:
    assert set(BREACHES) == {i.name for i in (*CATALOGUE, *INVARIANTS)}


@pytest.mark.corrupts_store
@pytest.mark.parametrize("name", BREACHES)
def test_each_breach_is_noticed(name: str, acme: UUID, superuser: Superuser) -> None:
    other = organization("Other", "zoe@other.test")
    receive(other, [raw_mail(9)])
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(BREACHES[name])
    broken = {check.name: check for check in verify([acme, other]) if not check.ok}
    assert name in broken
    assert broken[name].violations >= 1
    assert broken[name].examples
    # What ends every other test sees as much.
    assert set(broken_rules()) == set(broken)


@pytest.mark.corrupts_store
@pytest.mark.parametrize("full", [True, False])
def test_lost_and_changed_bytes_are_noticed(full: bool, acme: UUID, superuser: Superuser) -> None:
    keys = [bytes(row[0]).hex() for row in superuser.execute("SELECT sha256 FROM blobs ORDER BY sha256")]  # type: ignore[call-overload]
    folder = get_settings().blob_dir / str(acme)
    (folder / keys[0][:2] / keys[0]).unlink()
    (folder / keys[1][:2] / keys[1]).write_bytes(b"other bytes")
    (check,) = (check for check in verify([acme], full=full) if check.name == "blobs_are_stored")
    assert (check.ok, check.violations, check.examples) == (False, 2, tuple(keys[:2]))


def test_a_sample_is_bounded_and_full_is_not(database_url: str) -> None:
    many = organization("Many")
    receive(many, [raw_mail(n) for n in range(SAMPLE + 5)], process=False)
    examined = {}
    for full in (False, True):
        (check,) = (c for c in verify([many], full=full) if c.name == "blobs_are_stored")
        examined[full] = check.examined
    assert examined == {False: SAMPLE, True: SAMPLE + 5}


@pytest.mark.corrupts_store
def test_a_mail_that_would_now_be_read_otherwise_is_noticed(acme: UUID, superuser: Superuser) -> None:
    superuser.execute("UPDATE message_contents SET body_text = 'other words'")
    (check,) = (check for check in verify([acme], full=True) if check.name == "reprocessing_changes_nothing")
    assert (check.ok, check.violations, check.examined) == (False, 3, 3)


@pytest.mark.corrupts_store
def test_a_mail_that_is_not_where_pins_say_is_noticed(acme: UUID, superuser: Superuser) -> None:
    superuser.execute("UPDATE threads SET has_pins = true")
    assert all(check.ok for check in verify([acme]))
    superuser.execute("UPDATE ticket_messages SET ticket_id = (SELECT max(id::text)::uuid FROM tickets)")
    (check,) = (check for check in verify([acme]) if check.name == "home_is_what_pins_say")
    assert (check.ok, check.violations > 0, check.examined) == (False, True, 3)
