"""What docs/cli.md and docs/gmail-setup.md say is true."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest

from app.cli.main import app
from app.core.settings import Settings
from app.gmail.advice import _ACTIONS as ACTIONS
from app.gmail.consent import _SCOPES as SCOPES
from app.gmail.failures import Failure
from app.gmail.oauth import ConsentError
from tests.cli.conftest import RunCommand
from tests.cli.test_import import mail, mbox

DOCS = Path(__file__).resolve().parents[4] / "docs"


def commands() -> list[str]:
    """Every command shown, in order."""
    blocks = re.findall(r"```console\n(.*?)```", (DOCS / "cli.md").read_text(), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def _archives(folder: Path) -> None:
    mbox(folder / "mail.mbox", 3)
    with zipfile.ZipFile(folder / "takeout.zip", "w") as packed:
        packed.write(folder / "mail.mbox", "Takeout/Mail/All.mbox")
    for name in ("Maildir/cur", "Maildir/new", "letters"):
        (folder / name).mkdir(parents=True)
    (folder / "Maildir" / "new" / "1310126914.M1.host").write_bytes(mail(4))
    (folder / "letters" / "5.eml").write_bytes(mail(5))


def test_every_command_shown_works(
    cli: RunCommand, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _archives(tmp_path)
    monkeypatch.chdir(tmp_path)
    shown = commands()
    assert len(shown) >= 15
    for line in shown:
        program, *arguments = shlex.split(line)
        assert program == "oss-ticketing"
        outcome = cli(*arguments)
        # The doctor's verdict depends on the machine: it may find something, but it must not fail to look.
        assert outcome.code in ((0, 1) if arguments[0] == "doctor" else (0,)), (line, outcome)


def test_every_command_is_described() -> None:
    described = set(re.findall(r"^## (\S+)$", (DOCS / "cli.md").read_text(), re.MULTILINE))
    assert described == {command.name for command in app.registered_commands}


def test_gmail_setup_explains_every_code_and_names_what_is_asked_for() -> None:
    text = (DOCS / "gmail-setup.md").read_text()
    codes = {*Failure, *ConsentError, *ACTIONS}
    assert [str(code) for code in sorted(codes) if f"`{code}`" not in text] == []
    asked_for = {scope for scopes in SCOPES.values() for scope in scopes}
    assert [scope for scope in sorted(asked_for) if f"`{scope}`" not in text] == []
    assert Settings(_env_file=None).oauth_redirect_uri in text  # type: ignore[call-arg]
