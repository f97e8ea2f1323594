"""The doctor's look into the database: schema, tenancy, workers, work that waits, mailboxes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select, text

from app.cli.console import database_name
from app.cli.findings import Finding, broken, warning, well
from app.cli.migrate import revisions
from app.cli.organizations import organization_ids
from app.core.db import get_engine, transaction
from app.identity.models import Organization
from app.mailboxes.models import Mailbox, MailboxStatus
from app.ops.verify import verify
from app.ops.workers import workers

_OLDEST = 150_000


def database() -> Iterator[Finding]:
    """Whether the server answers, and how old it is."""
    with get_engine().connect() as connection:
        number, version = connection.execute(
            text("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        ).one()
    where = database_name()
    if number < _OLDEST:
        yield broken(
            "database", f"PostgreSQL {version} at {where}", "Use PostgreSQL 15 or newer; 18 is what is tested."
        )
    else:
        yield well("database", f"PostgreSQL {version} at {where}")


def migrations() -> Iterator[Finding]:
    """Whether the schema is the newest."""
    present, newest = revisions(get_engine())
    if present == newest:
        yield well("migrations", f"at {newest}")
    else:
        yield broken("migrations", f"at {present or 'nothing'}, newest is {newest}", "Run: oss-ticketing migrate")


def tenancy() -> Iterator[Finding]:
    """Whether the database keeps organisations apart."""
    wrong = [check for check in verify(()) if not check.ok]
    for check in wrong:
        mend = "Connect as another user, or run oss-ticketing migrate on a fresh database and compare."
        yield broken("tenancy", f"not true: {check.rule} ({', '.join(check.examples)})", mend)
    if not wrong:
        yield well("tenancy", "row-level security is forced and the application's role cannot bypass it")


_DUE = """
SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now() - interval '1 minute')
                          AND (task_name <> 'occurrence_process' OR :mails)),
       count(*) FILTER (WHERE status = 'failed') FROM procrastinate_jobs
"""


def work() -> Iterator[Finding]:
    """Workers, waiting and dead jobs."""
    # A job to process mail that an import has processed already by itself is nothing to worry about.
    mails = _mails_in("fetched")
    with transaction() as session:
        found = workers(session)
        waiting, dead = session.execute(text(_DUE), {"mails": mails > 0}).one()
    start = "Start one: uv run -m app.worker"
    if found.alive:
        yield well("worker", f"{found.alive} alive, {waiting:,} jobs due")
    elif waiting:
        yield broken("worker", f"none is alive; {waiting:,} jobs and {mails:,} mails wait", start)
    else:
        yield warning("worker", "none is alive; nothing waits for one", start)
    if dead:
        mend = "Look at them under /ops/jobs/dlq; replay what should run again."
        yield warning("dead jobs", f"{dead:,} jobs failed for good", mend)


def _mails_in(state: str) -> int:
    statement = text("SELECT count(*) FROM message_occurrences WHERE organization_id = :o AND state = :state")
    total = 0
    for organization_id in organization_ids(None):
        with transaction(organization_id) as session:
            total += session.execute(statement, {"o": organization_id, "state": state}).scalar_one()
    return total


def mailboxes() -> Iterator[Finding]:
    """Mailboxes that Google does not let us into, and mails that were set aside."""
    for organization_id in organization_ids(None):
        with transaction(organization_id) as session:
            unwell = session.execute(
                select(Mailbox.id, Mailbox.status, Mailbox.error_code).where(
                    Mailbox.organization_id == organization_id, Mailbox.status != MailboxStatus.connected
                )
            ).all()
        for mailbox_id, status, code in unwell:
            mend = "Open Mailboxes in the web UI and reconnect it (docs/gmail-setup.md explains each code)."
            yield broken("mailbox", f"{mailbox_id} is {status}: {code or 'no code'}", mend)
    if failed := _mails_in("failed"):
        mend = "Their raw bytes are kept. See /ops/occurrences?state=failed; after an update: oss-ticketing replay"
        yield warning("set aside", f"{failed:,} mails could not be processed", mend)


def organizations() -> Iterator[Finding]:
    """Whether anybody can sign in."""
    with transaction() as session:
        count = session.scalar(select(func.count()).select_from(Organization)) or 0
    if count:
        yield well("organisations", f"{count:,}")
    else:
        mend = "Run: oss-ticketing create-admin you@example.com --organization 'Your company'"
        yield warning("organisations", "none yet", mend)
