"""Telling archives apart and walking through them."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ingest.archive import ArchivedMail, Entry, Problem, Skipped, UnreadableArchive
from app.ingest.archive_open import open_archive
from tests.archive.test_mbox import SEPARATOR, mail

pytestmark = pytest.mark.quick

MBOX = b"".join(SEPARATOR + mail(n) + b"\n" for n in range(3))
MAILS = [mail(n) for n in range(3)]


def entries_of(path: Path) -> list[Entry]:
    archive = open_archive(path)
    entries = list(archive.entries)
    assert archive.meter.bytes_read == archive.meter.total_bytes
    return entries


def raws(path: Path) -> list[bytes]:
    return [e.raw for e in entries_of(path) if isinstance(e, ArchivedMail)]


def _mbox(path: Path) -> None:
    path.write_bytes(MBOX)


def _gz(path: Path) -> None:
    path.write_bytes(gzip.compress(MBOX))


def _zip_of_mbox(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Takeout/Mail/All mail Including Spam and Trash.mbox", MBOX)
        packed.writestr("Takeout/archive_browser.html", "<html>")


def _zip_of_eml(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for number, content in enumerate(MAILS):
            packed.writestr(f"export/{number}.eml", content)


def _tgz(path: Path) -> None:
    with tarfile.open(path, "w:gz") as packed:
        info = tarfile.TarInfo("Takeout/Mail/Inbox.mbox")
        info.size = len(MBOX)
        packed.addfile(info, io.BytesIO(MBOX))


def _tar(path: Path) -> None:
    path.write_bytes(b"")
    with tarfile.open(path, "w") as packed:
        for number, content in enumerate(MAILS):
            info = tarfile.TarInfo(f"{number}.eml")
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))


def _folder(path: Path) -> None:
    (path / "deep" / "er").mkdir(parents=True)
    (path / "deep" / "er" / "1.eml").write_bytes(MAILS[1])
    (path / "0.eml").write_bytes(MAILS[0])
    (path / "deep" / "er" / "without suffix").write_bytes(MAILS[2])


def _maildir(path: Path) -> None:
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new"):
        (path / folder).mkdir(parents=True)
    (path / "cur" / "1310126914.M1P2.host:2,S").write_bytes(MAILS[0])
    (path / "new" / "1310126915.M1P2.host").write_bytes(MAILS[1])
    (path / "tmp" / "1310126916.M1P2.host").write_bytes(b"half a deliv")
    (path / ".Sent" / "cur" / "1310126917.M1P2.host:2,S").write_bytes(MAILS[2])
    (path / "dovecot-uidlist").write_text("3 V1")


MAKERS: dict[str, Callable[[Path], None]] = {
    "a.mbox": _mbox,
    "without-suffix": _mbox,
    "a.mbox.gz": _gz,
    "takeout.zip": _zip_of_mbox,
    "vault.zip": _zip_of_eml,
    "takeout.tgz": _tgz,
    "mail.tar": _tar,
    "folder": _folder,
    "Maildir": _maildir,
}


@pytest.mark.parametrize("name", MAKERS)
def test_every_kind_gives_the_same_mails(name: str, tmp_path: Path) -> None:
    MAKERS[name](tmp_path / name)
    assert sorted(raws(tmp_path / name)) == MAILS


def test_a_single_mail(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAILS[0])
    assert raws(tmp_path / "a.eml") == [MAILS[0]]


def test_maildir_delivery_times(tmp_path: Path) -> None:
    _maildir(tmp_path / "m")
    dates = [e.internal_date for e in entries_of(tmp_path / "m") if isinstance(e, ArchivedMail)]
    assert datetime(2011, 7, 8, 12, 8, 34, tzinfo=UTC) in dates


def test_a_maildir_draft_is_skipped(tmp_path: Path) -> None:
    _maildir(tmp_path / "m")
    (tmp_path / "m" / "cur" / "1310126999.x:2,DS").write_bytes(mail(9))
    assert Skipped("cur/1310126999.x:2,DS", "draft") in entries_of(tmp_path / "m")


def test_what_is_not_mail_is_skipped_and_what_is_broken_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary,\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "outlook.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    (tmp_path / "inner.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "broken.eml").write_bytes(b"\x00\xff no header at all")
    os.mkfifo(tmp_path / "pipe")
    entries = {e.place: e for e in entries_of(tmp_path)}
    assert {p for p, e in entries.items() if isinstance(e, Skipped)} == {"notes.txt", "picture.png", "pipe"}
    assert {p for p, e in entries.items() if isinstance(e, Problem)} == {"empty.eml", "outlook.msg", "inner.zip"}
    assert isinstance(entries["broken.eml"], ArchivedMail)


def test_a_damaged_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "vault.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("good.eml", MAILS[0])
        packed.writestr("bad.eml", MAILS[1])
        packed.writestr("fine.eml", MAILS[2])
    content = path.read_bytes()
    path.write_bytes(content.replace(MAILS[1], b"X" * len(MAILS[1]), 1))
    entries = entries_of(path)
    assert [type(e) for e in entries] == [ArchivedMail, Problem, ArchivedMail]
    assert "bad.eml" in entries[1].place


def test_a_gzip_that_ends_early_keeps_what_was_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox.gz"
    big = b"".join(SEPARATOR + mail(n, os.urandom(2000).hex().encode() + b"\n") + b"\n" for n in range(1500))
    packed = gzip.compress(big)
    path.write_bytes(packed[: len(packed) - 2000])
    entries = entries_of(path)
    assert isinstance(entries[-1], Problem)
    assert sum(isinstance(e, ArchivedMail) for e in entries) > 500


def _cut_zip(path: Path) -> None:
    _zip_of_mbox(path)
    path.write_bytes(path.read_bytes()[:100])


def _html(path: Path) -> None:
    path.write_text("<!doctype html><title>no mail</title>")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("gone.mbox", lambda path: None, "does not exist"),
        ("cut.zip", _cut_zip, "damaged or cut off"),
        ("page.html", _html, "neither an mbox nor a mail"),
        ("empty.mbox", _nothing, "is empty"),
        ("fifo", os.mkfifo, "neither a file nor a folder"),
        ("bad.gz", lambda path: path.write_bytes(b"\x1f\x8bnot gzip"), "damaged"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(
    name: str, make: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    make(tmp_path / name)
    with pytest.raises(UnreadableArchive, match=words):
        open_archive(tmp_path / name)
