"""Raster images by how their bytes begin: what is neither of these is never shown in place, whatever it calls itself.

SVG is a document that may hold scripts, so it is not here and must not be added.
"""

from __future__ import annotations

import struct

#: Bytes that are enough to tell the type.
HEAD_BYTES = 12
#: A few kilobytes can unpack to gigabytes in the reader's browser. Cameras make 50 million pixels, scanners 70.
MOST_PIXELS = 100_000_000
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


def raster_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels as its header says, None where it does not say or `content` is no raster image. Total,
    in time linear in its length."""
    readers = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
    kind = raster_type(content)
    try:
        return readers[kind](content) if kind else None
    except (struct.error, IndexError):
        return None


def is_showable(content: bytes) -> bool:
    """Whether a browser can show the raster image without unpacking more than is good for it. One that does not say
    how large it is cannot be."""
    size = raster_size(content)
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS


def _png(content: bytes) -> tuple[int, int] | None:
    width, height = struct.unpack_from(">II", content, 16)
    return (width, height) if content[12:16] == b"IHDR" else None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while True:
        # As decoders do: whatever stands between segments is skipped up to the next marker.
        at = content.find(b"\xff", at)
        if at < 0:
            return None
        marker = content[at + 1]
        if marker in (0x00, 0xFF, 0x01) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
        elif marker in (0xD9, 0xDA):
            return None
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        else:
            at += 2 + max(2, struct.unpack_from(">H", content, at + 2)[0])


def _gif(content: bytes) -> tuple[int, int] | None:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    while content[at] == 0x21:
        at += 2
        while content[at] != 0:
            at += content[at] + 1
        at += 1
    if content[at] != 0x2C:
        return None
    # A browser makes room for the first frame when that is larger than the screen it is said to be for.
    frame_width, frame_height = struct.unpack_from("<HH", content, at + 5)
    return max(width, frame_width), max(height, frame_height)


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        if len(content) < 30:
            return None
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
