"""Drafts: what a person is writing in a ticket, kept here so that another machine has it too."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict
from app.core.ids import new_id
from app.identity.access import Caller
from app.mailboxes.models import SendIdentity
from app.messages.models import Message
from app.outbound.bodies import text_as_html, text_of
from app.outbound.models import OutboundKind, OutboundMessage, OutboundUpload
from app.outbound.schemas import UploadOut
from app.outbound.writing_models import ReplyDraft
from app.outbound.writing_schemas import DraftIn, DraftOut
from app.tickets.lookup import family_of, find_ticket

_EXPECTED = ("expected_updated_at", "expects_none")


class DraftChanged(Conflict):
    """The draft was saved from elsewhere since it was read."""

    code = "draft_changed"
    title = "This draft was changed from another window; load it again"


def read_draft(session: Session, caller: Caller, ticket_id: UUID) -> DraftOut | None:
    """The caller's draft; None when they write nothing in this ticket. Raises `TicketNotFound`."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    row = _row(session, caller.organization_id, caller.user_id, ticket.id)
    return _shown(session, row) if row else None


def save_draft(session: Session, caller: Caller, ticket_id: UUID, draft: DraftIn) -> DraftOut:
    """Keep what is written so far. Mails and identities that are not there (any more) are left out: a draft is never
    refused for what it refers to. Raises `TicketNotFound`, `DraftChanged`."""
    ticket = find_ticket(session, caller.organization_id, ticket_id, keep=True)
    # Locked: of two who expect the same version, the second sees what the first made of it.
    before = _row(session, caller.organization_id, caller.user_id, ticket.id, lock=True)
    values: dict[str, object] = {
        **draft.model_dump(exclude={*_EXPECTED, "mode", "message_id", "send_identity_id"}),
        "mode": OutboundKind(draft.mode),
        "message_id": _there(session, caller, Message, draft.message_id),
        "send_identity_id": _there(session, caller, SendIdentity, draft.send_identity_id),
    }
    if not _is_expected(before, draft) and not _says(before, values):
        raise DraftChanged()
    if before is not None and before.ticket_id != ticket.id:
        # Begun in a ticket that was merged into this one: it goes on here.
        before.ticket_id = ticket.id
        session.flush()
    keys = {"organization_id": caller.organization_id, "ticket_id": ticket.id, "user_id": caller.user_id}
    if not _upsert(session, keys, values, over=before is not None or not draft.expects_none):
        raise DraftChanged()
    row = _row(session, caller.organization_id, caller.user_id, ticket.id)
    assert row is not None
    return _shown(session, row)


def _is_expected(before: ReplyDraft | None, draft: DraftIn) -> bool:
    if draft.expects_none:
        return before is None
    expected = draft.expected_updated_at
    return expected is None or (before is not None and before.updated_at == expected)


def _says(before: ReplyDraft | None, values: dict[str, object]) -> bool:
    """Whether the same was saved already: by one whose answer got lost, perhaps."""
    return before is not None and all(getattr(before, name) == value for name, value in values.items())


def restore_draft(
    session: Session, reply: OutboundMessage, ticket_id: UUID, user_id: UUID, attachment_ids: list[UUID]
) -> None:
    """A reply that was taken back becomes this person's draft, in the ticket that shows it now (kept by the caller).
    Where they have begun another one, it is put below that."""
    body_html = reply.body_html or text_as_html(reply.body_text)
    begun = session.scalars(
        select(ReplyDraft)
        .where(
            ReplyDraft.organization_id == reply.organization_id,
            ReplyDraft.ticket_id == ticket_id,
            ReplyDraft.user_id == user_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if begun is not None and not _is_blank(begun):
        begun.body_html = f"{begun.body_html}<hr>{body_html}"
        begun.attachment_ids = [*begun.attachment_ids, *attachment_ids]
        begun.updated_at = now()
        session.flush()
        return
    keys = {
        "organization_id": reply.organization_id,
        "ticket_id": ticket_id,
        "user_id": user_id,
    }
    values: dict[str, object] = {
        "mode": reply.kind,
        "message_id": reply.in_reply_to_message_id,
        "send_identity_id": reply.send_identity_id,
        "to_emails": reply.to_emails,
        "cc_emails": reply.cc_emails,
        "bcc_emails": reply.bcc_emails,
        "subject": reply.subject,
        "body_html": body_html,
        "attachment_ids": attachment_ids,
        # Signature and quote are in the body by now.
        "include_quote": False,
        "expected_last_message_id": None,
    }
    _upsert(session, keys, values)


def _is_blank(draft: ReplyDraft) -> bool:
    return not (draft.attachment_ids or text_of(draft.body_html).strip() or "<img" in draft.body_html)


def _upsert(session: Session, keys: dict[str, UUID], values: dict[str, object], *, over: bool = True) -> bool:
    """Whether it was written: not where there is one already, unless it is written `over`."""
    addition, index = insert(ReplyDraft).values(id=new_id(), **keys, **values), list(keys)
    if over:
        addition = addition.on_conflict_do_update(index_elements=index, set_={**values, "updated_at": now()})
    else:
        addition = addition.on_conflict_do_nothing(index_elements=index)
    return session.scalar(addition.returning(ReplyDraft.id)) is not None


def delete_draft(session: Session, organization_id: UUID, ticket_id: UUID, user_id: UUID) -> None:
    """Forget it; nothing happens when there is none."""
    row = _row(session, organization_id, user_id, ticket_id)
    if row is not None:
        session.execute(
            delete(ReplyDraft).where(ReplyDraft.organization_id == organization_id, ReplyDraft.id == row.id)
        )


def _row(
    session: Session, organization_id: UUID, user_id: UUID, ticket_id: UUID, *, lock: bool = False
) -> ReplyDraft | None:
    """The person's draft in this ticket, else the latest in one that was merged into it: a merge hides no draft."""
    wanted = (
        select(ReplyDraft)
        .where(
            ReplyDraft.organization_id == organization_id,
            ReplyDraft.ticket_id.in_(family_of(organization_id, ticket_id)),
            ReplyDraft.user_id == user_id,
        )
        .order_by((ReplyDraft.ticket_id == ticket_id).desc(), ReplyDraft.updated_at.desc(), ReplyDraft.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()


def _there(
    session: Session, caller: Caller, model: type[Message] | type[SendIdentity], identifier: UUID | None
) -> UUID | None:
    if identifier is None:
        return None
    return session.scalar(
        select(model.id).where(model.organization_id == caller.organization_id, model.id == identifier)
    )


def _shown(session: Session, row: ReplyDraft) -> DraftOut:
    uploads = session.scalars(
        select(OutboundUpload)
        .where(OutboundUpload.organization_id == row.organization_id, OutboundUpload.id.in_(row.attachment_ids))
        .order_by(OutboundUpload.created_at, OutboundUpload.id)
    )
    fields = {name: getattr(row, name) for name in DraftOut.model_fields if name not in ("mode", "uploads")}
    return DraftOut.model_validate(
        {**fields, "mode": row.mode.value, "uploads": [UploadOut.model_validate(u) for u in uploads]}
    )
