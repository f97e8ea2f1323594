"""Everything is a function of the raw bytes: reading them again changes nothing but what a better reader sees."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from app.core.db import transaction
from app.ingest import reading
from tests.ingest.store import Journal, mail, open_journal


def _again(journal: Journal) -> None:
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE message_occurrences SET state = 'fetched', attempts = 0"))
    journal.process()


def _ids(journal: Journal) -> list[tuple[object, ...]]:
    return journal.rows("SELECT id, NULL FROM messages UNION ALL SELECT id, ticket_code FROM tickets ORDER BY 1")


@pytest.fixture
def journal(database_url: str) -> Journal:
    journal = open_journal()
    journal.receive(
        mail(message_id="q@x"),
        b"X-Received: by 1\r\n" + mail(message_id="q@x"),
        mail(
            message_id="a@x", subject="Re: Printer on fire", In_Reply_To="<q@x>", date="Mon, 02 Nov 2026 11:00:00 +0000"
        ),
        mail(message_id="z@y", subject="Other", sender="Bob <bob@other.example>"),
    )
    return journal


def test_reading_again_changes_nothing(journal: Journal) -> None:
    before = journal.outcome()
    ids = (
        journal.rows("SELECT id FROM messages ORDER BY 1"),
        journal.rows("SELECT id, ticket_code FROM tickets ORDER BY 1"),
    )
    _again(journal)
    assert journal.outcome() == before
    assert (
        journal.rows("SELECT id FROM messages ORDER BY 1"),
        journal.rows("SELECT id, ticket_code FROM tickets ORDER BY 1"),
    ) == ids


def test_a_better_reader_replaces_messages_and_leaves_no_orphan(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reading.parse_mail

    def better(raw: bytes):  # type: ignore[no-untyped-def]
        parsed = real(raw)
        return dataclasses.replace(parsed, fingerprint=bytes(reversed(parsed.fingerprint)), subject="Better")

    monkeypatch.setattr(reading, "parse_mail", better)
    _again(journal)
    assert journal.rows("SELECT count(*), min(subject), max(subject) FROM messages") == [(3, "Better", "Better")]
    assert journal.rows("SELECT subject, message_count FROM tickets ORDER BY number") == [("Better", 2), ("Better", 1)]
    assert journal.rows("SELECT count(*) FROM threads") == [(2,)]
