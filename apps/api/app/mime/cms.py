"""The content inside an opaquely signed S/MIME message (RFC 5652 SignedData): readable without any key.

A reader of BER as small as the task: tags of one octet, definite and indefinite lengths, octet strings in pieces.
Nothing is verified here; the signature stays with the attachment, which is kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OID, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x30, 0x06, 0x04, 0x24, 0xA0
# (tag, offset of the content, offset after it)
Element = tuple[int, int, int]
_MAX_DEPTH = 12
_MAX_ELEMENTS = 100_000


def signed_content(data: bytes) -> bytes | None:
    """The signed MIME entity inside `data`, or None when it is encrypted, detached or no CMS at all. Never raises."""
    try:
        return _signed_content(data)
    except (IndexError, ValueError, RecursionError):
        return None


def _signed_content(data: bytes) -> bytes | None:
    outer = _inside(data, 0, len(data), _SEQUENCE)
    kind, content = _first_two(data, *outer)
    if data[slice(*_value(data, kind, _OID))] != _SIGNED_DATA or content is None:
        return None
    signed = _inside(data, *_value(data, content, _EXPLICIT), _SEQUENCE)
    # version, digestAlgorithms, encapContentInfo: the first sequence is the one.
    info = next((one for one in _elements(data, *signed) if one[0] == _SEQUENCE), None)
    if info is None:
        return None
    _, wrapped = _first_two(data, info[1], info[2])
    if wrapped is None or wrapped[0] != _EXPLICIT:
        return None
    return b"".join(_octets(data, wrapped[1], wrapped[2], 0))


def _first_two(data: bytes, start: int, end: int) -> tuple[Element, Element | None]:
    found = _elements(data, start, end)
    return next(found, (0, start, start)), next(found, None)


def _value(data: bytes, element: Element, tag: int) -> tuple[int, int]:
    if element[0] != tag:
        raise ValueError(tag)
    return element[1], element[2]


def _inside(data: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    return _value(data, next(_elements(data, start, end), (0, 0, 0)), tag)


def _octets(data: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    if depth > _MAX_DEPTH:
        raise ValueError(depth)
    for tag, at, stop in _elements(data, start, end):
        if tag == _OCTETS:
            yield data[at:stop]
        elif tag == _OCTETS_IN_PIECES:
            yield from _octets(data, at, stop, depth + 1)


def _elements(data: bytes, start: int, end: int) -> Iterator[Element]:
    """(tag, offset of the content, offset after it) of each element between the offsets."""
    at = start
    for _ in range(_MAX_ELEMENTS):
        if at + 2 > end or data[at : at + 2] == b"\0\0":
            return
        tag, content, stop = _header(data, at, end)
        after = stop
        if stop < 0:
            stop = _end_of_indefinite(data, content, end, 0)
            after = stop + 2
        yield tag, content, min(stop, end)
        at = after


def _header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """(tag, offset of the content, offset after it or -1 when the length is indefinite)."""
    tag, length = data[at], data[at + 1]
    at += 2
    if length == 0x80:
        return tag, at, -1
    if length > 0x80:
        size = length & 0x7F
        if size > 8:
            raise ValueError(size)
        length = int.from_bytes(data[at : at + size], "big")
        at += size
    return tag, at, min(end, at + length)


def _end_of_indefinite(data: bytes, at: int, end: int, depth: int) -> int:
    """Offset of the two NULs that end an element of indefinite length; `end` when they are missing."""
    if depth > _MAX_DEPTH:
        raise ValueError(depth)
    for _ in range(_MAX_ELEMENTS):
        if at + 2 > end or data[at : at + 2] == b"\0\0":
            return min(at, end)
        _, content, stop = _header(data, at, end)
        at = stop if stop >= 0 else _end_of_indefinite(data, content, end, depth + 1) + 2
    return end
