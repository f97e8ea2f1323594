"""`oss-ticketing import`: mail from an archive into an organisation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from sqlalchemy import func, select

from app.cli.console import err, out, print_json
from app.cli.create_admin import mail_address
from app.cli.organizations import organization_id_of
from app.core.db import transaction
from app.core.memory import tune_garbage_collection
from app.identity.domains import domain_of
from app.identity.public_providers import PUBLIC_PROVIDERS
from app.ingest.archive import Archive
from app.ingest.archive_open import open_archive
from app.ingest.drain import process_waiting
from app.ingest.upload import ImportSummary, archive_mailbox, import_entries
from app.mailboxes.connecting import adopt_domain
from app.messages.models import Occurrence, OccurrenceState
from app.ops.workers import workers

#: The address of imported mail when none is given (RFC 2606: never anybody's).
NO_ADDRESS = "import@archive.invalid"
_SHOWN_PROBLEMS = 20


class _Rate(ProgressColumn):
    """Mails a second."""

    def render(self, task: Task) -> Text:
        mails = task.fields.get("mails", 0)
        seconds = task.elapsed or 0
        return Text(f"{mails:,} mails {mails / seconds if seconds else 0:,.0f}/s")


def import_mail(
    path: Annotated[
        Path, typer.Argument(help="An mbox, a Maildir, a folder of .eml, one .eml, or a zip or tgz of those.")
    ],
    organization: Annotated[str, typer.Option(help="The organisation that gets the mail.")],
    mailbox: Annotated[
        str, typer.Option(callback=mail_address, help="The address whose mail this is; keeps archives apart.")
    ] = NO_ADDRESS,
    own_domain: Annotated[
        bool, typer.Option("--own-domain", help="The domain of --mailbox is one of the organisation's own.")
    ] = False,
    process: Annotated[
        bool | None,
        typer.Option(
            "--process/--no-process",
            help="Make tickets in this process, or leave it to the worker. Default: here when no worker is running.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Import mail from an archive. Streams archives of any size, may be killed and run again, never imports twice."""
    if own_domain:
        _check_own_domain(mailbox)
    organization_id = organization_id_of(organization)
    archive = open_archive(path)
    with transaction(organization_id) as session:
        mailbox_id = archive_mailbox(session, organization_id, mailbox)
        if own_domain:
            adopt_domain(session, organization_id, mailbox)
        here = process if process is not None else workers(session).alive == 0
    summary = _read(organization_id, mailbox_id, archive, quiet=as_json)
    processed = _process(organization_id, quiet=as_json) if here else None
    states = _states(organization_id, mailbox_id)
    if as_json:
        print_json(_as_json(archive, summary, processed, states))
    else:
        _print(archive, summary, processed, states)
    if summary.mails == 0 and summary.problem_count:
        raise typer.Exit(1)


def _check_own_domain(mailbox: str) -> None:
    domain = domain_of(mailbox)
    if mailbox == NO_ADDRESS:
        raise typer.BadParameter("--own-domain needs --mailbox, whose domain is meant")
    if domain is None:
        raise typer.BadParameter(f"--own-domain: '{mailbox}' has no domain such as example.com")
    if domain in PUBLIC_PROVIDERS:
        raise typer.BadParameter(f"--own-domain: {domain} is a public mail provider, not your organisation's own")


def _read(organization_id: UUID, mailbox_id: UUID, archive: Archive, *, quiet: bool) -> ImportSummary:
    columns = (SpinnerColumn(), TextColumn("reading"), BarColumn(), DownloadColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=quiet or not err.is_terminal) as progress:
        bar = progress.add_task("reading", total=archive.meter.total_bytes, mails=0)

        def show(summary: ImportSummary) -> None:
            progress.update(bar, completed=archive.meter.bytes_read, mails=summary.mails)

        return import_entries(organization_id, mailbox_id, archive.entries, on_progress=show)


def _process(organization_id: UUID, *, quiet: bool) -> int:
    with transaction(organization_id) as session:
        waiting = session.scalar(
            select(func.count()).where(
                Occurrence.organization_id == organization_id, Occurrence.state == OccurrenceState.fetched
            )
        )
    columns = (
        SpinnerColumn(),
        TextColumn("processing"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=quiet or not err.is_terminal) as progress:
        bar = progress.add_task("processing", total=waiting, mails=0)
        done = 0

        def show(count: int) -> None:
            nonlocal done
            done += count
            progress.update(bar, completed=done, mails=done)

        tune_garbage_collection()
        return process_waiting(organization_id, on_progress=show)


def _states(organization_id: UUID, mailbox_id: UUID) -> Counter[str]:
    with transaction(organization_id) as session:
        rows = session.execute(
            select(Occurrence.state, func.count())
            .where(Occurrence.organization_id == organization_id, Occurrence.mailbox_id == mailbox_id)
            .group_by(Occurrence.state)
        ).all()
    return Counter({state.value: count for state, count in rows})


def _as_json(
    archive: Archive, summary: ImportSummary, processed: int | None, states: Counter[str]
) -> dict[str, object]:
    return {
        "kind": archive.kind,
        "bytes": archive.meter.bytes_read,
        "mails": summary.mails,
        "imported": summary.imported,
        "already_there": summary.already_there,
        "skipped": dict(summary.skipped),
        "problem_count": summary.problem_count,
        "problems": [{"place": p.place, "reason": p.reason} for p in summary.problems],
        "processed": processed,
        "states": dict(states),
    }


def _print(archive: Archive, summary: ImportSummary, processed: int | None, states: Counter[str]) -> None:
    out.print(
        f"[green]ok[/] {archive.kind}: {summary.mails:,} mails read, {summary.imported:,} imported, "
        f"{summary.already_there:,} were there already"
    )
    for reason, count in sorted(summary.skipped.items()):
        out.print(f"   {count:,} skipped: {reason}")
    if processed is None:
        out.print("   the worker makes the tickets")
    else:
        out.print(f"   {processed:,} processed here")
    if failed := states[OccurrenceState.failed.value]:
        out.print(f"[yellow]   {failed:,} of this mailbox are set aside as failed; see /ops or oss-ticketing replay[/]")
    if summary.problem_count:
        err.print(f"[yellow]{summary.problem_count:,} problems; everything else was imported:[/]")
    for problem in summary.problems[:_SHOWN_PROBLEMS]:
        err.print(f"  {problem.place}: {problem.reason}", markup=False)
    if summary.problem_count > _SHOWN_PROBLEMS:
        err.print(f"  … and {summary.problem_count - _SHOWN_PROBLEMS:,} more (--json lists them)")
