"""What kind of file this is, told by how it begins."""

from __future__ import annotations

import re
from enum import StrEnum

#: How much of a file's beginning is looked at.
HEAD_BYTES = 8192

_MONTHS = rb"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
#: The date of a separator: asctime (RFC 4155), with the zone where Takeout ("+0000 2018") and others put it.
FROM_DATE = re.compile(
    rb"\s(?P<month>" + _MONTHS + rb")\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s+"
    rb"(?:(?P<zone>[+-]\d{4}|[A-Z]{1,5})\s+)?(?P<year>\d{4})(?:\s+(?P<late_zone>[+-]\d{4}))?"
)
#: A header field (RFC 5322 §2.2), or the ``>From `` line that UUCP relays left on top.
FIELD = re.compile(rb"(?:[!-9;-~]{1,76}[ \t]*:|>From )")
_USUAL = re.compile(
    rb"^(?:from|to|cc|subject|date|received|message-id|return-path|delivered-to|mime-version|content-type|reply-to|"
    rb"sender|x-gm-thrid|x-mailer|x-uidl)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK = re.compile(rb"\r?\n\r?\n")


class FileKind(StrEnum):
    """Kinds of files that are told apart."""

    mail = "mail"
    mbox = "mbox"
    zip = "zip"
    gzip = "gzip"
    tar = "tar"
    outlook = "outlook"
    empty = "empty"
    other = "other"


def kind_of(head: bytes, name: str) -> FileKind:
    """The kind of the file `name` that begins with `head`. A file called .eml is mail whatever it holds, for a mail
    that is broken from its first byte is still a mail."""
    if not head:
        return FileKind.empty
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.zip
    if head.startswith(b"\x1f\x8b"):
        return FileKind.gzip
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return FileKind.outlook
    if head[257:262] == b"ustar":
        return FileKind.tar
    if begins_mbox(head):
        return FileKind.mbox
    suffix = name.rpartition(".")[2].lower()
    if suffix == "mbox":
        return FileKind.mbox
    if suffix == "eml" or looks_like_mail(head):
        return FileKind.mail
    return FileKind.other


def begins_mbox(head: bytes) -> bool:
    """Whether the first line is a separator with a date."""
    line = head.partition(b"\n")[0]
    return line.startswith(b"From ") and FROM_DATE.search(line) is not None


def looks_like_mail(head: bytes) -> bool:
    """Whether this begins with header fields of which at least one is usual in mail."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    fields = _BLANK.split(head, maxsplit=1)[0]
    return FIELD.match(head) is not None and _USUAL.search(fields) is not None
