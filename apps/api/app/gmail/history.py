"""Following a mailbox: history from the cursor, every kind of change.

The cursor moves after the last page only, forward only, to what the *first* page named as present: what arrived while
pages turned is read again next time. An expired cursor leads to `app.gmail.resync`, never to a jump.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func, update
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.gmail.answers import Mail
from app.gmail.backfill import read_sync
from app.gmail.changes import Changes, LabelChange, fold, ignored_label
from app.gmail.circuit import attempt
from app.gmail.client import Gmail
from app.gmail.copies import relabel, unknown_of
from app.gmail.failures import NEEDS_ADMIN, NEEDS_CONSENT, SLOW_DOWN, Failure, GmailError
from app.gmail.quota import Lane
from app.gmail.resync import resync
from app.gmail.wake import request_backfill, request_fetch
from app.mailboxes.health import record_success
from app.mailboxes.models import MailboxSync
from app.mailboxes.pausing import resting
from app.messages.models import DiscoveredBy
from app.messages.occurrences import Discovery, discover, mark_gone

#: Pages of one run. Longer than any week of changes; what is beyond is a loop.
_MOST_PAGES = 20_000
#: Pages without records happen; so many in a row are a loop.
_MOST_EMPTY = 200
#: The same token again, which also happens with an empty page: asking once more mostly helps.
_MOST_REPEATED = 10
_LOOK_UP = 50


def run_history_sync(organization_id: UUID, mailbox_id: UUID) -> None:
    """Read and record everything since the cursor. Idempotent, and safe to kill at any moment."""
    attempt(organization_id, mailbox_id, Lane.live, lambda gmail: _follow(gmail, organization_id, mailbox_id))


def _follow(gmail: Gmail, organization_id: UUID, mailbox_id: UUID) -> None:
    with transaction(organization_id) as session:
        if resting(session, organization_id, mailbox_id):
            return
        cursor = read_sync(session, organization_id, mailbox_id).history_id
        if cursor is None:
            # Nothing was listed yet: the listing stores the baseline first and asks for history when it is done.
            request_backfill(session, organization_id, mailbox_id)
            return
    try:
        reached = _read_pages(gmail, organization_id, mailbox_id, int(cursor))
    except GmailError as error:
        if error.failure is not Failure.not_found:
            raise
        resync(gmail, organization_id, mailbox_id, int(cursor))
        return
    if reached is not None:
        with transaction(organization_id) as session:
            advance(session, organization_id, mailbox_id, reached)
            record_success(session, organization_id, mailbox_id)


def _read_pages(gmail: Gmail, organization_id: UUID, mailbox_id: UUID, cursor: int) -> int | None:
    """The historyId that everything is recorded up to; None when the mailbox was paused in between."""
    reached: int | None = None
    token: str | None = None
    empty = repeated = 0
    for _ in range(_MOST_PAGES):
        page = gmail.history(cursor, token)
        reached = page.history_id if reached is None else reached
        changes = fold(page.records)
        looked = _look_up(gmail, changes.uncertain)
        with transaction(organization_id) as session:
            if resting(session, organization_id, mailbox_id):
                return None
            _record(session, organization_id, mailbox_id, changes, looked)
        if page.next_page_token is None:
            return reached
        empty = 0 if page.records else empty + 1
        repeated = repeated + 1 if page.next_page_token == token else 0
        if empty > _MOST_EMPTY or repeated > _MOST_REPEATED:
            raise GmailError(Failure.transient, "the pages of history do not end")
        token = page.next_page_token
    raise GmailError(Failure.transient, "the pages of history do not end")


@dataclass(slots=True)
class _Looked:
    """What Gmail said of messages that history both changed and deleted; `unclear` are those it would not tell of."""

    there: dict[str, Mail] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def _look_up(gmail: Gmail, uncertain: list[str]) -> _Looked:
    """Ask for each. One stubborn message does not hold the mailbox up; what is wrong with all of it is raised."""
    looked = _Looked()
    for start in range(0, len(uncertain), _LOOK_UP):
        for identifier, answer in gmail.minimal_batch(uncertain[start : start + _LOOK_UP]).items():
            if isinstance(answer, Mail):
                looked.there[identifier] = answer
            elif answer.failure is Failure.not_found:
                looked.deleted.append(identifier)
            elif answer.failure in SLOW_DOWN | NEEDS_CONSENT | NEEDS_ADMIN:
                raise answer
            else:
                looked.unclear.append(identifier)
    return looked


def _record(session: Session, organization_id: UUID, mailbox_id: UUID, changes: Changes, looked: _Looked) -> None:
    copies = [Discovery(r.id, r.thread_id, r.label_ids or ()) for r in changes.present]
    labels = dict(changes.labels)
    for identifier, mail in looked.there.items():
        if not ignored_label(mail.label_ids):
            copies.append(Discovery(identifier, mail.thread_id, mail.label_ids))
            labels[identifier] = LabelChange(mail.history_id, labels=mail.label_ids)
    # Fetching counts attempts for each mail, finds out that one is gone, and sets aside what stays stubborn.
    copies += [Discovery(i) for i in unknown_of(session, organization_id, mailbox_id, looked.unclear)]
    # Relabelled before it is discovered: a new copy then has its labels from the discovery.
    relabel(session, organization_id, mailbox_id, labels)
    if discover(session, organization_id, mailbox_id, copies, DiscoveredBy.history):
        request_fetch(session, organization_id, mailbox_id, live=True)
    mark_gone(session, organization_id, mailbox_id, [*changes.deleted, *looked.deleted])


def advance(session: Session, organization_id: UUID, mailbox_id: UUID, history_id: int) -> None:
    """Everything up to `history_id` is recorded. The cursor never moves back, whatever Google names."""
    reached = Decimal(history_id)  # Unsigned 64 bits do not fit a bigint.
    session.execute(
        update(MailboxSync)
        .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
        .values(
            history_id=case((MailboxSync.history_id < reached, reached), else_=MailboxSync.history_id),
            last_history_at=func.now(),
        )
    )
