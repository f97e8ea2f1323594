"""What makes two copies of a mail the same mail, whatever the way they came.

Over: author, Date, subject without prefixes and list tags, the text without white space and list footers, and the
attachments. Not over: transit headers, transfer encodings, line ends, From rewriting, footers that lists append.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from app.mime.model import Attachment, Author

VERSION = b"1"
# What lists append at the end. Each begins with a rule line and names the list's own mechanics.
_FOOTER_RULE = re.compile(r"\n(?:-- ?|[-_=*]{8,}|--~--~-+.*)\s*\n")
_FOOTER_WORDS = re.compile(
    r"groups\.google\.com/|[+-]unsubscribe@|-leave@|/mailman/|/listinfo/|/options/|mailman3?/|/postorius/|"
    r"to unsubscribe (?:from this|send)|mailing list\b",
    re.IGNORECASE,
)
_TAIL = 4000
_MAX_FOOTERS = 4


def without_footers(text: str) -> str:
    """`text` without the footers that mailing lists and Google Groups append."""
    for _ in range(_MAX_FOOTERS):
        base = max(0, len(text) - _TAIL)
        tail = "\n" + text[base:]
        cut = -1
        for match in _FOOTER_RULE.finditer(tail):
            if _FOOTER_WORDS.search(tail, match.end()):
                cut = match.start()
        if cut < 0:
            return text
        text = text[: base + max(0, cut - 1)].rstrip() if cut else ""
    return text


def fingerprint_of(
    author: Author, date: datetime | None, subject_base: str, body_text: str, hashes: Iterable[bytes]
) -> bytes:
    """32 bytes equal for every copy of one mail and, but for chance, different for different mails."""
    digest = sha256(VERSION)
    text = "".join(without_footers(body_text).split())
    for field in (
        author.email, str(int(date.timestamp())) if date else "", "".join(subject_base.split()), text,
    ):  # fmt: skip
        data = field.encode("utf-8", "replace")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    for one in sorted(hashes):
        digest.update(one)
    return digest.digest()


def attachment_hashes(attachments: Iterable[Attachment], encoded_parts: frozenset[str]) -> list[bytes]:
    """A hash of each attachment; those that travelled unencoded are hashed with LF line ends, as relays change them.

    Signatures over the mail itself and a list's own text are left to the other fields.
    """
    out = []
    for one in attachments:
        if one.part in encoded_parts or b"\r" not in one.content:
            out.append(one.sha256)
        else:
            out.append(sha256(one.content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).digest())
    return out
