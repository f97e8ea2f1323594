"""HTTP of attachments: saved, looked at, read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.identity.access import ViewerCaller
from app.tickets import calendars, files, preview

router = APIRouter(tags=["tickets"])

_BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_PREVIEW = {
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in ("image/*", "application/pdf", "text/plain")
    }
}


@router.get(
    "/tickets/{ticket_id:uuid}/attachments/{attachment_id:uuid}/download",
    response_class=Response,
    responses={200: _BYTES, 302: {"description": "Where the blob store serves it for a short time"}},
)
def download_attachment(
    ticket_id: UUID,
    attachment_id: UUID,
    caller: ViewerCaller,
    inline: Annotated[bool, Query(description="Show a PNG, JPEG, GIF or WebP image in place")] = False,
) -> Response:
    """An attachment as a file."""
    return files.download_attachment(caller, ticket_id, attachment_id, inline=inline)


@router.get(
    "/tickets/{ticket_id:uuid}/attachments/{attachment_id:uuid}/preview",
    response_class=Response,
    responses={200: _PREVIEW},
)
def preview_attachment(ticket_id: UUID, attachment_id: UUID, caller: ViewerCaller) -> Response:
    """What our page shows of an attachment: a PNG, JPEG, GIF or WebP image, a PDF, or text in UTF-8, by its bytes; the
    header `x-preview-cut` says whether there is more of the text. Anything else is a problem `no_preview` or
    `too_large_to_show`."""
    return preview.preview_attachment(caller, ticket_id, attachment_id)


@router.get("/tickets/{ticket_id:uuid}/attachments/{attachment_id:uuid}/calendar")
def read_calendar(ticket_id: UUID, attachment_id: UUID, caller: ViewerCaller) -> calendars.CalendarOut:
    """What an attached calendar says: what, when, where, who, and what they answered."""
    return calendars.read_attached_calendar(caller, ticket_id, attachment_id)
