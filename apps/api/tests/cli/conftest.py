"""The command line in this process, on the test's own database."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.cli.organizations import organization_id_of


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


class RunCommand(Protocol):
    """Runs ``oss-ticketing`` with these arguments."""

    def __call__(self, *arguments: object) -> Outcome: ...


@pytest.fixture
def cli() -> RunCommand:
    runner = CliRunner(env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"})

    def run(*arguments: object) -> Outcome:
        result = runner.invoke(app, [str(a) for a in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return Outcome(result.exit_code, *(re.sub(r"\x1b\[[0-9;]*m", "", t) for t in (result.stdout, result.stderr)))

    return run


@pytest.fixture
def acme(database_url: str, cli: RunCommand) -> UUID:
    """An organisation called Acme with an admin."""
    outcome = cli("create-admin", "ada@acme.test", "--organization", "Acme")
    assert outcome.code == 0, outcome.err
    return organization_id_of("Acme")
