"""A path → the archive it holds."""

from __future__ import annotations

from pathlib import Path

from app.ingest.archive import Archive, Meter, UnreadableArchive
from app.ingest.archive_folder import open_folder, read_file
from app.ingest.archive_packed import open_gzip, open_tar, open_zip
from app.ingest.archive_sniff import HEAD_BYTES, FileKind, kind_of
from app.ingest.archive_stream import reason_of


def open_archive(path: Path) -> Archive:
    """The archive at `path`: mbox, Maildir, folder of mail, a single mail, or a zip or tar of those.

    Raises `UnreadableArchive` with one line when there is nothing to read; nothing has been imported then.
    """
    try:
        if path.is_dir():
            return open_folder(path)
        if not path.exists():
            raise UnreadableArchive(f"{path} does not exist.")
        if not path.is_file():
            raise UnreadableArchive(f"{path} is neither a file nor a folder.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        return _open_file(path, head)
    except OSError as error:
        raise UnreadableArchive(f"{path} cannot be read: {reason_of(error)}.") from None


def _open_file(path: Path, head: bytes) -> Archive:
    kind = kind_of(head, path.name)
    match kind:
        case FileKind.zip:
            return open_zip(path)
        case FileKind.gzip:
            return open_gzip(path)
        case FileKind.tar:
            return open_tar(path)
        case FileKind.mbox | FileKind.mail:
            meter = Meter(path.stat().st_size)
            return Archive(kind.value, read_file(path, path.name, meter), meter)
        case FileKind.empty:
            raise UnreadableArchive(f"{path} is empty.")
        case FileKind.outlook:
            raise UnreadableArchive(f"{path} is an Outlook .msg file; save it as .eml first.")
        case FileKind.other:
            raise UnreadableArchive(f"{path} is neither an mbox nor a mail nor a zip of them.")
