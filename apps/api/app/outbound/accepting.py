"""Take a reply: check it, write its row, and only then let it leave."""

from __future__ import annotations

import hashlib
import json
import math
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Conflict
from app.core.ids import new_id
from app.identity.access import Caller
from app.mailboxes.models import SendIdentity
from app.messages.models import Attachment, Message
from app.outbound.acceptable import check_reply_itself, check_size
from app.outbound.bodies import Below, Bodies, bodies_of, signature
from app.outbound.drafts import delete_draft
from app.outbound.evidence import content_of, message_to_answer
from app.outbound.identities import signature_of, usable_identity
from app.outbound.models import OutboundKind, OutboundMessage, OutboundState, OutboundUpload
from app.outbound.new_mail import new_mail, refuse_unseen
from app.outbound.preferences import undo_seconds
from app.outbound.proposal import quoted_mail
from app.outbound.quoting import quote_html, quote_text
from app.outbound.schemas import NewReply, ReplyAccepted
from app.outbound.uploads import copied, uploads_for
from app.outbound.wake import request_send
from app.realtime.notify import announce
from app.tickets.following import follow
from app.tickets.lookup import find_ticket

_CID = re.compile(r' src="cid:([^"]{1,500})"')


class IdempotencyConflict(Conflict):
    """The key was used for another reply."""

    code = "idempotency_conflict"
    title = "This idempotency key was used for a reply with other content"


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Everything of a reply that is read before its row is written."""

    ticket_id: UUID
    identity: SendIdentity
    answered: Message | None
    bodies: Bodies
    uploads: list[OutboundUpload]
    undo_seconds: int


def accept_reply(caller: Caller, ticket_id: UUID, new: NewReply) -> ReplyAccepted:
    """Take a reply of the caller's to send. The same key with the same content gives the same answer, and nothing is
    sent twice. Opens its own transactions, none while blobs are read. Raises `TicketNotFound`, `TicketMerged`,
    `IdempotencyConflict`, `TicketHasNewMail`, and for what is wrong with the reply itself the errors of
    `app.outbound.acceptable`, `IdentityNotAllowed`, `IdentityNotVerified`, `AttachmentUnknown`,
    `MessageNotInTicket`."""
    key = new.idempotency_key or secrets.token_urlsafe(24)
    digest = _content_hash(caller, ticket_id, new)
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        find_ticket(session, caller.organization_id, ticket_id)
        earlier = _earlier(session, caller, key, digest)
    if earlier:
        return earlier
    check_reply_itself(new)
    prepared = _prepare(caller, ticket_id, new)
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        ticket = find_ticket(session, caller.organization_id, prepared.ticket_id, for_update=True)
        if not new.confirm_new_mail:
            refuse_unseen(new_mail(session, ticket, caller.user_id, new.expected_last_message_id, new.seen_at))
        # The database says when a reply is due, so its clock measures the time to take it back.
        at = session.scalars(select(func.clock_timestamp())).one()
        row = _insert(session, caller, ticket.id, new, key, digest, prepared, at)
        if row is None:
            # Somebody was quicker with the same key; their row is committed by now.
            again = _earlier(session, caller, key, digest)
            assert again is not None
            return again
        reply_id, send_at = row
        _attach(session, caller.organization_id, reply_id, ticket.id, prepared.uploads)
        follow(session, caller.organization_id, ticket.id, [caller.user_id])
        delete_draft(session, caller.organization_id, ticket.id, caller.user_id)
        wait = max(0, math.ceil((send_at - at).total_seconds()))
        job_id = request_send(session, caller.organization_id, reply_id, in_seconds=wait)
        announce(session, caller.organization_id, "ticket", [ticket.id])
    return _accepted(OutboundState.queued, job_id, reply_id, send_at)


def _content_hash(caller: Caller, ticket_id: UUID, new: NewReply) -> bytes:
    """Over what the recipient would get, and who sends it where; not over how it is asked for."""
    asked = {"idempotency_key", "expected_last_message_id", "seen_at", "confirm_new_mail"}
    value = [str(caller.user_id), str(ticket_id), new.model_dump(mode="json", exclude=asked)]
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()


def _earlier(session: Session, caller: Caller, key: str, digest: bytes) -> ReplyAccepted | None:
    row = session.scalars(
        select(OutboundMessage).where(
            OutboundMessage.organization_id == caller.organization_id, OutboundMessage.idempotency_key == key
        )
    ).one_or_none()
    if row is None:
        return None
    if row.content_hash != digest:
        raise IdempotencyConflict()
    return _accepted(row.state, None, row.id, row.send_at)


def _accepted(state: OutboundState, job_id: int | None, reply_id: UUID, send_at: datetime) -> ReplyAccepted:
    return ReplyAccepted(
        status=state,
        job_id=None if job_id is None else str(job_id),
        message_id=reply_id,
        send_at=send_at,
        cancellable_until=send_at,
    )


def _prepare(caller: Caller, ticket_id: UUID, new: NewReply) -> _Prepared:
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        ticket = find_ticket(session, caller.organization_id, ticket_id, for_update=True)
        identity, _ = usable_identity(session, caller, new.send_identity_id)
        answered = message_to_answer(session, ticket, new.in_reply_to_message_id)
        undo = undo_seconds(session, caller)
        below = [one for one in (signature(signature_of(identity)),) if one and new.include_signature]
        shown: list[tuple[Attachment, bytes]] = []
        if new.include_quote and answered is not None:
            quoted, forward = quoted_mail(answered, content_of(session, answered)), new.mode == "forward"
            quote = Below(quote_html(quoted, forward=forward), quote_text(quoted, forward=forward))
            below.append(quote)
            shown = _shown_by(session, answered, quote.html) if new.body_html else []
    bodies = bodies_of(new.body_text, new.body_html, below)
    uploads = uploads_for(caller, ticket.id, new.attachment_ids)
    uploads += [copied(caller, ticket.id, a, raw, content_id=a.content_id) for a, raw in shown]
    check_size(bodies, uploads)
    return _Prepared(ticket.id, identity, answered, bodies, uploads, undo)


def _shown_by(session: Session, message: Message, html: str) -> list[tuple[Attachment, bytes]]:
    """The images in place of a quoted mail: they are sent along, or the quote would have holes."""
    wanted = {unquote(cid) for cid in _CID.findall(html)}
    if not wanted:
        return []
    rows = session.scalars(
        select(Attachment).where(
            Attachment.organization_id == message.organization_id,
            Attachment.message_id == message.id,
            Attachment.content_id.in_(wanted),
        )
    )
    return [(row, bytes(message.raw_sha256)) for row in rows]


def _insert(
    session: Session,
    caller: Caller,
    ticket_id: UUID,
    new: NewReply,
    key: str,
    digest: bytes,
    prepared: _Prepared,
    at: datetime,
) -> tuple[UUID, datetime] | None:
    send_at = max(at + timedelta(seconds=prepared.undo_seconds), new.send_at or at)
    values = {
        "organization_id": caller.organization_id,
        "id": new_id(),
        "ticket_id": ticket_id,
        "kind": OutboundKind(new.mode),
        "author_user_id": caller.user_id,
        "send_identity_id": prepared.identity.id,
        "mailbox_id": prepared.identity.mailbox_id,
        "in_reply_to_message_id": prepared.answered.id if prepared.answered else None,
        "idempotency_key": key,
        "content_hash": digest,
        "state": OutboundState.queued,
        "from_email": prepared.identity.email,
        "to_emails": _unique(new.to_emails),
        "cc_emails": _unique(new.cc_emails),
        "bcc_emails": _unique(new.bcc_emails),
        "subject": new.subject,
        "body_text": prepared.bodies.text,
        "body_html": prepared.bodies.html,
        "set_status": new.set_status,
        "send_at": send_at,
        "due_at": send_at,
    }
    made = session.execute(
        insert(OutboundMessage)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["organization_id", "idempotency_key"])
        .returning(OutboundMessage.id, OutboundMessage.send_at)
    ).one_or_none()
    return (made[0], made[1]) if made else None


def _unique(emails: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(emails))


def _attach(
    session: Session, organization_id: UUID, reply_id: UUID, ticket_id: UUID, uploads: Sequence[OutboundUpload]
) -> None:
    """The reply gets rows of its own: a reply that is taken back gives its files back to the draft."""
    for position, upload in enumerate(uploads):
        session.add(
            OutboundUpload(
                organization_id=organization_id,
                id=new_id(),
                outbound_message_id=reply_id,
                ticket_id=ticket_id,
                uploaded_by_user_id=upload.uploaded_by_user_id,
                filename=upload.filename,
                content_type=upload.content_type,
                size=upload.size,
                sha256=upload.sha256,
                content_id=upload.content_id,
                is_inline=upload.is_inline,
                position=position,
            )
        )
    session.flush()
