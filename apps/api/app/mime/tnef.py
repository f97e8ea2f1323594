"""Outlook's winmail.dat (MS-OXTNEF): the files inside, read without trusting a single length.

Only what a reader misses is taken out: attached files with their names, and the body. The container stays an
attachment too.
Layout: signature, key, then attributes of level, id, length, data, checksum.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from app.mime import charset

_SIGNATURE = 0x223E9F78
_ATTACH_TITLE, _ATTACH_DATA, _ATTACH_RENDER, _ATTACH_PROPERTIES, _OEM_CODEPAGE = 0x8010, 0x800F, 0x9002, 0x9005, 0x9007
_PROPERTY_DATA, _PROPERTY_NAME, _PROPERTY_LONG_NAME, _PROPERTY_MIME, _PROPERTY_ID = (
    0x3701,
    0x3704,
    0x3707,
    0x370E,
    0x3712,
)
_BODY, _MESSAGE_PROPERTIES, _PROPERTY_BODY, _PROPERTY_HTML = 0x800C, 0x9003, 0x1000, 0x1013
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
          0x0048: 16, 0x0001: 0}  # fmt: skip
_STRING8, _UNICODE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_MAX_FILES, _MAX_ATTRIBUTES, _MAX_PROPERTIES = 200, 5000, 1000


@dataclass(slots=True)
class TnefFile:
    """One file of the container; `name`, `mime` and `content_id` as written there, "" when missing."""

    name: str = ""
    mime: str = ""
    content_id: str = ""
    content: bytes = b""


def files_in(data: bytes) -> list[TnefFile]:
    """The attached files of a TNEF stream; [] when it is none. Stops at the first length that cannot be true."""
    files: list[TnefFile] = []
    codepage = "cp1252"
    for identifier, value in _attributes(data):
        if identifier == _ATTACH_RENDER:
            if len(files) >= _MAX_FILES:
                break
            files.append(TnefFile())
        elif identifier == _OEM_CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif files:
            _take(files[-1], identifier, value, codepage)
    return [one for one in files if one.content]


def body_in(data: bytes) -> tuple[str, str]:
    """("text/html" or "text/plain", text) of the message that a TNEF stream holds; the text "" when it has none."""
    html = plain = ""
    codepage = "cp1252"
    for identifier, value in _attributes(data):
        if identifier == _OEM_CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif identifier == _BODY:
            plain = plain or _text(value, codepage)
        elif identifier == _MESSAGE_PROPERTIES:
            for number, found in _properties(value, codepage):
                if number == _PROPERTY_HTML:
                    html = html or (found if isinstance(found, str) else charset.decode(found, codepage)[0])
                elif number == _PROPERTY_BODY and isinstance(found, str):
                    plain = plain or found
        elif identifier == _ATTACH_RENDER:
            break
    return ("text/html", html) if html.strip() else ("text/plain", plain)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(identifier, value) of each attribute; ends at the first length that cannot be true."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return
    at = 6
    for _ in range(_MAX_ATTRIBUTES):
        if at + 9 > len(data):
            return
        identifier, length = struct.unpack_from("<HxxI", data, at + 1)
        at += 9
        value = data[at : at + length]
        if len(value) < length:
            return
        at += length + 2
        yield identifier, value


def _take(file: TnefFile, identifier: int, value: bytes, codepage: str) -> None:
    if identifier == _ATTACH_TITLE and not file.name:
        file.name = _text(value, codepage)
    elif identifier == _ATTACH_DATA:
        file.content = value
    elif identifier == _ATTACH_PROPERTIES:
        for number, data in _properties(value, codepage):
            if number == _PROPERTY_LONG_NAME or (number == _PROPERTY_NAME and not file.name):
                file.name = data if isinstance(data, str) else file.name
            elif number == _PROPERTY_MIME and isinstance(data, str):
                file.mime = data
            elif number == _PROPERTY_ID and isinstance(data, str):
                file.content_id = data
            elif number == _PROPERTY_DATA and isinstance(data, bytes) and not file.content:
                # An embedded object has the identifier of its interface before it (16 bytes).
                file.content = data[16:] if data[16:20] == b"\x78\x9f\x3e\x22" else data


def _text(value: bytes, codepage: str) -> str:
    return charset.decode(value.split(b"\0")[0], codepage)[0]


def _properties(data: bytes, codepage: str) -> list[tuple[int, str | bytes]]:
    """(property number, value) of the text and binary properties of a MAPI property block."""
    out: list[tuple[int, str | bytes]] = []
    if len(data) < 4:
        return out
    at = 4
    for _ in range(min(struct.unpack_from("<I", data)[0], _MAX_PROPERTIES)):
        if at + 4 > len(data):
            break
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:
            at = _after_name(data, at)
        multiple, kind = bool(kind & 0x1000), kind & 0xEFFF
        count = 1
        if multiple or kind in (_STRING8, _UNICODE, _OBJECT, _BINARY):
            if at + 4 > len(data):
                break
            count = min(struct.unpack_from("<I", data, at)[0], _MAX_PROPERTIES)
            at += 4
        if kind in _FIXED:
            at += _FIXED[kind] * count
            continue
        if kind not in (_STRING8, _UNICODE, _OBJECT, _BINARY):
            break
        for _ in range(count):
            if at + 4 > len(data):
                return out
            length = struct.unpack_from("<I", data, at)[0]
            value = data[at + 4 : at + 4 + length]
            if len(value) < length:
                return out
            at += 4 + length + (-length % 4)
            out.append((number, _property_value(kind, value, codepage)))
    return out


def _property_value(kind: int, value: bytes, codepage: str) -> str | bytes:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").split("\0")[0]
    return _text(value, codepage) if kind == _STRING8 else value


def _after_name(data: bytes, at: int) -> int:
    """Offset after the name of a named property: a GUID, then a number or a counted UTF-16 string."""
    if at + 24 > len(data):
        return len(data)
    kind, length = struct.unpack_from("<II", data, at + 16)
    return at + 24 if kind == 0 else at + 24 + length + (-length % 4)
