"""Files for replies: received before the reply is sent, kept as blobs, of one ticket."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import AppError, Invalid, NotFound
from app.core.ids import new_id
from app.gmail.submission import LARGEST_MAIL
from app.identity.access import Caller
from app.messages.attachments import AttachmentNotFound, attachment_bytes, attachment_row
from app.messages.models import Attachment
from app.messages.occurrences import remember_blobs
from app.mime.names import safe_name
from app.outbound.models import OutboundUpload
from app.outbound.schemas import UploadOut
from app.storage.blobs import get_blob_store
from app.tickets.lookup import family_of, find_ticket
from app.tickets.models import TicketMessage

#: Base64 makes 4/3 of a file and adds line ends; the whole mail must stay below Gmail's limit.
LARGEST_FILE = LARGEST_MAIL * 72 // 100
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_OCTETS = "application/octet-stream"
_LONGEST_NAME = 200


class FileTooLarge(AppError):
    """The file cannot be sent by mail."""

    status = 413
    code = "file_too_large"
    title = f"A file may have {LARGEST_FILE // (1 << 20)} MB at most: Gmail sends no mail of more than 25 MB"


class FileEmpty(Invalid):
    """Nothing was sent."""

    code = "file_empty"
    title = "The file is empty"


class UploadNotFound(NotFound):
    """No such upload in this ticket."""

    code = "upload_not_found"
    title = "There is no such file"


class AttachmentUnknown(Invalid):
    """A reply names a file that is not there."""

    code = "attachment_not_found"
    title = "A file of this reply does not exist"


def require_ticket(caller: Caller, ticket_id: UUID) -> UUID:
    """The ticket's own id, before a body is read. Raises `TicketNotFound`, `TicketMerged`."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        return find_ticket(session, caller.organization_id, ticket_id, for_update=True).id


def keep_upload(caller: Caller, ticket_id: UUID, content: bytes, filename: str, content_type: str) -> UploadOut:
    """Store a file. Raises `FileTooLarge`, `FileEmpty`, `TicketNotFound`. Opens its own transaction, none while the
    blob is written."""
    if not content:
        raise FileEmpty()
    if len(content) > LARGEST_FILE:
        raise FileTooLarge()
    (sha256,) = get_blob_store().put_many(caller.organization_id, [content])
    kind = clean_type(content_type)
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        row = new_upload(
            session, caller.organization_id, ticket_id, content, sha256, filename, kind, user_id=caller.user_id
        )
        return UploadOut.model_validate(row)


def new_upload(
    session: Session,
    organization_id: UUID,
    ticket_id: UUID,
    content: bytes,
    sha256: bytes,
    filename: str,
    content_type: str,
    *,
    user_id: UUID | None,
    content_id: str | None = None,
) -> OutboundUpload:
    """The row of a file whose blob is stored, in the ticket as it is now. An image gets a Content-ID, so that the body
    can show it. Raises `TicketNotFound`."""
    ticket_id = find_ticket(session, organization_id, ticket_id, keep=True).id
    remember_blobs(session, organization_id, {sha256: len(content)})
    identifier = new_id()
    is_image = content_type.startswith("image/")
    row = OutboundUpload(
        organization_id=organization_id,
        id=identifier,
        ticket_id=ticket_id,
        uploaded_by_user_id=user_id,
        filename=safe_name(filename, content_type, "1")[:_LONGEST_NAME],
        content_type=content_type,
        size=len(content),
        sha256=sha256,
        content_id=content_id or (f"{identifier.hex}@oss-ticketing" if is_image else None),
        is_inline=content_id is not None,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def clean_type(content_type: str) -> str:
    """A media type that is fit for a header; what contains other parts is sent as a plain file."""
    kind = content_type.partition(";")[0].strip().lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        return _OCTETS
    return kind


def find_upload(session: Session, organization_id: UUID, ticket_id: UUID, upload_id: UUID) -> OutboundUpload:
    """A file of the ticket, or of one merged into it. Raises `TicketNotFound`, `UploadNotFound`."""
    ticket = find_ticket(session, organization_id, ticket_id)
    row = session.scalars(
        select(OutboundUpload).where(
            OutboundUpload.organization_id == organization_id,
            OutboundUpload.id == upload_id,
            OutboundUpload.ticket_id.in_(family_of(organization_id, ticket.id)),
        )
    ).one_or_none()
    if row is None:
        raise UploadNotFound()
    return row


def delete_upload(session: Session, caller: Caller, ticket_id: UUID, upload_id: UUID) -> None:
    """Forget a file that no reply has. Raises `TicketNotFound`, `UploadNotFound`."""
    row = find_upload(session, caller.organization_id, ticket_id, upload_id)
    if row.outbound_message_id is not None:
        raise UploadNotFound()
    session.delete(row)


def uploads_for(caller: Caller, ticket_id: UUID, ids: list[UUID]) -> list[OutboundUpload]:
    """The files that a reply names, in its order: uploads of the ticket, or attachments of its mails, which become
    uploads by this. Raises `AttachmentUnknown`. Opens its own transactions, none while blobs are read."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        known = {
            row.id: row
            for row in session.scalars(
                select(OutboundUpload).where(
                    OutboundUpload.organization_id == caller.organization_id,
                    OutboundUpload.ticket_id.in_(family_of(caller.organization_id, ticket_id)),
                    OutboundUpload.id.in_(ids),
                )
            )
        }
        stored = [_attachment(session, caller, ticket_id, i) for i in ids if i not in known]
    for attachment, raw_sha256 in stored:
        known[attachment.id] = copied(caller, ticket_id, attachment, raw_sha256, content_id=None)
    return [known[i] for i in dict.fromkeys(ids)]


def _attachment(session: Session, caller: Caller, ticket_id: UUID, attachment_id: UUID) -> tuple[Attachment, bytes]:
    where = [{"loc": ["body", "attachment_ids"], "msg": f"{attachment_id} is not a file of this ticket"}]
    try:
        attachment, raw_sha256 = attachment_row(session, caller.organization_id, attachment_id)
    except AttachmentNotFound:
        raise AttachmentUnknown(errors=where) from None
    stands_in = session.scalar(
        select(TicketMessage.ticket_id).where(
            TicketMessage.organization_id == caller.organization_id, TicketMessage.message_id == attachment.message_id
        )
    )
    if stands_in != ticket_id:
        raise AttachmentUnknown(errors=where)
    return attachment, raw_sha256


def copied(
    caller: Caller, ticket_id: UUID, attachment: Attachment, raw_sha256: bytes, *, content_id: str | None
) -> OutboundUpload:
    """An attachment of a stored mail as an upload. `content_id`: the quoted HTML shows it under this name."""
    content = attachment_bytes(get_blob_store(), attachment, raw_sha256)
    (sha256,) = get_blob_store().put_many(caller.organization_id, [content])
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        return new_upload(
            session,
            caller.organization_id,
            ticket_id,
            content,
            sha256,
            attachment.filename,
            clean_type(attachment.content_type),
            user_id=caller.user_id,
            content_id=content_id,
        )
