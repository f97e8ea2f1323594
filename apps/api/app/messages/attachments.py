"""The bytes of an attachment: read out of the stored raw mail when asked for, so that nothing is stored twice and
no attachment can be missing while its mail is there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.messages.models import Attachment, Message
from app.mime import parse_mail
from app.storage.blobs import BlobStore


class AttachmentNotFound(NotFound):
    """No such attachment in this organisation."""

    code = "attachment_not_found"
    title = "This attachment does not exist"


def attachment_row(session: Session, organization_id: UUID, attachment_id: UUID) -> tuple[Attachment, bytes]:
    """The attachment's row and the key of the raw mail that it stands in."""
    row = session.execute(
        select(Attachment, Message.raw_sha256)
        .join(
            Message,
            (Message.organization_id == Attachment.organization_id) & (Message.id == Attachment.message_id),
        )
        .where(Attachment.organization_id == organization_id, Attachment.id == attachment_id)
    ).one_or_none()
    if row is None:
        raise AttachmentNotFound()
    return row[0], bytes(row[1])


def attachment_bytes(blobs: BlobStore, attachment: Attachment, raw_sha256: bytes) -> bytes:
    """The decoded content. Reads the blob store: call it outside a transaction."""
    mail = parse_mail(blobs.get(attachment.organization_id, raw_sha256))
    for candidate in mail.attachments:
        if candidate.part == attachment.part and candidate.sha256 == attachment.sha256:
            return candidate.content
    # A newer parser may number parts otherwise; the content itself is what was promised.
    for candidate in mail.attachments:
        if candidate.sha256 == attachment.sha256:
            return candidate.content
    raise AttachmentNotFound("The stored mail no longer yields this attachment; replay the mail to read it again.")
