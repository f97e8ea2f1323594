"""migrate, create-admin, verify, doctor, replay, openapi: what they do and how they fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from app.cli.console import database_name
from app.core import db
from app.core.settings import get_settings
from app.storage.blobs import get_blob_store
from tests.cli.conftest import Outcome, RunCommand
from tests.cli.test_import import mbox

Superuser = psycopg.Connection[tuple[object, ...]]
NOBODY_LISTENS = "postgresql://someone:sekret@127.0.0.1:9/tickets"


def script(*arguments: str, **environment: str) -> Outcome:
    """The installed command in a process of its own."""
    command = [str(Path(sys.executable).parent / "oss-ticketing"), *arguments]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=120)
    return Outcome(done.returncode, done.stdout, done.stderr)


def findings(outcome: Outcome) -> dict[str, str]:
    return {finding["name"]: finding["health"] for finding in outcome.json["findings"]}


def test_migrate_an_empty_database(cli: RunCommand, database_url: str, superuser: Superuser) -> None:
    superuser.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    behind = cli("migrate", "--check")
    assert behind.code == 1
    assert "Run: oss-ticketing migrate" in behind.err
    assert "oss-ticketing migrate" in cli("verify").err
    first = cli("migrate")
    assert first.code == 0, first.err
    assert "from empty to" in first.out
    assert "already at" in cli("migrate").out
    assert cli("migrate", "--check").code == 0


@pytest.mark.corrupts_store
def test_migrate_check_notices_drift(cli: RunCommand, superuser: Superuser) -> None:
    superuser.execute("ALTER TABLE queues ADD COLUMN stray text")
    outcome = cli("migrate", "--check")
    assert outcome.code == 1
    assert "stray" in outcome.err


def test_create_admin_is_idempotent_and_promotes(cli: RunCommand, superuser: Superuser) -> None:
    for _ in range(2):
        assert cli("create-admin", "Ada@Acme.test", "--organization", "Acme").code == 0
    superuser.execute("UPDATE memberships SET role = 'viewer'")
    assert cli("create-admin", "ada@acme.test", "--organization", "ACME").code == 0
    assert superuser.execute(
        "SELECT u.email, o.name, m.role FROM memberships m"
        " JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id"
    ).fetchall() == [("ada@acme.test", "Acme", "admin")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create-admin", "not an address", "--organization", "Acme"),
        ("create-admin", "ada@acme.test", "--organization", "  "),
        ("create-admin", "ada@acme.test"),
        ("import", "a.mbox", "--organization", "Acme", "--mailbox", "nonsense"),
        ("replay", "--since", "yesterday"),
        ("no-such-command",),
        ("verify", "--no-such-option"),
    ],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...], cli: RunCommand, database_url: str) -> None:
    outcome = cli(*arguments)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err


def test_verify_a_sound_store(cli: RunCommand, acme: UUID, tmp_path: Path) -> None:
    assert cli("import", mbox(tmp_path / "a.mbox", 3), "--organization", "Acme").code == 0
    outcome = cli("verify")
    assert outcome.code == 0, outcome.out
    assert "every invariant holds" in outcome.out
    assert cli("verify", "--organization", "Acme", "--full", "--json").json["ok"] is True
    assert cli("verify", "--organization", "Nobody").code == 1


@pytest.mark.corrupts_store
def test_verify_a_broken_store(cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser) -> None:
    assert cli("import", mbox(tmp_path / "a.mbox", 3), "--organization", "Acme").code == 0
    superuser.execute("DELETE FROM ticket_messages")
    outcome = cli("verify")
    assert outcome.code == 1
    assert "message_has_ticket_or_reason" in outcome.out
    assert "3 break it" in outcome.out


def test_replay_dry_run_changes_nothing_and_replay_repairs(
    cli: RunCommand, acme: UUID, tmp_path: Path, superuser: Superuser
) -> None:
    path = mbox(tmp_path / "a.mbox", 3)
    with path.open("ab") as file:
        # No date anywhere: it stays where its first arrival put it.
        file.write(b"From - Fri Jul  8 12:08:34 2011\nFrom: dateless@example.org\nSubject: No date\n\nHello\n")
    assert cli("import", path, "--organization", "Acme").code == 0
    assert cli("replay", "--dry-run", "--json").json["changed"] == 0
    everything = "SELECT id, thread_id, identity_key, subject, sort_at, stitch_reason FROM messages ORDER BY id"
    before = superuser.execute(everything).fetchall()
    superuser.execute("UPDATE messages SET subject = 'misread', classification = 'list' WHERE subject = 'Question 2'")
    diff = cli("replay", "--organization", "Acme", "--dry-run", "--json").json
    assert (diff["examined"], diff["changed"], diff["counts"]) == (4, 1, {"subject": 1, "classification": 1})
    assert superuser.execute("SELECT count(*) FROM messages WHERE subject = 'misread'").fetchone() == (1,)
    assert cli("replay", "--json").json == {"dry_run": False, "replayed": 4}
    assert cli("import", path, "--organization", "Acme", "--process").code == 0
    assert superuser.execute(everything).fetchall() == before
    assert superuser.execute("SELECT count(*) FROM tickets").fetchone() == (4,)


def test_replay_selects_by_time(cli: RunCommand, acme: UUID, tmp_path: Path) -> None:
    assert cli("import", mbox(tmp_path / "a.mbox", 2), "--organization", "Acme").code == 0
    assert cli("replay", "--dry-run", "--until", "2001-01-01", "--json").json["examined"] == 0
    assert cli("replay", "--dry-run", "--since", "2001-01-01T00:00:00Z", "--json").json["examined"] == 2


def test_doctor_on_a_sound_installation(cli: RunCommand, acme: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "")
    get_settings.cache_clear()
    outcome = cli("doctor", "--json")
    assert outcome.code == 0, outcome.out
    found = findings(outcome)
    assert found.pop("google") == found.pop("worker") == "warning"
    assert set(found.values()) <= {"ok", "warning"}
    assert {"settings", "encryption key", "blob store", "database", "migrations", "tenancy", "mailboxes"} - set(
        found
    ) <= {"mailboxes"}


def test_doctor_names_what_does_not_answer(cli: RunCommand, acme: UUID, superuser: Superuser) -> None:
    superuser.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    outcome = cli("doctor", "--json")
    assert outcome.code == 1
    found = findings(outcome)
    # The tests' Google is a port that nobody listens on.
    assert (found["google"], found["worker"]) == ("broken", "ok")
    (google,) = (f for f in outcome.json["findings"] if f["name"] == "google")
    assert "GMAIL_API_URL" in google["detail"]
    assert google["mend"]


def test_doctor_misses_a_worker_when_mail_waits(cli: RunCommand, acme: UUID, tmp_path: Path) -> None:
    assert cli("import", mbox(tmp_path / "a.mbox", 2), "--organization", "Acme", "--no-process").code == 0
    assert findings(cli("doctor", "--json"))["worker"] == "broken"


def test_doctor_before_migrate(cli: RunCommand, superuser: Superuser) -> None:
    superuser.execute("UPDATE alembic_version SET version_num = '0000'")
    outcome = cli("doctor")
    assert outcome.code == 1
    assert "→ Run: oss-ticketing migrate" in outcome.out
    superuser.execute("UPDATE alembic_version SET version_num = '0001'")


def test_doctor_without_a_place_for_blobs(
    cli: RunCommand, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("LOCAL_BLOB_DIR", str(tmp_path / "file"))
    get_settings.cache_clear()
    get_blob_store.cache_clear()
    try:
        assert findings(cli("doctor", "--json"))["blob store"] == "broken"
    finally:
        get_blob_store.cache_clear()


@pytest.mark.parametrize("command", [("verify",), ("migrate",), ("create-admin", "a@b.test", "--organization", "A")])
def test_an_unreachable_database_is_one_line_without_the_password(
    command: tuple[str, ...], cli: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", NOBODY_LISTENS)
    get_settings.cache_clear()
    db.get_engine.cache_clear()
    try:
        outcome = cli(*command)
    finally:
        db.get_engine.cache_clear()
        get_settings.cache_clear()
    assert outcome.code == 1
    assert len(outcome.err.strip().splitlines()) == 1
    assert "127.0.0.1:9/tickets" in outcome.err
    assert "DATABASE_URL" in outcome.err
    assert "sekret" not in outcome.err


@pytest.mark.thorough
def test_the_installed_command_and_a_wrong_variable() -> None:
    helped = script("--help")
    assert helped.code == 0
    for name in ("migrate", "create-admin", "import", "export", "replay", "verify", "doctor", "openapi"):
        assert name in helped.out
    outcome = script("verify", GMAIL_POLL_SECONDS="soon")
    assert outcome.code == 1
    assert len(outcome.err.strip().splitlines()) == 1
    assert "GMAIL_POLL_SECONDS" in outcome.err
    outcome = script("doctor", "--json", GMAIL_POLL_SECONDS="soon")
    assert (outcome.code, findings(outcome)) == (1, {"settings": "broken"})


@pytest.mark.thorough
def test_debug_shows_the_traceback() -> None:
    outcome = script("--debug", "verify", DATABASE_URL=NOBODY_LISTENS)
    assert outcome.code == 1
    assert "Traceback" in outcome.err


def test_openapi_describes_every_operation(cli: RunCommand, tmp_path: Path) -> None:
    assert cli("openapi", "--out", tmp_path / "openapi.json").code == 0
    document = json.loads((tmp_path / "openapi.json").read_text())
    assert "/ops/occurrences" in document["paths"]
    assert json.loads(cli("openapi").out) == document


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://ada:sekret@db.test:6432/oss?sslmode=require", "db.test:6432/oss"),
        ("postgresql://ada:se[kret@db.test/oss", "db.test/oss"),
        ("postgresql://ada:sekret@[::1]:5432/oss", "[::1]:5432/oss"),
        ("postgresql://postgres:@/postgres?host=/tmp/pg", "local socket/postgres"),
        ("postgresql://ada:sekret@db.test:port/oss", "DATABASE_URL"),
        ("postgresql://ada:sekret@db.test:99999/oss", "DATABASE_URL"),
    ],
)
def test_a_database_is_named_without_its_secrets(url: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    get_settings.cache_clear()
    assert database_name() == name
    get_settings.cache_clear()


@pytest.mark.parametrize("command", ["verify", "doctor", "migrate"])
def test_a_bad_port_is_one_line_that_names_the_variable(
    command: str, cli: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:sekret@db.test:port/oss")
    get_settings.cache_clear()
    db.get_engine.cache_clear()
    outcome = cli(command)
    get_settings.cache_clear()
    said = [line for line in (outcome.out + outcome.err).splitlines() if line.strip()]
    assert outcome.code == 1
    assert "DATABASE_URL: " in (outcome.out + outcome.err)
    assert command == "doctor" or len(said) == 1, said
    assert "sekret" not in outcome.out + outcome.err
