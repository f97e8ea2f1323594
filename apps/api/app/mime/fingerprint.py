"""What makes two copies of a mail the same mail, whatever the way they came.

Over: author, Date, subject without prefixes and list tags, the text without white space and list footers, and the
attachments. Not over: transit headers, transfer encodings, line ends, From rewriting, footers that lists append.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from app.mime.model import Attachment, Author

VERSION = b"1"


def fingerprint_of(
    author: Author, date: datetime | None, subject_base: str, own_text: str, hashes: Iterable[bytes]
) -> bytes:
    """32 bytes equal for every copy of one mail and, but for chance, different for different mails.

    `own_text` is the text without the footers of lists.
    """
    digest = sha256(VERSION)
    text = "".join(own_text.split())
    for field in (
        author.email, str(int(date.timestamp())) if date else "", "".join(subject_base.split()), text,
    ):  # fmt: skip
        data = field.encode("utf-8", "replace")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    for one in sorted(hashes):
        digest.update(one)
    return digest.digest()


def attachment_hashes(attachments: Iterable[Attachment], kept_parts: frozenset[str]) -> list[bytes]:
    """A hash of each attachment. Those not in `kept_parts` are hashed with LF line ends, as relays may change them."""
    out = []
    for one in attachments:
        if one.part in kept_parts or b"\r" not in one.content:
            out.append(one.sha256)
        else:
            out.append(sha256(one.content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).digest())
    return out
