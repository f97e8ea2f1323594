"""A stored message and the change records of the mailbox history."""

from dataclasses import dataclass, field
from typing import Literal

from workspace_sim.mail import headers

ChangeKind = Literal["messageAdded", "messageDeleted", "labelAdded", "labelRemoved"]


@dataclass(slots=True)
class StoredMessage:
    """One copy of a mail in one mailbox. `head + body` are the exact bytes; copies share `body`."""

    id: str
    thread_id: str
    seq: int
    labels: set[str]
    head: bytes
    body: bytes
    internal_date: int
    history_id: int = 0
    rfc_ids: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    from_text: str = ""
    to_text: str = ""
    snippet: str | None = field(default=None)

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    @property
    def size(self) -> int:
        return len(self.head) + len(self.body)

    @property
    def key(self) -> tuple[int, int, str]:
        """Position in the mailbox's list order."""
        return (self.internal_date, self.seq, self.id)

    def index_headers(self) -> None:
        """Read from the header block what search and threading need."""
        found: dict[str, list[str]] = {}
        for name, value in headers.parse(self.head):
            found.setdefault(name.lower(), []).append(value)
        ids = [*found.get("message-id", [])[:1], *found.get("x-google-original-message-id", [])]
        self.rfc_ids = tuple(i for value in ids for i in headers.message_ids(value))
        parents = [*found.get("references", []), *found.get("in-reply-to", [])]
        self.references = tuple(i for value in parents for i in headers.message_ids(value))
        self.subject = headers.decoded((found.get("subject") or [""])[0])
        self.from_text = headers.decoded((found.get("from") or [""])[0]).lower()
        recipients = [v for name in ("to", "cc", "bcc", "delivered-to") for v in found.get(name, [])]
        self.to_text = " ".join(headers.decoded(v) for v in recipients).lower()


@dataclass(slots=True, frozen=True)
class Change:
    """One history record. `labels` is the snapshot at the change, `changed` the labels moved by it."""

    id: int
    kind: ChangeKind
    message_id: str
    thread_id: str
    labels: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Label:
    """A label as labels.list shows it."""

    id: str
    name: str
    type: Literal["system", "user"]
    message_list_visibility: str = "show"
    label_list_visibility: str = "labelShow"
    color: dict[str, str] | None = None
