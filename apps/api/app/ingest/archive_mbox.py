"""mbox (RFC 4155; mboxo and mboxrd), split while it is read.

A mail begins at a line ``From … date`` after an empty line. Writers protect lines of the text that look alike by
``>``; one ``>`` is taken off again (mboxrd, which Takeout writes: https://en.wikipedia.org/wiki/Mbox). Every other
byte, line ends included, stays as it is in the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

from app.ingest.archive import MAX_MAIL_BYTES, ArchivedMail, Entry, Meter, Problem, Skipped, Stream
from app.ingest.archive_labels import TAKEOUT, takeout_labels, takeout_thread
from app.ingest.archive_sniff import FIELD, FROM_DATE, HEAD_BYTES, looks_like_mail

_BLOCK = 1 << 20
#: Longest separator line, and how far behind it is looked for a header field.
_LINE, _AHEAD = 2000, 100
_QUOTED = re.compile(rb"^>+From ", re.MULTILINE)
_BARE = re.compile(rb"From \S+@\S+\s*$")
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """From one separator to the next: the separator's line (empty before the first one) and what follows it, without
    the empty line that the format puts before the next. `content` is None when it was too large to keep."""

    offset: int
    line: bytes
    content: bytes | None


class _Splitter:
    """A window on the stream that begins at a separator and grows until the next one is seen."""

    def __init__(self, stream: Stream, meter: Meter, max_bytes: int) -> None:
        self._stream, self._meter, self._max = stream, meter, max_bytes
        self._window = bytearray()
        self._offset = 0
        """Where the window begins in the stream."""
        self._began = 0
        """Where the mail began, which is before the window once the mail is too large."""
        self._ended = False
        self.doubtful: list[int] = []
        """Offsets of dated ``From`` lines that no header field follows: text, most likely."""

    def chunks(self) -> Iterator[_Chunk]:
        """Each chunk in turn; the first may begin without a separator."""
        seen = 0
        while True:
            found, position = self._next_separator(seen)
            if found:
                yield self._take(position)
                seen = 0
            elif self._ended:
                yield self._take(len(self._window))
                return
            else:
                seen = position - self._forget_too_large(position)
                self._read()

    def _read(self) -> None:
        block = self._stream.read(_BLOCK)
        self._meter.bytes_read += len(block)
        self._ended = not block
        self._window += block

    def _take(self, end: int) -> _Chunk:
        window = self._window
        too_large = self._began != self._offset or end > self._max
        begin = window.find(b"\n", 0, end) + 1 or end if window.startswith(b"From ") else 0
        close = end - (
            2 if window.endswith(b"\n\r\n", begin, end) else 1 if window.endswith(b"\n\n", begin, end) else 0
        )
        # Through a view, so that a large mail is copied once.
        with memoryview(window) as view:
            content = None if too_large else bytes(view[begin:close])
        chunk = _Chunk(self._began, bytes(window[: min(begin, _LINE)]), content)
        del window[:end]
        self._offset += end
        self._began = self._offset
        return chunk

    def _forget_too_large(self, keep_from: int) -> int:
        """Drop what no mail may be; return how much. Three bytes stay, to see an empty line before a separator."""
        drop = max(keep_from - 3, 0)
        if self._began == self._offset and len(self._window) <= self._max + _LINE + _AHEAD:
            return 0
        del self._window[:drop]
        self._offset += drop
        return drop

    def _next_separator(self, start: int) -> tuple[bool, int]:
        """Whether there is one after the window's beginning, and where; else from where to search on."""
        window = self._window
        while (newline := window.find(b"\nFrom ", start)) >= 0:
            position = newline + 1
            end = window.find(b"\n", position, position + _LINE)
            enough = self._ended or len(window) >= (end if end >= 0 else position + _LINE) + _AHEAD
            if not enough:
                return False, newline
            if end >= 0 and self._separates(position, end):
                return True, position
            start = position
        return False, max(len(window) - len(b"\nFrom "), start)

    def _separates(self, position: int, end: int) -> bool:
        line = bytes(self._window[position:end])
        before = bytes(self._window[max(position - 3, 0) : position])
        after_blank = before.endswith((b"\n\n", b"\n\r\n"))
        dated = FROM_DATE.search(line) is not None
        if FIELD.match(self._window, end + 1) is not None:
            return dated or (after_blank and _BARE.match(line) is not None)
        if dated and after_blank and self._window.find(b"\n", end + 1) < 0:
            # The archive was cut off here: better a mail that is reported than a strange end of the one before.
            return True
        if dated and after_blank:
            self.doubtful.append(self._offset + position)
        return False


def read_mbox(stream: Stream, name: str, meter: Meter, *, max_bytes: int = MAX_MAIL_BYTES) -> Iterator[Entry]:
    """Each mail of the mbox `name`. Memory: about the largest mail, and `max_bytes` at most."""
    splitter = _Splitter(stream, meter, max_bytes)
    for chunk in splitter.chunks():
        yield from _mail(chunk, f"{name} at byte {chunk.offset}", max_bytes)
        for offset in splitter.doubtful:
            reason = "looks like a separator but no header follows; kept as text of the mail before it"
            yield Problem(f"{name} at byte {offset}", reason)
        splitter.doubtful.clear()


def _mail(chunk: _Chunk, place: str, max_bytes: int) -> Iterator[Entry]:
    line, raw = chunk.line, chunk.content
    if raw is None:
        yield Problem(place, f"larger than {max_bytes // (1024 * 1024)} MB; not imported")
        return
    if not raw or raw.isspace():
        if line:
            yield Problem(place, "a separator without a mail; was the archive cut off?")
        return
    if line and b"\n" not in raw:
        yield Problem(place, "cut off in its first line; not imported")
        return
    if not line and not looks_like_mail(raw[:HEAD_BYTES]):
        yield Problem(place, f"{len(raw)} bytes before the first separator are not mail; not imported")
        return
    raw = _unquoted(raw) if b">From " in raw else raw
    labels = takeout_labels(raw) if TAKEOUT.match(line) else ()
    if "DRAFT" in labels or "CHAT" in labels:
        yield Skipped(place, "draft" if "DRAFT" in labels else "chat")
        return
    thread = takeout_thread(raw) if TAKEOUT.match(line) else None
    yield ArchivedMail(raw, place, separator_date(line), labels, thread)


def _unquoted(raw: bytes) -> bytes:
    # Written piece by piece, so that a large mail is held twice and not three times.
    out, position = BytesIO(), 0
    with memoryview(raw) as view:
        for match in _QUOTED.finditer(raw):
            out.write(view[position : match.start()])
            position = match.start() + 1
        out.write(view[position:])
    return out.getvalue()


def separator_date(line: bytes) -> datetime | None:
    """When the mail was delivered. UTC where no zone is given (RFC 4155). Mozilla's ``From -`` has the time of
    download instead, which says nothing."""
    match = FROM_DATE.search(line)
    if match is None or line.startswith(b"From - "):
        return None
    zone = match["zone"] if (match["zone"] or b"")[:1] in (b"+", b"-") else match["late_zone"]
    try:
        return datetime(
            int(match["year"]),
            _MONTHS.index(match["month"]) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            min(int(match["second"] or 0), 59),
            tzinfo=_zone(zone),
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: bytes | None) -> timezone:
    if not text:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:5])
    return timezone(timedelta(minutes=-minutes if text[:1] == b"-" else minutes))
