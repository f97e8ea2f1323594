"""Header blocks as bytes (RFC 5322 §2.2): split, read, replace, prepend; everything else stays byte for byte."""

import re
from email.header import decode_header, make_header
from email.utils import getaddresses, parseaddr
from functools import cache

_ID = re.compile(r"<[^<>\s]+>")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_FIELD = re.compile(rb"^[!-9;-~]+[ \t]*:")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_REPLY_PREFIX = re.compile(r"^\s*((re|fwd?|aw|wg|sv|vs|tr|rv|ant|odp)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Header block (with its last newline) and the rest, which starts with the empty line."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return b"", raw
    crlf, lf = raw.find(b"\r\n\r\n"), raw.find(b"\n\n")
    if crlf >= 0 and (lf < 0 or crlf < lf):
        return raw[: crlf + 2], raw[crlf + 2 :]
    if lf >= 0:
        return raw[: lf + 1], raw[lf + 1 :]
    return raw, b""


def newline(head: bytes) -> bytes:
    """The line ending of this block; CRLF when it has none."""
    return b"\n" if b"\n" in head and b"\r\n" not in head else b"\r\n"


def fields(head: bytes) -> list[bytes]:
    """Whole header fields with their folded lines; a line that is no field is kept with the one above."""
    found: list[bytes] = []
    for line in _LINE.findall(head):
        if found and (line[:1] in (b" ", b"\t") or not _FIELD.match(line)):
            found[-1] += line
        else:
            found.append(line)
    return found


def parse(head: bytes) -> list[tuple[str, str]]:
    """Unfolded (name, value) pairs in order; bytes that are not UTF-8 are read as Latin-1."""
    pairs = []
    for field in fields(head):
        name, colon, value = field.partition(b":")
        if colon:
            pairs.append((_text(name).strip(), _unfolded(value)))
    return pairs


def _unfolded(value: bytes) -> str:
    value = value.strip()
    return _text(_FOLD.sub(b" ", value) if b"\n" in value else value)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


@cache
def _pattern(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"^" + re.escape(name.encode()) + rb"[ \t]*:(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


def get(head: bytes, name: str) -> str:
    """First value of `name`, unfolded; empty when absent."""
    found = _pattern(name).search(head)
    return _unfolded(found[1]) if found else ""


def decoded(value: str) -> str:
    """RFC 2047 words decoded; the value itself when they are broken."""
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (LookupError, ValueError, UnicodeError):
        return value


def without(head: bytes, *names: str) -> bytes:
    """The block without every field of these names."""
    drop = {name.lower().encode() for name in names}
    return b"".join(f for f in fields(head) if f.partition(b":")[0].strip().lower() not in drop)


def replaced(head: bytes, name: str, value: str) -> bytes:
    """The block with the first `name` in place set to `value`, or appended when absent."""
    line = line_of(name, value, newline(head))
    parts = fields(head)
    for i, part in enumerate(parts):
        if part.partition(b":")[0].strip().lower() == name.lower().encode():
            return b"".join([*parts[:i], line, *parts[i + 1 :]])
    if head and not head.endswith(b"\n"):
        head += newline(head)
    return head + line


def line_of(name: str, value: str, end: bytes = b"\r\n") -> bytes:
    """One field as bytes; `\\n` in `value` becomes a fold."""
    return f"{name}: {value}".encode().replace(b"\n", end + b"        ") + end


def block(pairs: list[tuple[str, str]], end: bytes = b"\r\n") -> bytes:
    return b"".join(line_of(name, value, end) for name, value in pairs)


def message_ids(value: str) -> list[str]:
    """Every `<id>` token of a Message-ID, In-Reply-To or References value, in order."""
    return _ID.findall(value)


def addresses(value: str) -> list[str]:
    """Lower-case addr-specs of an address list; groups and rubbish yield nothing."""
    return [address.lower() for _, address in getaddresses([value]) if "@" in address]


def mailbox(value: str) -> tuple[str, str]:
    """(display name, lower-case address) of the first mailbox."""
    name, address = parseaddr(value)
    return decoded(name), address.lower()


def base_subject(value: str) -> str:
    """Subject without reply and forward prefixes, whitespace collapsed, lower case."""
    return " ".join(_REPLY_PREFIX.sub("", decoded(value)).split()).lower()
