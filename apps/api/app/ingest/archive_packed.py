"""Mail inside zip, tar.gz and gzip: what Google Takeout and Vault hand out, read without unpacking to disk."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.ingest.archive import Archive, Entry, Meter, Problem, Stream, UnreadableArchive
from app.ingest.archive_sniff import HEAD_BYTES, FileKind, kind_of
from app.ingest.archive_stream import DAMAGE, read_stream, reason_of


def open_zip(path: Path) -> Archive:
    """The mbox files and mails inside a zip. `UnreadableArchive` when its table of contents is damaged."""
    try:
        packed = ZipFile(path)
    except BadZipFile as error:
        raise UnreadableArchive(f"{path} is damaged or cut off: {error}. Download it again.") from None
    members = [i for i in packed.infolist() if not i.is_dir() and not i.filename.startswith("__MACOSX/")]
    meter = Meter(sum(i.file_size for i in members))
    return Archive("zip", _zip_entries(packed, members, meter), meter)


def _zip_entries(packed: ZipFile, members: list[ZipInfo], meter: Meter) -> Iterator[Entry]:
    with packed:
        end = 0
        for info in members:
            end += info.file_size
            try:
                with packed.open(info) as member:
                    yield from read_stream(cast(Stream, member), info.filename, meter)
            except DAMAGE as error:
                yield Problem(info.filename, f"cannot be read: {reason_of(error)}")
            meter.bytes_read = end


def open_gzip(path: Path) -> Archive:
    """A compressed mbox or mail, or a compressed tar (Takeout's .tgz)."""
    meter = Meter(path.stat().st_size)
    unpacked = gzip.open(path, "rb")  # noqa: SIM115 - closed when its entries are consumed
    try:
        head = unpacked.peek(HEAD_BYTES)[:HEAD_BYTES]
    except DAMAGE as error:
        raise UnreadableArchive(f"{path} is damaged: {reason_of(error)}. Download it again.") from None
    name = path.name.removesuffix(".gz")
    kind = kind_of(head, name)
    if kind is FileKind.tar:
        return Archive("tar", _follow(path, unpacked, _tar_entries(cast(BinaryIO, unpacked)), meter), meter)
    if kind not in (FileKind.mbox, FileKind.mail):
        raise UnreadableArchive(f"{path} holds neither an mbox nor a mail nor a tar.")
    entries = read_stream(cast(Stream, unpacked), name, Meter())
    return Archive(f"gzip {kind}", _follow(path, unpacked, entries, meter), meter)


def open_tar(path: Path) -> Archive:
    """The mbox files and mails inside a tar."""
    meter = Meter(path.stat().st_size)
    file = path.open("rb")
    return Archive("tar", _follow(path, file, _tar_entries(file), meter), meter)


def _tar_entries(file: BinaryIO) -> Iterator[Entry]:
    try:
        # A stream, "r|": nothing is sought, nothing of the table kept.
        with tarfile.open(fileobj=file, mode="r|") as packed:
            for info in packed:
                member = packed.extractfile(info) if info.isfile() else None
                if member is not None:
                    yield from read_stream(cast(Stream, member), info.name, Meter())
                packed.members.clear()  # type: ignore[attr-defined]
    except DAMAGE as error:
        yield Problem("tar", f"cannot be read further: {reason_of(error)}")


def _follow(path: Path, file: BinaryIO | gzip.GzipFile, entries: Iterator[Entry], meter: Meter) -> Iterator[Entry]:
    """`entries`, with the meter at how much of the packed file has been consumed."""
    raw = cast(BinaryIO, file.fileobj) if isinstance(file, gzip.GzipFile) else file
    with file:
        for entry in entries:
            meter.bytes_read = min(raw.tell(), meter.total_bytes or 0)
            yield entry
    meter.bytes_read = meter.total_bytes or 0
