"""A dry run says what the replay then does: messages, tickets and routing, compared before and after."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter

import pytest
from sqlalchemy import text

from app.core.db import transaction
from app.ingest import reading
from app.ingest.rehearsal import snapshot
from app.ingest.rehearsal_diff import Alteration, Snapshot, alterations
from app.ingest.replay import Selection, dry_run, replay
from tests.ingest.store import Journal, mail, open_journal


@pytest.fixture
def journal(database_url: str) -> Journal:
    """Two tickets, one of two mails and one that a person works on, and a newsletter."""
    journal = open_journal()
    journal.receive(
        mail(message_id="q@x.example"),
        mail(message_id="a@x.example", In_Reply_To="<q@x.example>", date="Mon, 02 Nov 2026 11:00:00 +0000"),
        mail(
            message_id="b@y.example",
            subject="Touched",
            sender="Bob <bob@y.example>",
            date="Tue, 03 Nov 2026 10:00:00 +0000",
        ),
        mail(message_id="n@z.example", subject="News", sender="News <n@z.example>", List_Id="<z.example>"),
    )
    return journal


def _touch(journal: Journal) -> None:
    with transaction() as session:
        user = session.execute(
            text(
                "INSERT INTO users (id, email, name) VALUES (gen_random_uuid(), 'eve@acme.example', 'Eve') RETURNING id"
            )
        ).scalar_one()
    with transaction(journal.organization_id) as session:
        session.execute(
            text(
                "INSERT INTO ticket_events (organization_id, id, ticket_id, kind, actor_user_id, data)"
                " SELECT organization_id, gen_random_uuid(), id, 'tags_changed', :u, '{}' FROM tickets"
                " WHERE subject = 'Touched'"
            ),
            {"u": user},
        )


def _rule(journal: Journal) -> None:
    with transaction(journal.organization_id) as session:
        session.execute(text("INSERT INTO queues (organization_id, id, name) VALUES (:o, gen_random_uuid(), 'Fire')"),
                        {"o": journal.organization_id})  # fmt: skip
        session.execute(
            text(
                "INSERT INTO routing_rules (organization_id, id, name, match_recipient_pattern, action_assign_queue_id)"
                " SELECT organization_id, gen_random_uuid(), 'All', 'support@*', id FROM queues"
            )
        )


def _everything(journal: Journal) -> Snapshot:
    with transaction(journal.organization_id) as session:
        messages = session.execute(text("SELECT id FROM messages")).scalars().all()
        tickets = session.execute(text("SELECT id FROM tickets")).scalars().all()
        return snapshot(session, journal.organization_id, messages, tickets)


def _plain(found: list[Alteration]) -> list[tuple[object, ...]]:
    return [(one.what, one.kind, one.id, one.label, sorted(one.fields.items())) for one in found]


def _store(journal: Journal) -> list[object]:
    tables = ("messages", "tickets", "ticket_events", "ticket_messages", "threads", "thread_keys",
              "message_occurrences", "delivery_reports", "attachments")  # fmt: skip
    counter = journal.rows("SELECT next_ticket_number FROM organizations")
    return [counter, *(sorted(journal.rows(f"SELECT * FROM {name}"), key=repr) for name in tables)]


def _predicted_and_done(journal: Journal) -> list[Alteration]:
    """The dry run, which must change nothing, beside what the replay then really does."""
    stored = _store(journal)
    predicted = dry_run(journal.organization_id, Selection(), rehearsing=True).alterations
    assert _store(journal) == stored
    before = _everything(journal)
    with transaction(journal.organization_id) as session:
        replay(session, journal.organization_id, Selection())
    journal.process()
    assert _plain(predicted) == _plain(alterations(before, _everything(journal)))
    return predicted


def test_nothing_changes_where_nothing_is_read_better(journal: Journal) -> None:
    _touch(journal)
    events = "SELECT * FROM ticket_events ORDER BY id"
    before = journal.rows(events)
    assert _predicted_and_done(journal) == []
    assert journal.rows(events) == before


def test_new_rules_route_what_nobody_has_touched(journal: Journal) -> None:
    _touch(journal)
    _rule(journal)
    (one,) = _predicted_and_done(journal)
    assert (one.what, one.kind, one.label) == ("routing", "changes", "T-000001")
    assert one.fields["queue"] == (None, "Fire")
    assert one.fields["routing"] == (
        "No rule matches: the ticket stays unassigned",
        "Rule “All” is the first that matches",
    )
    assert _predicted_and_done(journal) == []
    assert journal.rows("SELECT count(*) FROM ticket_events WHERE kind = 'routed'") == [(2,)]


def test_a_better_parser_opens_joins_and_renames(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.parse_mail

    def better(raw: bytes):  # type: ignore[no-untyped-def]
        # It sees no list, no reference, and another subject: a ticket appears, one is taken apart, one is renamed.
        parsed = real(re.sub(rb"List-Id: [^\r]*\r\n|In-Reply-To: [^\r]*\r\n", b"", raw))
        return dataclasses.replace(parsed, subject=parsed.subject.replace("Touched", "Renamed"))

    monkeypatch.setattr(reading, "parse_mail", better)
    found = _predicted_and_done(journal)
    counts = Counter(f"{one.what}_{one.kind}" for one in found)
    assert counts["ticket_appears"] == 1
    renamed = [one.fields["subject"] for one in found if one.what == "ticket" and "subject" in one.fields and one.id]
    assert renamed == [("Touched", "Renamed")]
    (news,) = [one for one in found if one.what == "message" and one.label == "News"]
    assert news.fields == {"classification": ("list", "human"), "outcome": ("parked", "a new ticket")}


def test_a_parser_that_tells_mails_apart(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.parse_mail

    def better(raw: bytes):  # type: ignore[no-untyped-def]
        parsed = real(raw)
        return dataclasses.replace(parsed, fingerprint=bytes(reversed(parsed.fingerprint)))

    monkeypatch.setattr(reading, "parse_mail", better)
    counts = Counter(f"{one.what}_{one.kind}" for one in _predicted_and_done(journal))
    assert (counts["message_appears"], counts["message_vanishes"]) == (4, 4)
    assert counts["ticket_appears"] == counts["ticket_vanishes"] == 0


def test_a_mail_that_the_database_refuses_is_told_by_itself(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.parse_mail

    def worse(raw: bytes):  # type: ignore[no-untyped-def]
        parsed = real(raw)
        return dataclasses.replace(parsed, subject="a\0b") if b"Touched" in raw else parsed

    monkeypatch.setattr(reading, "parse_mail", worse)
    stored = _store(journal)
    diff = dry_run(journal.organization_id, Selection(), rehearsing=True)
    assert diff.altered["message_fails"] == 1
    assert _store(journal) == stored
