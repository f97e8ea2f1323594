"""Export: the stored raw mail of an organisation as one mbox (mboxrd), the reverse of import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.messages.models import Message
from app.storage.blobs import get_blob_store

_PAGE = 100
_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count_messages(session: Session, organization_id: UUID) -> int:
    """How many mails an export holds."""
    return session.scalar(select(func.count()).where(Message.organization_id == organization_id)) or 0


def export_mbox(organization_id: UUID, path: Path, *, on_mail: Callable[[int], None] = lambda _: None) -> int:
    """Write every message once, from its best copy, oldest row first; how many. The file appears when it is whole."""
    draft = path.with_name(f".{path.name}.part")
    blobs, count = get_blob_store(), 0
    try:
        with draft.open("wb") as file:
            for sha256, moment in _messages(organization_id):
                _write(file, blobs.get(organization_id, sha256), moment)
                count += 1
                on_mail(count)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _messages(organization_id: UUID) -> Iterator[tuple[bytes, datetime]]:
    after: UUID | None = None
    while True:
        statement = select(Message.id, Message.raw_sha256, Message.internal_date, Message.sort_at).where(
            Message.organization_id == organization_id
        )
        if after is not None:
            statement = statement.where(Message.id > after)
        with transaction(organization_id) as session:
            page = session.execute(statement.order_by(Message.id).limit(_PAGE)).all()
        if not page:
            return
        for row in page:
            yield bytes(row[1]), row[2] or row[3]
        after = page[-1][0]


def _write(file: BinaryIO, raw: bytes, moment: datetime) -> None:
    file.write(separator(moment))
    file.write(_QUOTE.sub(rb">\1", raw) if b"From " in raw else raw)
    # The format ends each mail by an empty line; a reader takes off exactly one line end.
    file.write(b"\n" if raw.endswith(b"\n") else b"\n\n")


def separator(moment: datetime) -> bytes:
    """The line before a mail (RFC 4155 Appendix A), with the zone as Takeout writes it; English in any locale."""
    at = moment.astimezone(UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"From MAILER-DAEMON {day} {month} {at.day:02d} {at:%H:%M:%S} +0000 {at.year:04d}\n".encode()
