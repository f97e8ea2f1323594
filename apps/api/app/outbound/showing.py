"""Uploaded files shown to people who write the reply."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response

from app.core.db import transaction
from app.core.http.disposition import disposition
from app.identity.access import Caller
from app.outbound.uploads import find_upload
from app.storage.blobs import get_blob_store

_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def file_response(caller: Caller, ticket_id: UUID, upload_id: UUID, *, inline: bool) -> Response:
    """The file's bytes; in place only when they are really a raster image, else as a file that no browser opens in our
    origin. Raises `TicketNotFound`, `UploadNotFound`."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        upload = find_upload(session, caller.organization_id, ticket_id, upload_id)
    content = get_blob_store().get(caller.organization_id, upload.sha256)
    image = _image_type(content) if inline else None
    headers = {
        "content-disposition": disposition(upload.filename, inline=image is not None),
        "content-security-policy": _SANDBOX,
        "x-content-type-options": "nosniff",
    }
    if image:
        # The composer's preview stands in a frame of no origin.
        headers["cross-origin-resource-policy"] = "cross-origin"
    return Response(content, media_type=image or "application/octet-stream", headers=headers)


def _image_type(content: bytes) -> str | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _IMAGES if content.startswith(mark)), None)
