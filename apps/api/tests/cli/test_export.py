"""What goes in comes out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from app.ingest.archive_mbox import separator_date
from app.ingest.export import separator
from tests.cli.conftest import RunCommand
from tests.cli.test_import import mail

Superuser = psycopg.Connection[tuple[object, ...]]
ODD = [
    mail(1),
    mail(2).replace(b"\n", b"\r\n"),
    mail(3) + b"From the start\n>From a reply\n\nFrom x Fri Jul  8 12:08:34 2011\nReceived: not a header\n",
    mail(4) + b"no newline at the end",
    mail(5) + b"\n\nempty lines at the end\n\n\n",
    b"From: only@example.org\n\n",
]


def test_exported_mail_is_byte_for_byte_what_was_imported(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number, raw in enumerate(ODD):
        (folder / f"{number}.eml").write_bytes(raw)
    assert cli("import", folder, "--organization", "Acme").code == 0
    target = tmp_path / "all.mbox"
    report = cli("export", target, "--organization", "Acme", "--json").json
    assert report["messages"] == len(ODD)
    assert list(tmp_path.glob(".*.part")) == []
    again = cli("import", target, "--organization", "Acme", "--json").json
    missing_newline = 1
    assert (again["mails"], again["problem_count"]) == (len(ODD), 0)
    assert again["imported"] == missing_newline
    assert superuser.execute("SELECT count(*) FROM messages").fetchone() == (len(ODD),)


def test_an_existing_file_is_not_overwritten(cli: RunCommand, acme: UUID, tmp_path: Path) -> None:
    target = tmp_path / "all.mbox"
    target.write_text("precious")
    outcome = cli("export", target, "--organization", "Acme")
    assert outcome.code == 1
    assert "--overwrite" in outcome.err
    assert target.read_text() == "precious"
    assert cli("export", tmp_path / "no" / "folder.mbox", "--organization", "Acme").code == 1
    assert cli("export", target, "--organization", "Acme", "--overwrite").code == 0
    assert target.read_bytes() == b""


def test_separators_are_read_back() -> None:
    moment = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
    assert separator_date(separator(moment)) == moment
