"""`oss-ticketing verify`: is everything that must hold true?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.console import err, out, print_json
from app.cli.organizations import organization_ids
from app.ops.verify import Check
from app.ops.verify import verify as verify_store


def verify(
    organization: Annotated[str | None, typer.Option(help="Only this organisation; otherwise all.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every stored blob back, not a sample.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check every invariant of the store. Exit 1 when one is broken. Changes nothing."""
    organizations = organization_ids(organization)
    with err.status("checking …") as status:
        checks = verify_store(organizations, full=full, on_check=lambda name: status.update(f"checking {name} …"))
    ok = all(check.ok for check in checks)
    if as_json:
        print_json({"ok": ok, "organizations": len(organizations), "checks": [asdict(c) for c in checks]})
    else:
        _print(checks, len(organizations))
    if not ok:
        raise typer.Exit(1)


def _print(checks: list[Check], organizations: int) -> None:
    for check in checks:
        mark = "[green]ok    [/]" if check.ok else "[bold red]broken[/]"
        seen = f" ({check.examined:,} read)" if check.examined is not None else ""
        out.print(f"{mark} {check.name}: {check.rule}{seen}")
        if not check.ok:
            out.print(f"       {check.violations:,} break it, for example {', '.join(check.examples)}", markup=False)
    broken = sum(not check.ok for check in checks)
    verdict = "[green]every invariant holds[/]" if not broken else f"[bold red]{broken} broken[/]"
    out.print(f"{verdict} in {organizations:,} organisation{'' if organizations == 1 else 's'}")
