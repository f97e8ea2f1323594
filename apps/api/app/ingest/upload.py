"""Import: mails of an archive become occurrences with stored raw bytes, exactly as if they had been fetched.

The key of a copy is the SHA-256 of its bytes, so an archive that is imported again, after a kill, moved or renamed,
adds nothing. Blobs are written before the rows that name them; a kill between the two leaves bytes, never a row
without them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.ids import new_id
from app.ingest.archive import ArchivedMail, Entry, Problem, Skipped
from app.ingest.request import request_processing
from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus
from app.messages.models import DiscoveredBy, Occurrence, OccurrenceState
from app.messages.occurrences import PRIORITY, remember_blobs
from app.realtime.notify import announce
from app.storage.blobs import get_blob_store

#: A batch ends at whichever comes first.
BATCH_MAILS, BATCH_BYTES = 200, 16 * 1024 * 1024
#: Problems beyond these are counted but not kept.
_KEPT_PROBLEMS = 1000


@dataclass(slots=True)
class ImportSummary:
    """What an import did so far."""

    mails: int = 0
    """Mails read, duplicates included."""
    imported: int = 0
    already_there: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def archive_mailbox(session: Session, organization_id: UUID, address: str) -> UUID:
    """The mailbox that holds imported mail of `address`, made on first use. It is never synced."""
    row = {
        "organization_id": organization_id,
        "id": new_id(),
        "kind": MailboxKind.archive,
        "google_sub": f"import:{address.lower()}",
        "email": address.lower(),
        "status": MailboxStatus.connected,
    }
    session.execute(insert(Mailbox).values(row).on_conflict_do_nothing())
    found = select(Mailbox.id).where(
        Mailbox.organization_id == organization_id,
        Mailbox.kind == MailboxKind.archive,
        Mailbox.google_sub == row["google_sub"],
    )
    return session.execute(found).scalar_one()


def import_entries(
    organization_id: UUID,
    mailbox_id: UUID,
    entries: Iterable[Entry],
    *,
    on_progress: Callable[[ImportSummary], None] = lambda _: None,
) -> ImportSummary:
    """Store every mail of `entries` and ask for its processing. May be stopped at any moment and run again."""
    summary = ImportSummary()
    batch: list[ArchivedMail] = []
    size = 0
    for entry in entries:
        if isinstance(entry, ArchivedMail):
            batch.append(entry)
            size += len(entry.raw)
        else:
            _note(summary, entry)
        if len(batch) >= BATCH_MAILS or size >= BATCH_BYTES:
            _store(organization_id, mailbox_id, batch, summary)
            batch, size = [], 0
            on_progress(summary)
    _store(organization_id, mailbox_id, batch, summary)
    on_progress(summary)
    return summary


def _note(summary: ImportSummary, entry: Problem | Skipped) -> None:
    if isinstance(entry, Skipped):
        summary.skipped[entry.reason] += 1
        return
    summary.problem_count += 1
    if len(summary.problems) < _KEPT_PROBLEMS:
        summary.problems.append(entry)


def _store(organization_id: UUID, mailbox_id: UUID, batch: list[ArchivedMail], summary: ImportSummary) -> None:
    summary.mails += len(batch)
    unique = {hashlib.sha256(mail.raw).digest(): mail for mail in reversed(batch)}
    keys = {sha256: f"sha256:{sha256.hex()}" for sha256 in unique}
    with transaction(organization_id) as session:
        known = _known(session, organization_id, mailbox_id, list(keys.values()))
    fresh = {sha256: mail for sha256, mail in unique.items() if keys[sha256] not in known}
    added = 0
    if fresh:
        stored = get_blob_store().put_many(organization_id, [mail.raw for mail in fresh.values()])
        with transaction(organization_id) as session:
            remember_blobs(session, organization_id, {s: len(fresh[s].raw) for s in stored})
            rows = [_row(organization_id, mailbox_id, s, keys[s], mail) for s, mail in sorted(fresh.items())]
            added = len(
                session.scalars(insert(Occurrence).values(rows).on_conflict_do_nothing().returning(Occurrence.id)).all()
            )
            if added:
                request_processing(session, organization_id)
                announce(session, organization_id, "mailbox", [mailbox_id])
    summary.imported += added
    summary.already_there += len(batch) - added


def _known(session: Session, organization_id: UUID, mailbox_id: UUID, keys: list[str]) -> set[str]:
    statement = select(Occurrence.gmail_message_id).where(
        Occurrence.organization_id == organization_id,
        Occurrence.mailbox_id == mailbox_id,
        Occurrence.gmail_message_id.in_(keys),
    )
    return set(session.scalars(statement))


def _row(organization_id: UUID, mailbox_id: UUID, sha256: bytes, key: str, mail: ArchivedMail) -> dict[str, object]:
    return {
        "organization_id": organization_id,
        "id": new_id(),
        "mailbox_id": mailbox_id,
        "gmail_message_id": key,
        "gmail_thread_id": mail.gmail_thread_id,
        "label_ids": list(mail.label_ids),
        "internal_date": mail.internal_date,
        "size": len(mail.raw),
        "state": OccurrenceState.fetched,
        "discovered_by": DiscoveredBy.upload,
        "priority": PRIORITY[DiscoveredBy.upload],
        "raw_sha256": sha256,
        "fetched_at": func.now(),
    }
