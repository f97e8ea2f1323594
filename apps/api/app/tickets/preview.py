"""A look at an attachment without saving it: a picture, a PDF or a text, decided by its bytes.

What the mail calls a file decides only whether a text is looked for: everything else is called what it begins with, and
what begins with none of these is not shown. SVG and HTML are texts at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fastapi.responses import Response

from app.core.errors import Invalid
from app.core.raster import is_showable, raster_type
from app.identity.access import Caller
from app.mime import plain_text
from app.tickets import files

MOST_BYTES = 30 * 1024 * 1024
MOST_TEXT_BYTES = 512 * 1024
_TEXT_TYPES = ("text/", "message/", "application/json", "application/xml", "application/ics", "application/x-yaml",
               "application/yaml", "application/javascript", "application/sql", "image/svg+xml")  # fmt: skip
_TEXT_NAMES = (".txt", ".log", ".md", ".csv", ".tsv", ".json", ".xml", ".yaml", ".yml", ".ini", ".conf", ".eml", ".ics",
               ".vcf", ".html", ".htm", ".svg", ".sql", ".diff", ".patch", ".py", ".js", ".ts", ".css",
               ".sh")  # fmt: skip


class NoPreview(Invalid):
    """It can only be saved."""

    code = "no_preview"
    title = "This kind of file cannot be shown here"


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown; `cut`: there is more of the text."""

    content: bytes
    content_type: str
    cut: bool = False


def preview_of(content: bytes, filename: str, declared: str) -> Preview:
    """What a reader sees of a file. Raises `NoPreview`, `TooLargeToShow`."""
    image = raster_type(content)
    if image is not None or content.startswith(b"%PDF-"):
        if len(content) > MOST_BYTES or (image is not None and not is_showable(content)):
            raise files.TooLargeToShow()
        return Preview(content, image or "application/pdf")
    kind = declared.partition(";")[0].strip().lower()
    found = plain_text(content, MOST_TEXT_BYTES) if _is_text(filename, kind) else None
    if found is None:
        raise NoPreview()
    text, cut = found
    return Preview(text.encode("utf-8"), "text/plain; charset=utf-8", cut)


def _is_text(filename: str, kind: str) -> bool:
    return kind.startswith(_TEXT_TYPES) or kind.endswith(("+json", "+xml")) or filename.lower().endswith(_TEXT_NAMES)


def preview_attachment(caller: Caller, ticket_id: UUID, attachment_id: UUID) -> Response:
    """The attachment's preview. It goes through us, never by an address of the blob store, for the page asks for it.
    Raises `TicketNotFound`, `AttachmentNotFound`, `BlobMissing`, `NoPreview`, `TooLargeToShow`."""
    attachment, content = files.attachment_content(caller, ticket_id, attachment_id)
    shown = preview_of(content, attachment.filename, attachment.content_type)
    # Whoever opens the address itself gets a file; only our page's own code shows it.
    response = files.as_file(shown.content, attachment.filename, shown.content_type)
    response.headers["x-preview-cut"] = "true" if shown.cut else "false"
    return response
