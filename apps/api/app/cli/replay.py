"""`oss-ticketing replay`: run the pipeline again from stored raw mail."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from app.cli.console import err, out, print_json
from app.cli.organizations import organization_ids
from app.core.db import transaction
from app.ingest.replay import Diff, Selection, count_selected
from app.ingest.replay import dry_run as compare
from app.ingest.replay import replay as replay_copies

_SHOWN = 10
_ROWS = 40
_WHAT = ("message", "ticket", "routing")


def moment(value: str | None) -> datetime | None:
    """An ISO 8601 date or time, UTC where it says no zone; wrong usage otherwise."""
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"'{value}' is not a date such as 2026-01-31 or 2026-01-31T08:00:00Z") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def replay(
    organization: Annotated[str | None, typer.Option(help="Only this organisation; otherwise all.")] = None,
    since: Annotated[str | None, typer.Option(help="Only mail recorded here at or after this moment.")] = None,
    until: Annotated[str | None, typer.Option(help="Only mail recorded here before this moment.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing: print what would change, from what to what.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Run parsing, dedupe and classification again. Without --dry-run the worker processes the mail anew."""
    selection = Selection(None, moment(since), moment(until))
    organizations = organization_ids(organization)
    if dry_run:
        _report(_compare(organizations, selection, quiet=as_json), as_json=as_json)
        return
    count = 0
    for organization_id in organizations:
        with transaction(organization_id) as session:
            count += replay_copies(session, organization_id, selection)
    if as_json:
        print_json({"dry_run": False, "replayed": count})
    else:
        out.print(f"[green]ok[/] {count:,} mails wait for the worker, which processes them anew")


def _compare(organizations: list[UUID], selection: Selection, *, quiet: bool) -> Diff:
    total = Diff()
    columns = (SpinnerColumn(), TextColumn("comparing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=quiet or not err.is_terminal) as progress:
        for organization_id in organizations:
            with transaction(organization_id) as session:
                selected = count_selected(session, organization_id, selection)
            bar = progress.add_task("comparing", total=selected)
            advance = partial(progress.advance, bar)
            diff = compare(organization_id, selection, rehearsing=True, on_progress=advance)
            total.examined += diff.examined
            total.changed += diff.changed
            total.counts += diff.counts
            total.examples += diff.examples
            total.altered += diff.altered
            total.alterations += diff.alterations
    return total


def _report(diff: Diff, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "dry_run": True,
                "examined": diff.examined,
                "changed": diff.changed,
                "counts": dict(diff.counts),
                "examples": [
                    {"occurrence_id": c.occurrence_id, "message_id": c.message_id, "changes": c.changes}
                    for c in diff.examples
                ],
                "altered": dict(diff.altered),
                **{f"{what}s" if what != "routing" else what: _altered(diff, what) for what in _WHAT},
            }
        )
        return
    out.print(f"{diff.examined:,} mails compared, {diff.changed:,} would change")
    for name, count in diff.counts.most_common():
        out.print(f"  {count:,} {name}")
    for change in diff.examples[:_SHOWN]:
        out.print(f"  {change.occurrence_id}: {', '.join(change.changes)}", markup=False)
    if diff.altered:
        out.print(_table(diff))
        for name, count in diff.altered.most_common():
            out.print(f"  {count:,} {name.replace('_', ' ')}")
    elif diff.examined:
        out.print("No message, ticket or routing would change.")


def _altered(diff: Diff, what: str) -> list[dict[str, object]]:
    return [
        {
            "kind": one.kind,
            "id": one.id,
            "label": one.label,
            "fields": {name: {"from": old, "to": new} for name, (old, new) in one.fields.items()},
        }
        for one in diff.alterations
        if one.what == what
    ]


def _table(diff: Diff) -> Table:
    """The first alterations, a line for each field."""
    table = Table("what", "which", "field", "from", "to", box=None, pad_edge=False)
    for one in diff.alterations[:_ROWS]:
        which = one.label or "new"
        for number, (name, (old, new)) in enumerate(one.fields.items()):
            head = (f"{one.what} {one.kind}", which) if number == 0 else ("", "")
            table.add_row(*(Text(str(value)) for value in (*head, name, _said(old), _said(new))))
    return table


def _said(value: object) -> str:
    return "-" if value is None else str(value)
