"""Mail that became no ticket: parked with its reason, where agents can look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.core.http.page import Page
from app.core.paging import cursor_uuid, decode_cursor, encode_cursor
from app.messages.models import Direction, Disposition, Message, Thread
from app.mime import Kind
from app.tickets.models import TicketMessage

_SORT = "-parked"


class ParkedOut(BaseModel):
    """A mail without a ticket. `reason` says why it has none, `classification_reason` why it was taken for what it is,
    by the headers `classification_headers`."""

    message_id: UUID
    direction: Direction
    classification: Kind
    classification_reason: str
    classification_headers: dict[str, str]
    reason: str
    from_email: str
    from_name: str
    to_emails: list[str]
    subject: str
    snippet: str
    has_attachments: bool
    sort_at: datetime


def list_parked(
    session: Session, organization_id: UUID, *, kinds: Sequence[Kind], cursor: str | None, limit: int
) -> Page[ParkedOut]:
    """The latest recorded first; of any of `kinds`, none means all."""
    own = Message.organization_id
    statement = (
        select(Message, Thread.reason)
        .join(Thread, and_(Thread.organization_id == own, Thread.id == Message.thread_id))
        .outerjoin(TicketMessage, and_(TicketMessage.organization_id == own, TicketMessage.message_id == Message.id))
        .where(own == organization_id, Thread.disposition == Disposition.parked, TicketMessage.ticket_id.is_(None))
        .order_by(Message.id.desc())
        .limit(limit + 1)
    )
    if kinds:
        statement = statement.where(Message.classification.in_([kind.value for kind in kinds]))
    if cursor is not None:
        # Ids begin with the moment they were made at.
        statement = statement.where(Message.id < cursor_uuid(decode_cursor(_SORT, cursor, 1)[0]))
    rows = session.execute(statement).all()
    items = [_out(message, reason) for message, reason in rows[:limit]]
    more = len(rows) > limit
    return Page(items=items, next_cursor=encode_cursor(_SORT, [items[-1].message_id]) if more else None)


def _out(message: Message, reason: str) -> ParkedOut:
    evidence = message.classification_evidence
    return ParkedOut(
        message_id=message.id,
        direction=message.direction,
        classification=Kind(message.classification),
        classification_reason=str(evidence.get("reason") or ""),
        classification_headers={str(k): str(v) for k, v in (evidence.get("headers") or {}).items()},
        reason=reason,
        from_email=message.author.get("email") or message.from_email,
        from_name=message.author.get("name") or message.from_name,
        to_emails=message.to_emails,
        subject=message.subject,
        snippet=message.snippet,
        has_attachments=message.has_attachments,
        sort_at=message.sort_at,
    )
