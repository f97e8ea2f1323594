"""One file or member, read by what it begins with."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from tarfile import TarError
from zipfile import BadZipFile

from app.ingest.archive import MAX_MAIL_BYTES, ArchivedMail, Entry, Meter, Problem, Skipped, Stream
from app.ingest.archive_mbox import read_mbox
from app.ingest.archive_sniff import HEAD_BYTES, FileKind, kind_of

#: What the standard library raises for damaged, encrypted or unknown compression.
DAMAGE = (OSError, EOFError, BadZipFile, TarError, zlib.error, RuntimeError, NotImplementedError)


def read_stream(stream: Stream, name: str, meter: Meter) -> Iterator[Entry]:
    """The mails of one file or member. Damage in the middle ends it with a `Problem`; what came before counts."""
    try:
        kind = kind_of(stream.peek(HEAD_BYTES)[:HEAD_BYTES], name)
        if kind is FileKind.mbox:
            yield from read_mbox(stream, name, meter)
        elif kind is FileKind.mail:
            yield _single(stream, name, meter)
        elif kind is FileKind.outlook:
            yield Problem(name, "an Outlook .msg file; save it as .eml first")
        elif kind in (FileKind.zip, FileKind.gzip, FileKind.tar):
            yield Problem(name, "packed inside another archive; unpack it and import it by itself")
        elif kind is FileKind.empty and name.lower().endswith((".eml", ".mbox")):
            yield Problem(name, "empty")
        else:
            yield Skipped(name, "not mail")
    except DAMAGE as error:
        yield Problem(f"{name}", f"cannot be read further: {reason_of(error)}; the mail that it broke in is left out")


def _single(stream: Stream, name: str, meter: Meter) -> Entry:
    raw = stream.read(MAX_MAIL_BYTES + 1)
    meter.bytes_read += len(raw)
    if len(raw) > MAX_MAIL_BYTES:
        return Problem(name, f"larger than {MAX_MAIL_BYTES // (1024 * 1024)} MB; not imported")
    return ArchivedMail(raw, name)


def reason_of(error: BaseException) -> str:
    """One line of what went wrong, without the file's whole path."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).splitlines()[0] if str(error) else type(error).__name__
