"""Importing archives: exactly once, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.cli.conftest import RunCommand

Superuser = psycopg.Connection[tuple[object, ...]]
SEPARATOR = b"From someone@example.org Fri Jul  8 12:08:34 2011\n"


def mail(number: int, size: int = 0) -> bytes:
    head = (
        f"From: customer{number}@example.org\nTo: support@acme.test\nSubject: Question {number}\n"
        f"Message-ID: <{number}@example.org>\nDate: Fri, 08 Jul 2011 12:08:{number % 60:02d} +0000\n\nHello {number}\n"
    )
    return head.encode() + b"0123456789abcde\n" * (size // 16)


def mbox(path: Path, count: int, size: int = 0) -> Path:
    with path.open("wb") as file:
        for number in range(count):
            file.write(SEPARATOR + mail(number, size) + b"\n")
    return path


def rows(superuser: Superuser) -> list[tuple[object, ...]]:
    return superuser.execute(
        "SELECT gmail_message_id, encode(raw_sha256, 'hex'), state, label_ids, internal_date"
        " FROM message_occurrences ORDER BY 1"
    ).fetchall()


def test_mail_becomes_messages_and_tickets(cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser) -> None:
    outcome = cli("import", mbox(tmp_path / "a.mbox", 30), "--organization", "acme", "--json")
    assert outcome.code == 0, outcome.err
    report = outcome.json
    assert (report["kind"], report["mails"], report["imported"], report["processed"]) == ("mbox", 30, 30, 30)
    assert report["states"] == {"processed": 30}
    assert superuser.execute("SELECT count(*) FROM messages").fetchone() == (30,)
    assert superuser.execute("SELECT count(*) FROM tickets").fetchone() == (30,)
    assert superuser.execute("SELECT kind, google_sub FROM mailboxes").fetchall() == [
        ("archive", "import:import@archive.invalid")
    ]


def test_nothing_is_imported_twice(cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser) -> None:
    path = mbox(tmp_path / "a.mbox", 20)
    assert cli("import", path, "--organization", "Acme", "--no-process").code == 0
    before = rows(superuser)
    moved = path.rename(tmp_path / "moved elsewhere.mbox")
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as packed:
        packed.write(moved, "Takeout/Mail/All.mbox")
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.eml").write_bytes(mail(number))
    for again in (moved, tmp_path / "takeout.zip", folder):
        report = cli("import", again, "--organization", "Acme", "--no-process", "--json").json
        assert (report["imported"], report["already_there"]) == (0, 20)
    assert rows(superuser) == before


def test_another_address_is_another_mailbox_and_the_same_messages(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    path = mbox(tmp_path / "a.mbox", 5)
    for address in ("one@acme.test", "Two@acme.test"):
        assert cli("import", path, "--organization", "Acme", "--mailbox", address).code == 0
    assert superuser.execute("SELECT email FROM mailboxes ORDER BY 1").fetchall() == [
        ("one@acme.test",),
        ("two@acme.test",),
    ]
    assert superuser.execute("SELECT count(*) FROM message_occurrences").fetchone() == (10,)
    assert superuser.execute("SELECT count(*) FROM messages").fetchone() == (5,)


def test_a_domain_becomes_the_organisations_own_only_on_request(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    path = mbox(tmp_path / "a.mbox", 2)

    def domains() -> object:
        return superuser.execute("SELECT domains FROM organizations WHERE name = 'Acme'").fetchone()

    for address in ("joe@outlook.com", "joe@acme.test"):
        assert cli("import", path, "--organization", "Acme", "--mailbox", address).code == 0
    assert domains() == ([],)
    assert cli("import", path, "--organization", "Acme", "--mailbox", "joe@acme.test", "--own-domain").code == 0
    assert domains() == (["acme.test"],)
    for wrong in (("--mailbox", "ann@hotmail.com"), ("--mailbox", "ann@localhost"), ()):
        outcome = cli("import", path, "--organization", "Acme", *wrong, "--own-domain")
        assert outcome.code == 2
        assert "--own-domain" in outcome.err
    assert domains() == (["acme.test"],)
    assert superuser.execute("SELECT count(*) FROM mailboxes").fetchone() == (2,)


def test_identical_copies_inside_an_archive_count_once(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes((SEPARATOR + mail(1) + b"\n") * 3)
    report = cli("import", path, "--organization", "Acme", "--json").json
    assert (report["mails"], report["imported"], report["already_there"]) == (3, 1, 2)


def test_problems_are_listed_and_the_rest_is_imported(cli: RunCommand, acme: UUID, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(b"\x00rubbish\n\n" + SEPARATOR + mail(1) + b"\n" + SEPARATOR + mail(2))
    outcome = cli("import", path, "--organization", "Acme")
    assert outcome.code == 0
    assert "2 imported" in outcome.out
    assert "a.mbox at byte 0: " in outcome.err


def _gone(path: Path) -> None:
    pass


def _cut_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 half a zip")


@pytest.mark.parametrize(("make", "words"), [(_gone, "does not exist"), (_cut_zip, "damaged or cut off")])
def test_an_unreadable_file_is_one_line_and_nothing_is_done(
    make: Callable[[Path], None], words: str, cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    make(tmp_path / "a.zip")
    outcome = cli("import", tmp_path / "a.zip", "--organization", "Acme")
    assert outcome.code == 1
    assert words in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1
    assert superuser.execute("SELECT count(*) FROM mailboxes").fetchone() == (0,)


def test_an_unknown_organisation_says_how_to_make_it(cli: RunCommand, database_url: str, tmp_path: Path) -> None:
    outcome = cli("import", mbox(tmp_path / "a.mbox", 1), "--organization", "Nobody")
    assert outcome.code == 1
    assert "create-admin" in outcome.err


def test_a_worker_that_is_alive_gets_the_work(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    superuser.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    report = cli("import", mbox(tmp_path / "a.mbox", 3), "--organization", "Acme", "--json").json
    assert (report["processed"], report["states"]) == (None, {"fetched": 3})
    jobs = superuser.execute("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE status = 'todo'").fetchall()
    assert jobs == [("occurrence_process",)]


def test_one_organisation_does_not_see_anothers_import(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    assert cli("create-admin", "bob@other.test", "--organization", "Other").code == 0
    path = mbox(tmp_path / "a.mbox", 4)
    for name in ("Acme", "Other"):
        assert cli("import", path, "--organization", name).code == 0
    counts = superuser.execute("SELECT organization_id, count(*) FROM messages GROUP BY 1").fetchall()
    assert [count for _, count in counts] == [4, 4]


def test_killed_at_any_moment_and_run_again(cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser) -> None:
    path = mbox(tmp_path / "a.mbox", 1000, 800)
    command = [sys.executable, "-m", "app.cli.main", "import", str(path), "--organization", "Acme", "--no-process"]
    kills = 0
    for _ in range(2):
        process = subprocess.Popen(command, env=os.environ.copy(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        before = len(rows(superuser))
        deadline = time.monotonic() + 60
        while process.poll() is None and len(rows(superuser)) <= before + 100 and time.monotonic() < deadline:
            time.sleep(0.01)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    assert kills == 2
    assert 0 < len(rows(superuser)) < 1000
    report = cli("import", path, "--organization", "Acme", "--no-process", "--json").json
    assert report["imported"] + report["already_there"] == 1000
    assert len(rows(superuser)) == 1000
    assert superuser.execute(
        "SELECT count(DISTINCT raw_sha256), count(*) FROM message_occurrences WHERE state = 'fetched'"
    ).fetchone() == (1000, 1000)


def test_interrupted_it_says_how_to_go_on(acme: UUID, tmp_path: Path, superuser: Superuser) -> None:
    path = mbox(tmp_path / "a.mbox", 1500, 800)
    command = [sys.executable, "-m", "app.cli.main", "import", str(path), "--organization", "Acme", "--no-process"]
    # A run of the tests in the background ignores SIGINT, and its children inherit that.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, env=os.environ.copy(), stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, former)
    while not rows(superuser) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "stopped" in errors
