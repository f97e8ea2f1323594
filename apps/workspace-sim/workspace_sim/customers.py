"""Mailboxes outside the Workspace: what each customer received and sent, threaded as their mail client would."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from workspace_sim.mail import headers

Direction = Literal["received", "sent"]


@dataclass(slots=True)
class CustomerMessage:
    """One mail in a customer's mailbox; `thread` groups by References as RFC 5322 §3.6.4 describes."""

    id: int
    thread: int
    direction: Direction
    date: datetime
    raw: bytes
    message_id: str
    references: tuple[str, ...]
    subject: str
    sender: str
    to: str

    def as_dict(self, raw: bool = False) -> dict[str, Any]:
        value: dict[str, Any] = {
            "id": self.id,
            "thread": self.thread,
            "direction": self.direction,
            "date": self.date.isoformat(),
            "message_id": self.message_id,
            "references": list(self.references),
            "subject": self.subject,
            "from": self.sender,
            "to": self.to,
        }
        return value | ({"raw": self.raw.decode("utf-8", "surrogateescape")} if raw else {})


@dataclass(slots=True)
class Customer:
    """An address outside. `bounces`: its server refuses mail after accepting it."""

    email: str
    name: str = ""
    bounces: bool = False
    messages: list[CustomerMessage] = field(default_factory=list)
    threads: dict[str, int] = field(default_factory=dict)

    def add(self, raw: bytes, direction: Direction, date: datetime) -> CustomerMessage:
        head, _ = headers.split(raw)
        ids = headers.message_ids(headers.get(head, "Message-ID"))
        references = headers.message_ids(headers.get(head, "References"))
        references += [i for i in headers.message_ids(headers.get(head, "In-Reply-To")) if i not in references]
        thread = next((self.threads[i] for i in (*ids, *reversed(references)) if i in self.threads), None)
        number = len(self.messages) + 1
        thread = thread or number
        for rfc_id in ids:
            self.threads.setdefault(rfc_id, thread)
        message = CustomerMessage(
            number,
            thread,
            direction,
            date,
            raw,
            ids[0] if ids else "",
            tuple(references),
            headers.decoded(headers.get(head, "Subject")),
            headers.decoded(headers.get(head, "From")),
            headers.decoded(headers.get(head, "To")),
        )
        self.messages.append(message)
        return message
