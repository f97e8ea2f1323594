"""What a reply's row says, for people: why it waits or failed, what can be done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.gmail.advice import action_for
from app.identity.members import names_of
from app.mailboxes.models import Mailbox, MailboxStatus
from app.messages.delivery_reports import Told, reports_of
from app.outbound.models import OutboundMessage, OutboundState, OutboundUpload
from app.outbound.reasons import MAY_HAVE_LEFT, WAITING_ACTIONS, Waiting
from app.outbound.schemas import ProblemToMend, ReplyOut, UploadOut
from app.tickets.deliveries import last_words
from app.tickets.fields import PersonOut

_OPEN = (OutboundState.queued, OutboundState.sending)


def show_replies(session: Session, organization_id: UUID, rows: Sequence[OutboundMessage]) -> list[ReplyOut]:
    """Replies as their rows say, with files, people and what came back."""
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
    fields["may_have_left"] = row.may_have_left and row.message_id is None
    waiting = _waiting(row, mailbox)
    return ReplyOut(
        **fields,
        author=PersonOut(user_id=author, name=names[author]) if author in names else None,
        attachments=uploads,
        can_cancel=can_cancel(row),
        can_retry=row.state is OutboundState.failed,
        waiting=waiting,
        waiting_until=row.due_at if row.state in _OPEN else None,
        failure=_failure(row),
        deliveries=last_words(told),
    )


def can_cancel(row: OutboundMessage) -> bool:
    """Whether it can be taken back: not while it is on its way or may have left, unless a person gives it up."""
    queued = row.state is OutboundState.queued and not row.may_have_left
    return (queued or row.state is OutboundState.failed) and row.observed_at is None


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
    if row.may_have_left:
        action += MAY_HAVE_LEFT
    return ProblemToMend(code=row.failure_code, detail=row.failure_detail, action=action)
