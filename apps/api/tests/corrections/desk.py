"""A help desk with mail in its journal, people who correct it, and everything that a correction may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import transaction
from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus
from tests.api import Browser
from tests.ingest.store import DOMAIN, Journal, mail

#: Every table of the ticket layer, without what says when a row was last touched.
_TABLES = {
    "tickets": "SELECT to_jsonb(t) - 'updated_at' FROM tickets t ORDER BY id",
    "threads": "SELECT to_jsonb(t) FROM threads t ORDER BY id",
    "ticket_messages": "SELECT to_jsonb(t) FROM ticket_messages t ORDER BY message_id",
    "notes": "SELECT to_jsonb(t) FROM ticket_notes t ORDER BY id",
    "aliases": "SELECT to_jsonb(t) FROM ticket_aliases t ORDER BY alias_id",
}
Snapshot = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Desk:
    """An organisation's journal, seen by an agent."""

    journal: Journal
    agent: Browser

    def snapshot(self) -> Snapshot:
        """The whole ticket layer."""
        return {name: self.journal.rows(sql) for name, sql in _TABLES.items()}

    def receive(self, *raws: bytes) -> None:
        self.journal.receive(*raws)

    def again(self) -> None:
        """Read everything again from the raw mail."""
        with transaction(self.journal.organization_id) as session:
            session.execute(text("UPDATE message_occurrences SET state = 'fetched', attempts = 0"))
        self.journal.process()

    def places(self) -> dict[str, str]:
        """Message-ID → code of the ticket that the mail is shown in."""
        rows = self.journal.rows(
            "SELECT m.rfc_message_id, t.ticket_code FROM messages m LEFT JOIN ticket_messages tm"
            " ON tm.message_id = m.id LEFT JOIN tickets t ON t.id = tm.ticket_id ORDER BY 1"
        )
        return {str(row[0]): str(row[1]) for row in rows}

    def ticket(self, code: str) -> UUID:
        """The id of a ticket."""
        ((found,),) = self.journal.rows("SELECT id FROM tickets WHERE ticket_code = :c", c=code)
        assert isinstance(found, UUID)
        return found

    def message(self, message_id: str) -> str:
        """The id of a mail."""
        ((found,),) = self.journal.rows("SELECT id FROM messages WHERE rfc_message_id = :m", m=message_id)
        return str(found)

    def do(self, path: str, status: int = 200, **body: Any) -> Any:
        """POST as the agent; the answer."""
        answer = self.agent.post(f"/tickets/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def split(self, code: str, *message_ids: str, **more: Any) -> Any:
        """The new ticket."""
        return self.do(f"{self.ticket(code)}/split", 201, message_ids=[self.message(m) for m in message_ids], **more)

    def move(self, code: str, message_id: str, target: str) -> Any:
        """The target."""
        path = f"{self.ticket(code)}/messages/{self.message(message_id)}/move"
        return self.do(path, ticket_id=str(self.ticket(target)))

    def merge(self, code: str, *sources: str) -> Any:
        """The target."""
        return self.do(f"{self.ticket(code)}/merge", source_ticket_ids=[str(self.ticket(s)) for s in sources])

    def events(self, code: str) -> list[dict[str, Any]]:
        """The ticket's events."""
        events: list[dict[str, Any]] = self.agent.get(f"/tickets/{self.ticket(code)}").json()["events"]
        return events

    def undo(self, code: str, kind: str | None = None, status: int = 200) -> Any:
        """Undo the ticket's last event (of a kind) that an agent may have made."""
        done = [e for e in self.events(code) if e["undone_at"] is None]
        found = [e for e in done if e["kind"] == kind or (kind is None and e["actor"])]
        if status == 200:
            assert found[-1]["undoable"], found[-1]
        return self.do(f"{self.ticket(code)}/events/{found[-1]['id']}/undo", status)


def open_desk(agent: Browser) -> Desk:
    """Give the agent's organisation a journal."""
    with transaction(agent.organization_id) as session:
        session.execute(text("UPDATE organizations SET domains = ARRAY[:d]"), {"d": DOMAIN})
        mailbox = Mailbox(
            organization_id=agent.organization_id,
            kind=MailboxKind.journal,
            email=f"journal@{DOMAIN}",
            google_sub="journal",
            status=MailboxStatus.connected,
        )
        session.add(mailbox)
    return Desk(Journal(agent.organization_id, mailbox.id), agent)


def letter(message_id: str, *ancestors: str, minute: int = 0, **fields: Any) -> bytes:
    """A mail; the last of `ancestors` is what it answers."""
    headers = {}
    if ancestors:
        headers = {"In_Reply_To": f"<{ancestors[-1]}>", "References": " ".join(f"<{a}>" for a in ancestors)}
    return mail(
        message_id=message_id,
        date=f"Mon, 02 Nov 2026 10:{minute:02}:00 +0000",
        body=fields.pop("body", f"This is {message_id}."),
        **fields,
        **headers,
    )
