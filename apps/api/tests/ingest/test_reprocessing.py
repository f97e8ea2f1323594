"""Everything is a function of the raw bytes: reading them again changes nothing but what a better reader sees."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from app.core.db import transaction
from app.ingest import pipeline, reading
from tests.ingest.store import Arrival, Journal, mail, open_journal


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
    assert journal.rows("SELECT subject, message_count FROM tickets ORDER BY 2") == [("Better", 1), ("Better", 2)]
    assert journal.rows("SELECT count(*) FROM threads") == [(2,)]


def test_a_ticket_that_people_worked_on_keeps_its_mail(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.parse_mail
    with transaction(journal.organization_id) as session:
        session.execute(
            text(
                "WITH u AS (INSERT INTO users (id, email) VALUES (gen_random_uuid(), 'a@own.example') RETURNING id)"
                " INSERT INTO ticket_events (organization_id, id, ticket_id, kind, actor_user_id, data)"
                " SELECT t.organization_id, gen_random_uuid(), t.id, 'note_added', u.id, '{}' FROM tickets t, u"
            )
        )
    before = journal.rows("SELECT id, ticket_code, message_count FROM tickets ORDER BY 1")

    def other(raw: bytes):  # type: ignore[no-untyped-def]
        parsed = real(raw)
        return dataclasses.replace(parsed, fingerprint=bytes(reversed(parsed.fingerprint)))

    monkeypatch.setattr(reading, "parse_mail", other)
    _again(journal)
    assert journal.rows("SELECT id, ticket_code, message_count FROM tickets ORDER BY 1") == before
    assert journal.rows("SELECT count(*) FROM ticket_events WHERE kind = 'created'") == [(2,)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_equal_bytes_of_which_one_copy_is_spam_are_human_in_any_order(
    database_url: str, order: tuple[int, ...]
) -> None:
    journal = open_journal()
    copies = [Arrival("spam", mail(message_id="s@x"), label_ids=("SPAM",)), Arrival("inbox", mail(message_id="s@x"))]
    for number in order:
        journal.arrive([copies[number]])
        journal.process()
    assert journal.rows("SELECT classification FROM messages") == [("human",)]
    assert journal.rows("SELECT count(*) FROM tickets") == [(1,)]


def test_labels_that_change_while_a_copy_is_read_are_not_lost(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = open_journal()
    journal.arrive([Arrival("1", mail(message_id="s@x"), label_ids=("SPAM",))])
    real = pipeline.read_copy

    def meanwhile(blobs, organization_id, claimed, around):  # type: ignore[no-untyped-def]
        copy = real(blobs, organization_id, claimed, around)
        with transaction(organization_id) as session:
            session.execute(text("UPDATE message_occurrences SET label_ids = '{INBOX}'"))
        return copy

    monkeypatch.setattr(pipeline, "read_copy", meanwhile)
    journal.process()
    assert journal.rows("SELECT state, classification FROM message_occurrences, messages") == [("processed", "human")]
