"""Mail as files: Maildir (https://cr.yp.to/proto/maildir.html) and folders of .eml."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from app.ingest.archive import Archive, ArchivedMail, Entry, Meter, Problem, Skipped, Stream
from app.ingest.archive_stream import read_stream, reason_of

#: A Maildir file is called after the second it was delivered in.
_DELIVERED = re.compile(r"(\d{9,10})\.")
_BUFFER = 1 << 16


def open_folder(path: Path) -> Archive:
    """Every mail under `path`, Maildir or not, in order of name. Links to folders are not followed."""
    meter = Meter(sum(_size(file) for file, _ in _files(path)))
    kind = "maildir" if _is_maildir(path) else "folder"
    return Archive(kind, _entries(path, meter), meter)


def _entries(root: Path, meter: Meter) -> Iterator[Entry]:
    end = 0
    for file, in_maildir in _files(root):
        size = _size(file)
        end += size
        name = str(file.relative_to(root))
        if not file.is_file():
            yield Skipped(name, "not a file")
            continue
        yield from _maildir_mail(file, name, meter) if in_maildir else read_file(file, name, meter)
        meter.bytes_read = end


def read_file(file: Path, name: str, meter: Meter) -> Iterator[Entry]:
    """The mails of one file; a file that cannot be opened is a `Problem`."""
    try:
        with file.open("rb", buffering=_BUFFER) as stream:
            yield from read_stream(cast(Stream, stream), name, meter)
    except OSError as error:
        yield Problem(name, f"cannot be opened: {reason_of(error)}")


def _maildir_mail(file: Path, name: str, meter: Meter) -> Iterator[Entry]:
    # In a Maildir every file is one mail, whatever its name; the suffix makes the reader treat it so.
    flags = file.name.rpartition(":2,")[2] if ":2," in file.name else ""
    if "D" in flags:
        yield Skipped(name, "draft")
        return
    delivered = _DELIVERED.match(file.name)
    moment = datetime.fromtimestamp(int(delivered[1]), UTC) if delivered else None
    for entry in read_file(file, f"{name}.eml", meter):
        if isinstance(entry, ArchivedMail):
            yield replace(entry, place=name, internal_date=entry.internal_date or moment)
        else:
            yield replace(entry, place=name)


def _files(root: Path) -> Iterator[tuple[Path, bool]]:
    """Each file, and whether it is a Maildir's. ``tmp`` of a Maildir holds deliveries that never finished."""
    for folder, folders, files in os.walk(root):
        path = Path(folder)
        of_maildir = path.name in ("cur", "new") and _is_maildir(path.parent)
        is_maildir = _is_maildir(path)
        if is_maildir and "tmp" in folders:
            folders.remove("tmp")
        folders.sort()
        for name in sorted(files):
            # Beside cur and new lie a server's own index files.
            if not name.startswith(".") and (not is_maildir or name.endswith(".eml")):
                yield path / name, of_maildir


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
