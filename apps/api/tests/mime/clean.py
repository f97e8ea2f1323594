"""What every value that leaves the package must be, whatever went in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from hashlib import sha256

from app.mime import ParsedMail

_TYPE = re.compile(r"^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$")
_LIMITS = {"subject": 1000, "subject_base": 2000, "snippet": 200, "message_id": 1000, "google_added_id": 1000}


def strings(value: object) -> Iterator[str]:
    """Every string inside a value, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from strings(getattr(value, one.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from strings(inner)


def assert_clean(mail: ParsedMail) -> None:
    """Strings fit PostgreSQL, offsets lie in the text, attachments are named and hashed, the date is aware."""
    for one in strings(mail):
        assert "\0" not in one
        one.encode("utf-8")
    for name, limit in _LIMITS.items():
        assert len(getattr(mail, name) or "") <= limit, name
    previous = 0
    for start, end in mail.quote.new_ranges:
        assert previous <= start < end <= len(mail.body_text)
        previous = end
    if mail.quote.signature is not None:
        start, end = mail.quote.signature
        assert 0 <= start <= end <= len(mail.body_text)
    for attachment in mail.attachments:
        assert 0 < len(attachment.filename) <= 200
        assert not set(attachment.filename) & set("/\\\0\r\n")
        assert attachment.filename not in (".", "..")
        assert _TYPE.match(attachment.content_type), attachment.content_type
        assert attachment.size == len(attachment.content)
        assert attachment.sha256 == sha256(attachment.content).digest()
    if mail.date is not None:
        assert mail.date.tzinfo is UTC
        assert datetime(1980, 1, 1, tzinfo=UTC) <= mail.date < datetime(2101, 1, 1, tzinfo=UTC)
    assert len(mail.fingerprint) == 32
    assert 0.0 <= mail.classification.confidence <= 1.0
    assert mail.classification.reason
    for address in (*mail.to, *mail.cc, *mail.bcc, *mail.reply_to):
        assert address.email or address.name
        assert len(address.email) <= 320
