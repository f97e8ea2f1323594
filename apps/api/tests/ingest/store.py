"""An organisation with mail in its store, and what became of the mail, in terms that do not depend on ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from app.core.db import transaction
from app.core.ids import new_id
from app.identity.models import Organization
from app.ingest.drain import process_waiting
from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus
from app.messages.models import DiscoveredBy, Occurrence, OccurrenceState
from app.messages.occurrences import remember_blobs
from app.storage.blobs import get_blob_store

DOMAIN = "acme.example"


@dataclass(frozen=True)
class Arrival:
    """A copy of a mail as it lies in the journal."""

    name: str
    raw: bytes
    internal_date: datetime | None = None
    label_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Journal:
    """An organisation with one journal mailbox."""

    organization_id: UUID
    mailbox_id: UUID

    def arrive(self, arrivals: Sequence[Arrival]) -> list[UUID]:
        """Store copies as fetched; their ids in order."""
        if not arrivals:
            return []
        keys = get_blob_store().put_many(self.organization_id, [a.raw for a in arrivals])
        ids = [new_id() for _ in arrivals]
        with transaction(self.organization_id) as session:
            remember_blobs(session, self.organization_id, {k: len(a.raw) for k, a in zip(keys, arrivals, strict=True)})
            session.execute(
                insert(Occurrence),
                [
                    {
                        "organization_id": self.organization_id,
                        "id": i,
                        "mailbox_id": self.mailbox_id,
                        "gmail_message_id": arrival.name,
                        "state": OccurrenceState.fetched,
                        "discovered_by": DiscoveredBy.backfill,
                        "priority": 10,
                        "raw_sha256": key,
                        "size": len(arrival.raw),
                        "internal_date": arrival.internal_date,
                        "label_ids": list(arrival.label_ids),
                    }
                    for i, key, arrival in zip(ids, keys, arrivals, strict=True)
                ],
            )
        return ids

    def process(self) -> int:
        """Process everything that waits."""
        return process_waiting(self.organization_id)

    def receive(self, *raws: bytes) -> None:
        """Let mails arrive, in this order, and process them together."""
        self.arrive([Arrival(str(new_id()), raw) for raw in raws])
        self.process()

    def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        """What a statement says within this organisation."""
        with transaction(self.organization_id) as session:
            return [tuple(row) for row in session.execute(text(sql), values)]

    def execute(self, sql: str, **values: object) -> None:
        """Change something within this organisation."""
        with transaction(self.organization_id) as session:
            session.execute(text(sql), values)

    def partition(self) -> frozenset[frozenset[str]]:
        """Which copies ended in one ticket or parked thread, by name."""
        groups: dict[object, set[str]] = {}
        for name, thread, ticket in self.rows(
            "SELECT o.gmail_message_id, m.thread_id, tm.ticket_id FROM message_occurrences o"
            " JOIN messages m ON m.organization_id = o.organization_id AND m.id = o.message_id"
            " LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id"
        ):
            groups.setdefault(ticket or thread, set()).add(str(name))
        return frozenset(frozenset(g) for g in groups.values())

    def outcome(self) -> dict[str, object]:
        """Everything that must not depend on order: messages, tickets, dispositions, as text."""
        return {
            "copies": self.rows(
                "SELECT gmail_message_id, state, original_recipient FROM message_occurrences ORDER BY 1"
            ),
            "messages": self.rows(
                "SELECT encode(identity_key, 'hex'), rfc_message_id, direction, classification, from_email, subject,"
                " snippet, sort_at, encode(raw_sha256, 'hex') FROM messages WHERE true ORDER BY 1"
            ),
            "tickets": sorted(
                self.rows(
                    "SELECT t.subject, requester_email, requester_name, status, priority, message_count,"
                    " t.has_attachments, first_message_at, last_message_at, last_inbound_at, last_outbound_at,"
                    " is_answered, awaiting_reply_since,"
                    " last_direction, t.snippet, t.tags, q.name, assignee_user_id, encode(m.identity_key, 'hex')"
                    " FROM tickets t LEFT JOIN queues q ON (q.organization_id, q.id)"
                    " = (t.organization_id, t.assignee_queue_id) LEFT JOIN messages m ON (m.organization_id, m.id)"
                    " = (t.organization_id, t.root_message_id)"
                ),
                key=repr,
            ),
            "threads": self.rows("SELECT disposition, count(*) FROM threads GROUP BY 1 ORDER BY 1"),
            "partition": self.partition(),
        }


def open_journal(name: str | None = None) -> Journal:
    """A new organisation that owns `DOMAIN`, with its journal mailbox."""
    with transaction() as session:
        organization = Organization(name=name or f"Org {new_id()}", domains=[DOMAIN])
        session.add(organization)
    with transaction(organization.id) as session:
        mailbox = Mailbox(
            organization_id=organization.id,
            kind=MailboxKind.journal,
            email=f"journal@{DOMAIN}",
            google_sub=str(new_id()),
            status=MailboxStatus.connected,
        )
        session.add(mailbox)
    return Journal(organization.id, mailbox.id)


def mail(
    *,
    sender: str = "Ada <ada@customer.example>",
    to: str = f"support@{DOMAIN}",
    subject: str = "Printer on fire",
    message_id: str | None = None,
    date: str = "Mon, 02 Nov 2026 10:00:00 +0000",
    body: str = "Hello, it burns.",
    **headers: str,
) -> bytes:
    """A small mail; underscores in header names become dashes."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {date}"]
    if message_id:
        lines.append(f"Message-ID: <{message_id}>")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return (
        "\r\n".join([*lines, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", body, ""])
    ).encode()
