"""Splitting mbox files: separators, quoting, corruption, size."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime

import pytest

from app.ingest.archive import ArchivedMail, Entry, Meter, Problem, Skipped
from app.ingest.archive_mbox import read_mbox, separator_date

pytestmark = pytest.mark.quick

SEPARATOR = b"From someone@example.org Fri Jul  8 12:08:34 2011\n"


class _Slow(io.BytesIO):
    """Gives at most a few bytes at a time, so that every boundary falls between two reads once."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._step)

    def peek(self, size: int = 0, /) -> bytes:
        return self.getbuffer()[self.tell() :][:size].tobytes()


def read(content: bytes, step: int = 1 << 20, **options: int) -> list[Entry]:
    return list(read_mbox(_Slow(content, step), "a.mbox", Meter(), **options))


def raws(content: bytes, step: int = 1 << 20) -> list[bytes]:
    return [entry.raw for entry in read(content, step) if isinstance(entry, ArchivedMail)]


def mail(number: int, body: bytes = b"Hello\n") -> bytes:
    return b"Subject: %d\nFrom: a@example.org\n\n" % number + body


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 1 << 20])
def test_mails_come_out_as_they_went_in_however_the_stream_is_cut(step: int) -> None:
    mails = [mail(1), mail(2, b"Two\n\nparagraphs\n"), mail(3, b"no newline at the end")]
    content = b"".join(SEPARATOR + m + b"\n" for m in mails[:2]) + SEPARATOR + mails[2]
    assert raws(content, step) == mails


@pytest.mark.parametrize("step", [1, 5, 1 << 20])
def test_crlf_is_kept(step: int) -> None:
    mails = [mail(n).replace(b"\n", b"\r\n") for n in (1, 2)]
    content = b"".join(SEPARATOR.replace(b"\n", b"\r\n") + m + b"\r\n" for m in mails)
    assert raws(content, step) == mails


def test_one_level_of_quoting_is_taken_off() -> None:
    quoted = b">From the start\n>>From a reply\n> From a quote\n>Fromage\n"
    plain = b"From the start\n>From a reply\n> From a quote\n>Fromage\n"
    assert raws(SEPARATOR + mail(1, quoted)) == [mail(1, plain)]


@pytest.mark.parametrize(
    "line",
    [
        b"From the beginning of 2011 we met\n",  # no date
        b"\nFrom now on, at 12:08 2011\nNote: this\n",  # a header-like line, but no date
        b"\nFrom here Fri Jul  8 12:08:34 2011 on\nand so forth\n",  # a date, but text follows
    ],
)
def test_text_that_begins_with_from_does_not_split(line: bytes) -> None:
    assert raws(SEPARATOR + mail(1, line)) == [mail(1, line)]


def test_a_doubtful_separator_is_reported_with_its_offset() -> None:
    body = b"\nFrom x Fri Jul  8 12:08:34 2011\n\x00\x00 not a header\n"
    content = SEPARATOR + mail(1, body) + b"\n" + SEPARATOR + mail(2)
    problems = [e for e in read(content) if isinstance(e, Problem)]
    assert len(problems) == 1
    assert problems[0].place == f"a.mbox at byte {content.index(b'From x')}"
    assert raws(content) == [mail(1, body), mail(2)]


def test_rubbish_before_the_first_separator_is_reported_and_the_rest_read() -> None:
    entries = read(b"\x00\x01rubbish\n\n" + SEPARATOR + mail(1))
    assert [type(e) for e in entries] == [Problem, ArchivedMail]
    assert "at byte 0" in entries[0].place


def test_a_first_mail_without_separator_is_kept() -> None:
    assert raws(mail(1) + b"\n" + SEPARATOR + mail(2)) == [mail(1), mail(2)]


@pytest.mark.parametrize("rest", [b"", b"Subj", b"no field"])
def test_an_archive_that_was_cut_off_keeps_its_last_whole_mail(rest: bytes) -> None:
    entries = read(SEPARATOR + mail(1) + b"\n" + SEPARATOR + rest)
    assert [type(e) for e in entries] == [ArchivedMail, Problem]
    assert isinstance(entries[0], ArchivedMail)
    assert entries[0].raw == mail(1)


@pytest.mark.parametrize("step", [100, 1 << 20])
def test_a_mail_that_is_too_large_is_left_out_and_its_neighbours_are_not(step: int) -> None:
    parts = [mail(1), mail(2, b"x" * 20_000 + b"\n"), mail(3)]
    content = b"".join(SEPARATOR + p + b"\n" for p in parts)
    entries = read(content, step, max_bytes=10_000)
    assert [e.raw for e in entries if isinstance(e, ArchivedMail)] == [parts[0], parts[2]]
    (problem,) = (e for e in entries if isinstance(e, Problem))
    assert problem.place == f"a.mbox at byte {len(SEPARATOR + parts[0]) + 1}"


def test_takeout_labels_thread_and_date() -> None:
    takeout = b"From 1526513268134565012@xxx Tue May 01 12:34:56 +0000 2018\r\n"
    fields = (
        b"X-GM-THRID: 1526513268134565012\r\n"
        b'X-Gmail-Labels: =?UTF-8?Q?Inbox,Opened,"Invoices,_2018",Caf=C3=A9,?=\r\n Category Updates\r\n'
    )
    (entry,) = read(takeout + fields + mail(1).replace(b"\n", b"\r\n"))
    assert isinstance(entry, ArchivedMail)
    assert entry.label_ids == ("INBOX", "Invoices, 2018", "Café", "CATEGORY_UPDATES")
    assert entry.gmail_thread_id == f"{1526513268134565012:x}"
    assert entry.internal_date == datetime(2018, 5, 1, 12, 34, 56, tzinfo=UTC)


def test_labels_are_not_believed_outside_of_takeout() -> None:
    (entry,) = read(SEPARATOR + b"X-Gmail-Labels: Spam\nX-GM-THRID: 12\n" + mail(1))
    assert isinstance(entry, ArchivedMail)
    assert (entry.label_ids, entry.gmail_thread_id) == ((), None)


@pytest.mark.parametrize(("label", "reason"), [(b"Drafts", "draft"), (b"Chat", "chat")])
def test_drafts_and_chats_are_no_mail(label: bytes, reason: str) -> None:
    content = b"From 15@xxx Tue May 01 12:34:56 +0000 2018\nX-Gmail-Labels: " + label + b"\n" + mail(1)
    assert read(content) == [Skipped("a.mbox at byte 0", reason)]


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (b"From a@b Fri Jul  8 12:08:34 2011", datetime(2011, 7, 8, 12, 8, 34, tzinfo=UTC)),
        (b"From a@b Fri Jul  8 12:08 2011", datetime(2011, 7, 8, 12, 8, tzinfo=UTC)),
        (b"From a at b.org  Fri Jul  8 12:08:34 2011 -0400", datetime(2011, 7, 8, 16, 8, 34, tzinfo=UTC)),
        (b"From a@b Fri Jul  8 12:08:34 EDT 2011", datetime(2011, 7, 8, 12, 8, 34, tzinfo=UTC)),
        (b"From - Fri Jul  8 12:08:34 2011", None),
        (b"From a@b Fri Jul 99 12:08:34 2011", None),
        (b"From a@b Fri Jan  1 00:00:00 0001 +2300", None),
        (b"From a@b", None),
    ],
)
def test_separator_dates(line: bytes, moment: datetime | None) -> None:
    assert separator_date(line) == moment


def test_a_large_mail_is_held_twice_at_most() -> None:
    size = 32 * 1024 * 1024
    stream = _Slow(SEPARATOR + mail(1, b"0123456789abcde\n" * (size // 16) + b">From here\n"), 1 << 20)
    tracemalloc.start()
    try:
        (entry,) = read_mbox(stream, "a.mbox", Meter())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(entry, ArchivedMail)
    assert entry.raw.endswith(b"\nFrom here\n")
    assert peak < 2.5 * size
