"""Bytes to text: UTF-8 if it is UTF-8, then what was declared, then what a detector says, then cp1252.

Labels in mail lie; bytes that are valid UTF-8 hardly ever are anything else. Exceptions: 7-bit stateful and 16-bit
encodings, and short texts in East Asian double-byte charsets, whose pairs can look like two-byte UTF-8.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

# Labels as seen in mail -> Python codec. Supersets where the web platform's Encoding Standard uses them.
_ALIASES = {
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "646": "cp1252", "iso646-us": "cp1252",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "l1": "cp1252", "ansi": "cp1252", "x-ansi": "cp1252", "windows-1252": "cp1252", "cp-1252": "cp1252",
    "8bit": "cp1252", "binary": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "windows-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "gb_2312-80": "gb18030", "csgb2312": "gb18030", "chinese": "gb18030", "cp936": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932", "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "ksc5601": "cp949", "korean": "cp949",
    "windows-949": "cp949", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "iso-8859-6-i": "iso8859_6",
    "iso-2022-jp": "iso2022_jp_ext", "unicode-1-1-utf-7": "utf_7", "unicode-1-1-utf-8": "utf_8",
    "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "mac": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "unicode": "utf_16", "utf8mb4": "utf_8", "x-utf8": "utf_8", "utf": "utf_8", "koi8": "koi8_r", "koi": "koi8_r",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "win1251": "cp1251", "win-1251": "cp1251",
    "visual": "iso8859_8", "logical": "iso8859_8",
}  # fmt: skip
# Codecs that Python calls text but that are no charset of mail, or cost more than linear time.
_FORBIDDEN = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
_STATEFUL = re.compile(r"^(iso2022|hz|utf-7|utf-16|utf-32)")
_DOUBLE_BYTE = frozenset({"gb18030", "cp932", "cp949", "big5hkscs", "big5", "cp950", "euc_jp", "euc_kr", "johab",
                          "shift_jis_2004", "shift_jisx0213", "euc_jis_2004", "euc_jisx0213"})  # fmt: skip
_THREE_BYTE_LEAD = re.compile(rb"[\xe0-\xf4]")
_DETECT_BYTES = 4096
_HIGH = bytes(range(0x80, 0x100))
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@lru_cache(maxsize=512)
def codec_of(label: str) -> str | None:
    """Python codec name of a charset label as found in mail, or None when it is no known charset."""
    key = label.strip(" \t\"'<>;,").lower()
    if not key or len(key) > 60 or not key.isascii():
        return None
    for candidate in (_ALIASES.get(key), key, re.sub(r"^(?:x-|charset=|3d)", "", key), key.replace("cp-", "cp")):
        if candidate is None:
            continue
        try:
            info = codecs.lookup(_ALIASES.get(candidate, candidate))
        except (LookupError, ValueError):
            continue
        # `_is_text_encoding` is what str.decode itself consults: False for zip, base64, rot13 and their like.
        if getattr(info, "_is_text_encoding", True) and info.name not in _FORBIDDEN:
            return info.name
    return None


@lru_cache(maxsize=128)
def _is_stateful(codec: str) -> bool:
    return _STATEFUL.match(codec) is not None


def decode(data: bytes, label: str | None) -> tuple[str, str | None]:
    """Text of `data` declared as charset `label`, and a defect word or None. Never raises."""
    if label is None:
        if data.isascii() and b"\x1b" not in data:
            return data.decode("ascii"), None
        codec = None
    else:
        codec = codec_of(label)
        if codec is not None and _is_stateful(codec):
            return _strictly(data, codec) or (data.decode(codec, "replace"), "bad_charset_bytes")
        if data.isascii():
            return data.decode("ascii"), None if codec else "unknown_charset"
    if codec in _DOUBLE_BYTE and not _THREE_BYTE_LEAD.search(data):
        found = _strictly(data, codec)
        if found:
            return found
    return _strictly(data, "utf-8") or _not_utf8(data, label, codec)


def _not_utf8(data: bytes, label: str | None, codec: str | None) -> tuple[str, str | None]:
    if codec not in _DOUBLE_BYTE:
        text = data.decode("utf-8", "replace")
        # A cut multi-byte character or two in otherwise good UTF-8 is still UTF-8, whatever the label.
        if text.count("\ufffd") * 10 < len(text) - len(text.encode("ascii", "ignore")):
            return text, "bad_charset_bytes"
    declared_utf8 = codec == "utf-8"
    # A label that means "I did not think about it" says nothing about the 8-bit bytes that follow.
    vague = codec is None or declared_utf8 or (label or "").lower() in ("us-ascii", "ascii", "8bit", "binary")
    if not vague and codec is not None:
        return _strictly(data, codec) or (data.decode(codec, "replace"), "bad_charset_bytes")
    if declared_utf8 and len(data) > 1 << 20:
        return data.decode("utf-8", "replace"), "bad_charset_bytes"
    guessed = _detected(data)
    word = "unknown_charset" if label and codec is None else "undeclared_charset"
    if guessed:
        found = _strictly(data, guessed)
        if found:
            return found[0], word
    return data.decode("cp1252", "replace"), word


def _strictly(data: bytes, codec: str) -> tuple[str, str | None] | None:
    try:
        return data.decode(codec), None
    except (UnicodeError, ValueError, LookupError):
        return None


@lru_cache(maxsize=256)
def _detect(sample: bytes) -> str | None:
    match = from_bytes(sample).best()
    codec = codec_of(match.encoding) if match is not None else None
    # Without a NUL it is no UTF-16, which would swallow the ASCII between the letters.
    return codec if codec is not None and not _STATEFUL.match(codec) else None


def _detected(data: bytes) -> str | None:
    """The detector's codec for `data`, or None where it would be a guess: few 8-bit letters are Western accents.

    It is asked about the 8-bit lines only: bounded time, better signal.
    """
    sample = data[:65536]
    if sample.isascii():
        return None
    lines = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:_DETECT_BYTES]
    high = len(lines) - len(lines.translate(None, _HIGH))
    letters = len(lines) - len(lines.translate(None, _HIGH + _LETTERS))
    if high < 6 or (high * 4 < letters and high < 60):
        return None
    return _detect(lines)
