"""Header fields: encoded words (RFC 2047), address lists, folding, dates and filenames."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPECIALS = frozenset('()<>[]:;@\\,."')


def local(moment: datetime, offset: int) -> datetime:
    """`moment` on the clock of someone `offset` minutes east of UTC."""
    return moment.astimezone(timezone(timedelta(minutes=offset)))


def date_header(moment: datetime, offset: int) -> str:
    """RFC 5322 §3.3 date-time, in English whatever the locale."""
    t = local(moment, offset)
    sign, minutes = ("-", -offset) if offset < 0 else ("+", offset)
    zone = f"{sign}{minutes // 60:02}{minutes % 60:02}"
    return (
        f"{_DAYS[t.weekday()]}, {t.day} {_MONTHS[t.month - 1]} {t.year} {t.hour:02}:{t.minute:02}:{t.second:02} {zone}"
    )


def encoded_words(text: str, charset: str = "utf-8") -> str:
    """`text` as encoded words, split so that none is longer than 75 characters (RFC 2047 §2)."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    high = sum(ord(c) > 127 for c in text)
    words: list[str] = []
    chunk = ""
    for char in text:
        if len(_encode_word(chunk + char, charset, q=high * 3 < len(text))) > 75:
            words.append(_encode_word(chunk, charset, q=high * 3 < len(text)))
            chunk = ""
        chunk += char
    words.append(_encode_word(chunk, charset, q=high * 3 < len(text)))
    return "\r\n ".join(words)


def _encode_word(text: str, charset: str, *, q: bool) -> str:
    data = text.encode(charset)
    if not q or charset == "iso-2022-jp":
        return f"=?{charset}?B?{b64encode(data).decode('ascii')}?="
    safe = "".join(
        chr(b)
        if (48 <= b <= 57 or 65 <= b <= 90 or 97 <= b <= 122 or b in b"!*+-/")
        else "_"
        if b == 32
        else f"={b:02X}"
        for b in data
    )
    return f"=?{charset}?Q?{safe}?="


def fold(name: str, value: str) -> str:
    """`value` folded at spaces so that lines stay near 76 characters (RFC 5322 §2.2.3)."""
    if len(name) + 2 + len(value) <= 78 or "\r\n" in value:
        return value
    lines: list[str] = []
    line, room = "", 76 - len(name)
    for word in value.split(" "):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, 76
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def unstructured(name: str, text: str, charset: str = "utf-8") -> str:
    """The value of Subject and its like."""
    return fold(name, text) if text.isascii() else encoded_words(text, charset)


def mailbox(name: str, address: str, charset: str = "utf-8") -> str:
    """`Name <address>`; the name quoted or encoded as needed."""
    if not name:
        return address
    if not name.isascii():
        return f"{encoded_words(name, charset)} <{address}>"
    if _SPECIALS.intersection(name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{name} <{address}>"


def address_list(people: Sequence[tuple[str, str]], charset: str = "utf-8") -> str:
    return ",\r\n ".join(mailbox(name, address, charset) for name, address in people)


def id_list(ids: Sequence[str]) -> str:
    """Message-IDs for References, one a line as most clients fold them."""
    return "\r\n ".join(ids)


def filename_parameter(key: str, filename: str, charset: str = "utf-8") -> str:
    """`; filename=…`: plain, or RFC 2231 where it is not ASCII."""
    if filename.isascii():
        return f'; {key}="{filename}"'
    encoded = "".join(
        chr(b) if (chr(b).isalnum() and b < 128) or b in b".-_" else f"%{b:02X}" for b in filename.encode(charset)
    )
    return f";\r\n {key}*={charset}''{encoded}"
