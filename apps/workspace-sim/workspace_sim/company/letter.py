"""A mail before it is bytes: who writes what to whom, in answer to which mail."""

from dataclasses import dataclass, field
from datetime import datetime

Mailbox = tuple[str, str]
"""(display name, address)"""


@dataclass(frozen=True, slots=True)
class Attachment:
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Writer:
    """Who sits at the keyboard, and the habits of the program in front of them."""

    name: str
    address: str
    language: str
    client: str
    utc_offset: int
    signature: tuple[str, ...] = ()
    disclaimer: str = ""
    mobile_line: str = ""
    logo: bytes = b""
    """A picture in the signature, sent inline with every mail."""

    @property
    def mailbox(self) -> Mailbox:
        return self.name, self.address


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that went out, as later mails quote and reference it."""

    message_id: str
    references: tuple[str, ...]
    subject: str
    date: datetime
    author: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    text: str
    html: str
    """Inner HTML of the body; empty when the mail was plain text."""
    thread_index: bytes = b""
    """Outlook's conversation index, [MS-OXOMSG] §2.2.1.3."""


@dataclass(slots=True)
class Letter:
    """What `compose.compose` turns into bytes."""

    writer: Writer
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    date: datetime
    message_id: str
    """Empty: the client forgets it."""
    paragraphs: tuple[str, ...]
    parent: Sent | None = None
    """Quoted below, and referenced unless `in_reply_to` and `references` say otherwise."""
    forward: bool = False
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    inline: Attachment | None = None
    """A picture shown within the text."""
    extra_headers: list[tuple[str, str]] = field(default_factory=list)
