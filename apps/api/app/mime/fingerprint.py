"""What makes two copies of a mail the same mail, whatever the way they came.

Over: author, Date, subject without prefixes and tags, the text without white space, and the attachments. Not over:
transit headers, transfer encodings, line ends, From rewriting, and what lists and relays put around the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from app.mime.footers import own_range
from app.mime.model import Attachment, Author

VERSION = b"2"


def fingerprint_of(
    author: Author, date: datetime | None, subject_base: str, body_text: str, hashes: Iterable[bytes]
) -> bytes:
    """32 bytes equal for every copy of one mail and, but for chance, different for different mails."""
    digest = sha256(VERSION)
    start, end = own_range(body_text)
    # Mail stores put ">" before a line that begins with "From ", be it the first.
    text = "".join(f"\n{body_text[start:end]}".replace("\n>From ", "\nFrom ").split())
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
