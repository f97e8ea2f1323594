"""Every copy of every mail, also those that became no ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, literal, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from app.core.http.page import Page
from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.messages.models import Disposition, Message, Occurrence, OccurrenceState, Thread
from app.ops.schemas import OccurrenceError, OccurrenceOut
from app.tickets.models import TicketMessage

_SORT = "-created_at"
#: A message that a person moved stands in a ticket whatever was decided about its thread.
_DISPOSITION = case(
    (TicketMessage.ticket_id.is_not(None), literal(Disposition.ticketed.value)), else_=Thread.disposition
)
_COLUMNS = (Occurrence, TicketMessage.ticket_id, _DISPOSITION, Thread.reason, Message.from_email, Message.subject)


def list_occurrences(
    session: Session,
    organization_id: UUID,
    *,
    states: Sequence[OccurrenceState],
    dispositions: Sequence[Disposition],
    mailbox_ids: Sequence[UUID],
    cursor: str | None,
    limit: int,
) -> Page[OccurrenceOut]:
    """The newest first; values of one filter are ORed, filters are ANDed."""
    statement = _from_copies(organization_id)
    if states:
        statement = statement.where(Occurrence.state.in_(states))
    if dispositions:
        statement = statement.where(_DISPOSITION.in_([d.value for d in dispositions]))
    if mailbox_ids:
        statement = statement.where(Occurrence.mailbox_id.in_(mailbox_ids))
    if cursor:
        created_at, row_id = decode_cursor(_SORT, cursor, 2)
        before = (cursor_time(created_at), cursor_uuid(row_id))
        statement = statement.where(tuple_(Occurrence.created_at, Occurrence.id) < before)
    ordered = statement.order_by(Occurrence.created_at.desc(), Occurrence.id.desc()).limit(limit + 1)
    rows = session.execute(ordered).all()
    items = [_out(row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items=items, next_cursor=encode_cursor(_SORT, (items[-1].created_at, items[-1].id)) if more else None)


def _from_copies(organization_id: UUID) -> Select[Any]:
    own = Occurrence.organization_id
    return (
        select(*_COLUMNS)
        .outerjoin(Message, and_(Message.organization_id == own, Message.id == Occurrence.message_id))
        .outerjoin(Thread, and_(Thread.organization_id == own, Thread.id == Message.thread_id))
        .outerjoin(TicketMessage, and_(TicketMessage.organization_id == own, TicketMessage.message_id == Message.id))
        .where(own == organization_id)
    )


def _out(row: Row[Any]) -> OccurrenceOut:
    copy, ticket_id, disposition, reason, from_email, subject = tuple(row)
    return OccurrenceOut(
        id=copy.id,
        mailbox_id=copy.mailbox_id,
        gmail_message_id=copy.gmail_message_id,
        state=copy.state,
        discovered_by=copy.discovered_by,
        message_id=copy.message_id,
        ticket_id=ticket_id,
        disposition=disposition,
        reason=reason,
        dedupe_reason=copy.dedupe_reason,
        original_recipient=copy.original_recipient,
        from_email=from_email,
        subject=subject,
        size=copy.size,
        attempts=copy.attempts,
        error=OccurrenceError(code=copy.error_code, detail=copy.error_detail) if copy.error_code else None,
        internal_date=copy.internal_date,
        created_at=copy.created_at,
        updated_at=copy.updated_at,
    )
