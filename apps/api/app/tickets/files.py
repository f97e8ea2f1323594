"""Bytes of a ticket: attachments and raw mails. Strangers wrote them, so they are handed out as files that no browser
opens in our origin; only raster images may be shown in place."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from app.core.db import transaction
from app.core.errors import Invalid
from app.core.http.disposition import disposition
from app.core.raster import is_showable, raster_type
from app.identity.access import Caller
from app.messages.attachments import AttachmentNotFound, attachment_bytes, attachment_row
from app.messages.models import Attachment
from app.storage.blobs import BlobStore, get_blob_store
from app.tickets.lookup import find_message, live_ticket
from app.tickets.models import TicketMessage

#: Even if a browser opened it: no script, no origin, nothing loaded.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
_OCTETS = "application/octet-stream"
#: Types that say what a file is and that no browser runs; everything else is called octets.
_HARMLESS = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/heic", "image/tiff", "image/bmp", "audio/",
             "video/", "text/plain", "text/csv", "text/calendar", "application/pdf", "application/zip",
             "application/msword", "application/vnd.", "application/json", "application/gzip")  # fmt: skip


class TooLargeToShow(Invalid):
    """It is one of the kinds that are shown, and too large, or would be once unpacked."""

    code = "too_large_to_show"
    title = "This file is too large to be shown here"


def download_attachment(caller: Caller, ticket_id: UUID, attachment_id: UUID, *, inline: bool) -> Response:
    """The attachment's bytes, or a redirect to where the blob store serves them for a short time. With `inline` an
    image that is really one is shown in place, unless it would unpack to too many pixels. Raises `TicketNotFound`,
    `AttachmentNotFound`, `BlobMissing`, `TooLargeToShow`."""
    attachment, raw_sha256 = _attachment(caller, ticket_id, attachment_id)
    store = get_blob_store()
    # An image in a page goes through us: the page's policy lets it load from here only.
    if not inline:
        url = _address(store, attachment, raw_sha256)
        if url is not None:
            return RedirectResponse(url, status_code=302)
    content = attachment_bytes(store, attachment, raw_sha256)
    # What is shown is called what its bytes are, whatever the mail says.
    image = raster_type(content) if inline else None
    if image is not None and not is_showable(content):
        # Browsers look at the bytes of an image and not at what it is called: without them nothing is unpacked.
        raise TooLargeToShow()
    content_type = image or _safe_type(attachment.content_type)
    return _bytes(content, attachment.filename, content_type, shown=image is not None)


def attachment_content(caller: Caller, ticket_id: UUID, attachment_id: UUID) -> tuple[Attachment, bytes]:
    """The attachment and its bytes. Raises `TicketNotFound`, `AttachmentNotFound`, `BlobMissing`."""
    attachment, raw_sha256 = _attachment(caller, ticket_id, attachment_id)
    return attachment, attachment_bytes(get_blob_store(), attachment, raw_sha256)


def as_file(content: bytes, filename: str, content_type: str) -> Response:
    """Bytes that no browser opens in our origin, whatever `content_type` says they are."""
    return _bytes(content, filename, content_type, shown=False)


def _address(store: BlobStore, attachment: Attachment, raw_sha256: bytes) -> str | None:
    """Where the store itself serves the attachment; it is put there on the first request, for what we keep is the
    whole mail."""
    url = store.download_url(attachment.organization_id, attachment.sha256)
    if url is not None and not store.exists(attachment.organization_id, attachment.sha256):
        store.put_many(attachment.organization_id, [attachment_bytes(store, attachment, raw_sha256)])
    return url


def download_raw(caller: Caller, ticket_id: UUID, message_id: UUID) -> Response:
    """The mail as it came, byte for byte. Raises `TicketNotFound`, `MessageNotFound`, `BlobMissing`."""
    with transaction(caller.organization_id) as session:
        ticket = live_ticket(session, caller.organization_id, ticket_id)
        sha256 = find_message(session, ticket, message_id).raw_sha256
        name = f"{ticket.ticket_code}-{message_id}.eml"
    content = get_blob_store().get(caller.organization_id, sha256)
    return _bytes(content, name, "message/rfc822", shown=False)


def _attachment(caller: Caller, ticket_id: UUID, attachment_id: UUID) -> tuple[Attachment, bytes]:
    with transaction(caller.organization_id) as session:
        ticket = live_ticket(session, caller.organization_id, ticket_id)
        attachment, raw_sha256 = attachment_row(session, caller.organization_id, attachment_id)
        stands_in = session.scalar(
            select(TicketMessage.ticket_id).where(
                TicketMessage.organization_id == caller.organization_id,
                TicketMessage.message_id == attachment.message_id,
            )
        )
    if stands_in != ticket.id:
        raise AttachmentNotFound()
    return attachment, raw_sha256


def _safe_type(declared: str) -> str:
    kind = declared.partition(";")[0].strip().lower()
    kind = "image/jpeg" if kind in ("image/jpg", "image/pjpeg") else kind
    known = kind.startswith(_HARMLESS) and kind.isascii() and kind.isprintable() and " " not in kind
    return kind if known else _OCTETS


def _bytes(content: bytes, filename: str, content_type: str, *, shown: bool) -> Response:
    headers = {
        "content-disposition": disposition(filename, inline=shown),
        "content-security-policy": _SANDBOX,
        "x-content-type-options": "nosniff",
    }
    if shown:
        # The mail stands in a frame of no origin, so to the browser this image is asked for from elsewhere.
        headers["cross-origin-resource-policy"] = "cross-origin"
        headers["cache-control"] = "private, max-age=86400, immutable"
    return Response(content, media_type=content_type, headers=headers)
