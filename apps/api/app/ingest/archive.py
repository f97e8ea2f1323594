"""What readers of mail archives hand out, one item at a time, so that an archive of any size needs little memory.

archive_open     a path → its readers       archive_folder   Maildir and folders of mail
archive_sniff    what a file begins with    archive_packed   zip, tar and gzip (Takeout, Vault)
archive_mbox     mboxo and mboxrd           archive_labels   what Takeout says of a mail
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from app.core.errors import Invalid

#: Google Workspace accepts no larger mail; a larger one in an archive is a broken archive, and is not read.
MAX_MAIL_BYTES = 150 * 1024 * 1024


class UnreadableArchive(Invalid):
    """The path cannot be read, or holds nothing that is known to be mail."""

    code = "unreadable_archive"
    title = "The archive cannot be read"


@dataclass(frozen=True, slots=True)
class ArchivedMail:
    """One mail: its raw bytes, and what the archive says about it."""

    raw: bytes
    place: str
    """Where it stands, for people: file, member and byte offset."""
    internal_date: datetime | None = None
    """When it was delivered, where the archive says so."""
    label_ids: tuple[str, ...] = ()
    gmail_thread_id: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; the rest of the archive is."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is no mail to import, and why: a picture in the folder, a draft, a chat."""

    place: str
    reason: str


Entry: TypeAlias = ArchivedMail | Problem | Skipped


@dataclass(slots=True)
class Meter:
    """How far reading is: `bytes_read` grows up to `total_bytes`, which is None where it cannot be known."""

    total_bytes: int | None = None
    bytes_read: int = 0


class Stream(Protocol):
    """A file that can be looked into without reading on: `open`, a zip member, a gzip file, a tar member."""

    def read(self, size: int = -1, /) -> bytes: ...
    def peek(self, size: int = 0, /) -> bytes: ...


@dataclass(frozen=True)
class Archive:
    """An archive that was found readable. `entries` may be consumed once."""

    kind: str
    entries: Iterator[Entry]
    meter: Meter = field(default_factory=Meter)
