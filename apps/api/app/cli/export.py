"""`oss-ticketing export`: take all mail out again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from app.cli.console import err, fail, out, print_json
from app.cli.organizations import organization_id_of
from app.core.db import transaction
from app.ingest.export import count_messages, export_mbox


def export(
    path: Annotated[Path, typer.Argument(help="The mbox file to write.")],
    organization: Annotated[str, typer.Option(help="The organisation whose mail it is.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write every message of an organisation, as it was received, into an mbox file; `import` reads it again."""
    organization_id = organization_id_of(organization)
    if path.exists() and not overwrite:
        raise fail(f"{path} exists. Choose another name, or add --overwrite.")
    if not path.absolute().parent.is_dir():
        raise fail(f"{path.absolute().parent} is not a folder.")
    with transaction(organization_id) as session:
        total = count_messages(session, organization_id)
    columns = (SpinnerColumn(), TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=as_json or not err.is_terminal) as progress:
        bar = progress.add_task("exporting", total=total)
        count = export_mbox(organization_id, path, on_mail=lambda done: progress.update(bar, completed=done))
    if as_json:
        print_json({"path": str(path), "messages": count, "bytes": path.stat().st_size})
    else:
        out.print(f"[green]ok[/] {count:,} mails in {path}")
