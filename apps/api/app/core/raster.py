"""Raster images by how their bytes begin: what is neither of these is never shown in place, whatever it calls itself.

SVG is a document that may hold scripts, so it is not here and must not be added.
"""

from __future__ import annotations

#: Bytes that are enough to tell.
HEAD_BYTES = 12
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def raster_type(content: bytes) -> str | None:
    """``image/png``, ``image/jpeg``, ``image/gif`` or ``image/webp`` by the first bytes; None for everything else."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)
