"""Replies on their way: looked at, taken back, tried again, sent at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import rows_changed
from app.core.errors import Conflict, NotFound
from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.gmail.advice import action_for
from app.identity.access import Caller
from app.identity.members import names_of
from app.mailboxes.models import Mailbox, MailboxStatus
from app.messages.delivery_reports import Told, reports_of
from app.outbound.drafts import restore_draft
from app.outbound.models import OutboundMessage, OutboundState, OutboundUpload
from app.outbound.reasons import WAITING_ACTIONS, Waiting
from app.outbound.schemas import ProblemToMend, ReplyOut, UploadOut
from app.outbound.wake import request_send
from app.realtime.notify import announce
from app.tickets.deliveries import last_words
from app.tickets.fields import PersonOut
from app.tickets.lookup import family_of, find_ticket, live_ticket
from app.tickets.models import Ticket

_SORT = "replies"
_OPEN = (OutboundState.queued, OutboundState.sending)


class ReplyNotFound(NotFound):
    """The ticket has no such reply."""

    code = "reply_not_found"
    title = "There is no such reply in this ticket"


class TooLateToCancel(Conflict):
    """It is on its way, or has left."""

    code = "too_late_to_cancel"
    title = "It is too late to take this reply back: it is on its way"


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
    return _show(session, organization_id, rows), following


def read_reply(session: Session, organization_id: UUID, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """One reply. Raises `TicketNotFound`, `ReplyNotFound`."""
    return _show(session, organization_id, [_find(session, organization_id, ticket_id, reply_id)[1]])[0]


def cancel_reply(session: Session, caller: Caller, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """Take a reply back that has not left, or give up one that failed; it becomes its author's draft again. Raises
    `TicketNotFound`, `ReplyNotFound`, `TooLateToCancel`."""
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
            OutboundMessage.state.in_([OutboundState.queued, OutboundState.failed]),
            OutboundMessage.observed_at.is_(None),
        )
        .values(
            state=OutboundState.cancelled, due_at=None, waiting_code=None, waiting_detail=None, updated_at=func.now()
        ),
    )
    session.refresh(row)
    if not taken:
        if row.state is OutboundState.cancelled:
            return _show(session, caller.organization_id, [row])[0]
        raise TooLateToCancel()
    uploads = session.scalars(
        select(OutboundUpload.id)
        .where(OutboundUpload.organization_id == row.organization_id, OutboundUpload.outbound_message_id == row.id)
        .order_by(OutboundUpload.position)
    )
    restore_draft(session, row, shown.id, list(uploads))
    announce(session, caller.organization_id, "ticket", [ticket.id])
    return _show(session, caller.organization_id, [row])[0]


def retry_reply(session: Session, caller: Caller, ticket_id: UUID, reply_id: UUID) -> ReplyOut:
    """Try a failed reply again. One whose outcome is not known is looked for in the Sent folder first. Raises
    `TicketNotFound`, `ReplyNotFound`, `NothingToRetry`."""
    ticket, row = _find(session, caller.organization_id, ticket_id, reply_id, lock=True)
    if row.state is not OutboundState.failed:
        raise NothingToRetry()
    unknown = row.attempted_at is not None and row.raw_sha256 is not None
    row.state = OutboundState.sending if unknown else OutboundState.queued
    row.failure_code = row.failure_detail = row.waiting_code = row.waiting_detail = None
    row.attempts, row.looks, row.due_at, row.updated_at = 0, 0, now(), now()
    session.flush()
    request_send(session, caller.organization_id, row.id)
    announce(session, caller.organization_id, "ticket", [ticket.id])
    return _show(session, caller.organization_id, [row])[0]


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
    return _show(session, caller.organization_id, [row])[0]


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


def _show(session: Session, organization_id: UUID, rows: Sequence[OutboundMessage]) -> list[ReplyOut]:
    uploads: dict[UUID, list[UploadOut]] = defaultdict(list)
    for upload in session.scalars(
        select(OutboundUpload)
        .where(
            OutboundUpload.organization_id == organization_id,
            OutboundUpload.outbound_message_id.in_([row.id for row in rows]),
        )
        .order_by(OutboundUpload.position, OutboundUpload.id)
    ):
        assert upload.outbound_message_id is not None
        uploads[upload.outbound_message_id].append(UploadOut.model_validate(upload))
    names = names_of(session, {row.author_user_id for row in rows if row.author_user_id})
    mailboxes = {
        mailbox.id: mailbox
        for mailbox in session.scalars(
            select(Mailbox).where(
                Mailbox.organization_id == organization_id, Mailbox.id.in_({row.mailbox_id for row in rows})
            )
        )
    }
    _, told = reports_of(session, organization_id, [row.message_id for row in rows if row.message_id])
    return [
        _reply(row, uploads[row.id], names, mailboxes[row.mailbox_id], told[row.message_id] if row.message_id else [])
        for row in rows
    ]


def _reply(
    row: OutboundMessage, uploads: list[UploadOut], names: dict[UUID, str], mailbox: Mailbox, told: Sequence[Told]
) -> ReplyOut:
    author = row.author_user_id
    fields = {name: getattr(row, name) for name in ReplyOut.model_fields if hasattr(row, name)}
    waiting = _waiting(row, mailbox)
    return ReplyOut(
        **fields,
        author=PersonOut(user_id=author, name=names[author]) if author in names else None,
        attachments=uploads,
        can_cancel=row.state in (OutboundState.queued, OutboundState.failed) and row.observed_at is None,
        can_retry=row.state is OutboundState.failed,
        waiting=waiting,
        waiting_until=row.due_at if row.state in _OPEN else None,
        failure=_failure(row),
        deliveries=last_words(told),
    )


def _waiting(row: OutboundMessage, mailbox: Mailbox) -> ProblemToMend | None:
    if row.state not in _OPEN:
        return None
    if mailbox.status is not MailboxStatus.connected and mailbox.error_code:
        code = mailbox.error_code
        return ProblemToMend(code=code, detail=mailbox.error_detail or None, action=action_for(code))
    if row.waiting_code:
        action = WAITING_ACTIONS.get(row.waiting_code) or action_for(row.waiting_code)
        return ProblemToMend(code=row.waiting_code, detail=row.waiting_detail, action=action)
    if row.state is OutboundState.queued and row.send_at > now():
        code = Waiting.send_at.value
        return ProblemToMend(code=code, detail=None, action=WAITING_ACTIONS[code])
    return None


def _failure(row: OutboundMessage) -> ProblemToMend | None:
    if row.failure_code is None or row.state is not OutboundState.failed:
        return None
    action = WAITING_ACTIONS.get(row.failure_code) or action_for(row.failure_code)
    return ProblemToMend(code=row.failure_code, detail=row.failure_detail, action=action)
