"""Replies on their way: looked at, taken back, tried again, sent at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import rows_changed
from app.core.errors import Conflict, NotFound
from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.identity.access import Caller
from app.outbound.authors import may_author_send
from app.outbound.drafts import restore_draft
from app.outbound.identities import usable_identity
from app.outbound.models import OutboundKind, OutboundMessage, OutboundState, OutboundUpload
from app.outbound.reply_states import show_replies
from app.outbound.schemas import ReplyOut
from app.outbound.wake import request_send
from app.realtime.notify import announce
from app.tickets.lookup import family_of, find_ticket, live_ticket
from app.tickets.models import Ticket

_SORT = "replies"


class ReplyNotFound(NotFound):
    """The ticket has no such reply."""

    code = "reply_not_found"
    title = "There is no such reply in this ticket"


class TooLateToCancel(Conflict):
    """It is on its way, or has left."""

    code = "too_late_to_cancel"
    title = "It is too late to take this reply back: it is on its way"


class MayHaveLeft(Conflict):
    """An attempt had no answer: whether it left is not known."""

    code = "reply_may_have_left"
    title = "This reply may have left already: it cannot be taken back until that is known"


class NothingToRetry(Conflict):
    """Only a reply that failed is tried again."""

    code = "nothing_to_retry"
    title = "Only a reply that failed can be tried again"


class NotWaiting(Conflict):
    """It waits for nothing."""

    code = "not_waiting"
    title = "This reply does not wait to be sent"


def list_replies(
    session: Session, organization_id: UUID, ticket_id: UUID, cursor: str | None, limit: int
) -> tuple[list[ReplyOut], str | None]:
    """The ticket's replies and those of tickets that were merged into it, the newest first, and the cursor of the older
    ones. Raises `TicketNotFound`."""
    ticket = find_ticket(session, organization_id, ticket_id)
    statement = (
        select(OutboundMessage)
        .where(
            OutboundMessage.organization_id == organization_id,
            OutboundMessage.ticket_id.in_(family_of(organization_id, ticket.id)),
        )
        .order_by(OutboundMessage.created_at.desc(), OutboundMessage.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        moment, row_id = decode_cursor(_SORT, cursor, 2)
        place = tuple_(OutboundMessage.created_at, OutboundMessage.id)
        statement = statement.where(place < (cursor_time(moment), cursor_uuid(row_id)))
    rows = list(session.scalars(statement))
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        following = encode_cursor(_SORT, [rows[-1].created_at, rows[-1].id])
    return show_replies(session, organization_id, rows), following


def read_reply(session: Session, organization_id: UUID, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """One reply. Raises `TicketNotFound`, `ReplyNotFound`."""
    return show_replies(session, organization_id, [_find(session, organization_id, ticket_id, reply_id)[1]])[0]


def cancel_reply(session: Session, caller: Caller, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """Take a reply back that has not left, or give up one that failed; it becomes its author's draft again, the
    caller's where the author may not send any more. Raises `TicketNotFound`, `ReplyNotFound`, `TooLateToCancel`,
    `MayHaveLeft`."""
    ticket, row = _find(session, caller.organization_id, ticket_id, reply_id)
    # Before the reply: it may become a draft there.
    shown = live_ticket(session, caller.organization_id, row.ticket_id)
    shown = find_ticket(session, caller.organization_id, shown.id, keep=True)
    # One statement decides against the sender, which leaves `queued` by one statement too.
    taken = rows_changed(
        session,
        update(OutboundMessage)
        .where(
            OutboundMessage.organization_id == caller.organization_id,
            OutboundMessage.id == row.id,
            or_(
                and_(OutboundMessage.state == OutboundState.queued, OutboundMessage.may_have_left.is_(False)),
                OutboundMessage.state == OutboundState.failed,
            ),
            OutboundMessage.observed_at.is_(None),
        )
        .values(
            state=OutboundState.cancelled, due_at=None, waiting_code=None, waiting_detail=None, updated_at=func.now()
        ),
    )
    session.refresh(row)
    if not taken:
        if row.state is OutboundState.cancelled:
            return show_replies(session, caller.organization_id, [row])[0]
        raise MayHaveLeft() if row.state is OutboundState.queued else TooLateToCancel()
    uploads = session.scalars(
        select(OutboundUpload.id)
        .where(OutboundUpload.organization_id == row.organization_id, OutboundUpload.outbound_message_id == row.id)
        .order_by(OutboundUpload.position)
    )
    if row.kind is not OutboundKind.acknowledgement:
        owner = row.author_user_id if row.author_user_id and may_author_send(session, row) else caller.user_id
        restore_draft(session, row, shown.id, owner, list(uploads))
    announce(session, caller.organization_id, "ticket", [ticket.id])
    return show_replies(session, caller.organization_id, [row])[0]


def retry_reply(session: Session, caller: Caller, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """Try a failed reply again, at once: one that may have left is looked for in the Sent folder before. Where its
    author may not send any more it becomes the caller's. Raises `TicketNotFound`, `ReplyNotFound`, `NothingToRetry`,
    `IdentityNotAllowed`, `IdentityNotVerified`."""
    ticket, row = _find(session, caller.organization_id, ticket_id, reply_id, lock=True)
    if row.state is not OutboundState.failed:
        raise NothingToRetry()
    if not may_author_send(session, row):
        usable_identity(session, caller, row.send_identity_id)
        row.author_user_id = caller.user_id
    row.state = OutboundState.queued
    row.failure_code = row.failure_detail = row.waiting_code = row.waiting_detail = None
    row.attempts, row.refusals, row.looks, row.due_at, row.updated_at = 0, 0, 0, now(), now()
    session.flush()
    request_send(session, caller.organization_id, row.id)
    announce(session, caller.organization_id, "ticket", [ticket.id])
    return show_replies(session, caller.organization_id, [row])[0]


def send_now(session: Session, caller: Caller, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """Send a reply at once that waits for its moment. Raises `TicketNotFound`, `ReplyNotFound`, `NotWaiting`."""
    ticket, row = _find(session, caller.organization_id, ticket_id, reply_id, lock=True)
    if row.state is not OutboundState.queued:
        raise NotWaiting()
    at = now()
    if row.send_at > at:
        row.send_at = row.due_at = row.updated_at = at
        session.flush()
        request_send(session, caller.organization_id, row.id)
        announce(session, caller.organization_id, "ticket", [ticket.id])
    return show_replies(session, caller.organization_id, [row])[0]


def _find(
    session: Session, organization_id: UUID, ticket_id: UUID, reply_id: UUID, *, lock: bool = False
) -> tuple[Ticket, OutboundMessage]:
    ticket = find_ticket(session, organization_id, ticket_id)
    wanted = select(OutboundMessage).where(
        OutboundMessage.organization_id == organization_id,
        OutboundMessage.id == reply_id,
        OutboundMessage.ticket_id.in_(family_of(organization_id, ticket.id)),
    )
    row = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise ReplyNotFound()
    return ticket, row
