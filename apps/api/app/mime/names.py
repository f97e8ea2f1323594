"""File names that are safe to show, store and send in Content-Disposition: no path, no control or bidi marks."""

from __future__ import annotations

import mimetypes
import re

from app.mime.parts import Part
from app.mime.text import one_line, squeeze, without_bidi

MAX_NAME_CHARS = 200
# Its built-in table only: the files it would otherwise read differ between systems.
_TYPES = mimetypes.MimeTypes()
_UNSAFE = re.compile(r"[<>:\"|?*\x00-\x1f\x7f/\\]+")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# Types as mail has them; mimetypes.guess_extension differs between systems, so the common ones are fixed here.
_EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/calendar": ".ics", "text/x-vcard": ".vcf",
    "text/vcard": ".vcf", "text/rtf": ".rtf", "text/xml": ".xml", "text/enriched": ".txt", "text/x-amp-html": ".html",
    "text/rfc822-headers": ".txt", "message/rfc822": ".eml", "message/global": ".eml", "message/partial": ".eml",
    "message/delivery-status": ".txt", "message/disposition-notification": ".txt", "message/feedback-report": ".txt",
    "message/external-body": ".txt", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png",
    "image/gif": ".gif", "image/webp": ".webp", "image/tiff": ".tiff", "image/bmp": ".bmp", "image/svg+xml": ".svg",
    "image/heic": ".heic", "application/pdf": ".pdf", "application/zip": ".zip", "application/gzip": ".gz",
    "application/json": ".json", "application/xml": ".xml", "application/msword": ".doc", "application/rtf": ".rtf",
    "application/ms-tnef": ".dat", "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc", "application/pgp-encrypted": ".asc", "application/pgp-keys": ".asc",
    "application/vnd.ms-excel": ".xls", "application/ics": ".ics", "audio/mpeg": ".mp3", "audio/wav": ".wav",
    "video/mp4": ".mp4",
}  # fmt: skip
_STEMS = {
    "text/calendar": "invite", "text/rfc822-headers": "headers", "message/delivery-status": "delivery-status",
    "message/disposition-notification": "receipt", "message/feedback-report": "feedback-report",
    "application/pkcs7-mime": "smime", "application/x-pkcs7-mime": "smime", "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime", "application/pgp-signature": "signature",
    "application/pgp-encrypted": "version", "application/ms-tnef": "winmail", "text/html": "message",
    "text/plain": "text", "message/rfc822": "message", "message/global": "message",
}  # fmt: skip


def given_name(part: Part) -> str:
    """The name the sender gave (filename, else name), decoded but not yet safe; "" when none."""
    return part.disposition_parameters.get("filename") or part.parameters.get("name") or ""


def safe_name(name: str, content_type: str, number: str) -> str:
    """A file name that is never empty, has no path, and is at most 200 characters with its extension kept."""
    name = squeeze(one_line(without_bidi(name), 2000))
    # Old clients send whole paths, of either system.
    name = re.split(r"[/\\]", name)[-1]
    name = _UNSAFE.sub("_", name).strip(" .")
    if name.startswith("_.") or not name.strip("_"):
        name = name.lstrip("_").strip(" .")
    if not name:
        return default_name(content_type, number)
    if _RESERVED.match(name):
        name = f"_{name}"
    if len(name) > MAX_NAME_CHARS:
        stem, dot, extension = name.rpartition(".")
        keep = f".{extension}" if dot and len(extension) <= 20 else ""
        name = (stem if keep else name)[: MAX_NAME_CHARS - len(keep)] + keep
    return name


def default_name(content_type: str, number: str) -> str:
    """A name for a part that has none: what it is and where it was, such as "image-1.2.png"."""
    extension = _EXTENSIONS.get(content_type) or _TYPES.guess_extension(content_type) or ".bin"
    stem = _STEMS.get(content_type) or content_type.partition("/")[0]
    if stem in ("application", "multipart", "model", "example"):
        stem = "attachment"
    stem = re.sub(r"[^a-z0-9-]", "", stem) or "attachment"
    return (
        f"{stem}-{number}{extension}"
        if stem in ("attachment", "image", "text", "message", "audio", "video")
        else (f"{stem}{extension}")
    )


def guessed_type(name: str) -> str:
    """A content type for a file name, application/octet-stream when its extension says nothing."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"
