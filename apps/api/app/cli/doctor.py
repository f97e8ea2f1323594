"""`oss-ticketing doctor`: is everything this installation needs there, and if not, what to do?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from app.cli import examine_database, examine_machine
from app.cli.console import err, explain, out, print_json
from app.cli.findings import Examination, Finding, Health, broken
from app.core.errors import AppError

_MARKS = {Health.ok: "[green]ok     [/]", Health.warning: "[yellow]warning[/]", Health.broken: "[bold red]broken [/]"}
_EXAMINATIONS: tuple[tuple[str, Examination], ...] = (
    ("settings", examine_machine.settings),
    ("encryption key", examine_machine.encryption),
    ("blob store", examine_machine.blobs),
    ("disk", examine_machine.disk),
    ("google", examine_machine.google),
    ("database", examine_database.database),
    ("migrations", examine_database.migrations),
    ("tenancy", examine_database.tenancy),
    ("worker", examine_database.work),
    ("organisations", examine_database.organizations),
    ("mailboxes", examine_database.mailboxes),
)
#: What everything after it stands on: when one is broken, nothing after it can be asked.
_GATES = frozenset({"settings", "database", "migrations"})


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> None:
    """Check configuration and connections; each finding says how to mend it. Exit 1 when something is broken."""
    with err.status("examining …"):
        findings = list(examine())
    sick = any(finding.health is Health.broken for finding in findings)
    if as_json:
        print_json({"ok": not sick, "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            out.print(f"{_MARKS[finding.health]} [bold]{finding.name}[/]: ", end="")
            out.print(finding.detail, markup=False)
            if finding.mend:
                out.print(f"        → {finding.mend}", markup=False)
    if sick:
        raise typer.Exit(1)


def examine() -> Iterator[Finding]:
    """Every finding, as far as the first gate that is broken."""
    for name, examination in _EXAMINATIONS:
        findings = list(_guarded(name, examination))
        yield from findings
        if name in _GATES and any(finding.health is Health.broken for finding in findings):
            return


def _guarded(name: str, examination: Examination) -> Iterator[Finding]:
    try:
        yield from examination()
    except (AppError, DBAPIError, OSError) as error:
        yield broken(name, explain(error), "Mend this, then run the doctor again.")
