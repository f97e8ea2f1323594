"""One batch of raw mails: from the network into blobs, then into the database, in this order.

Gmail answers each part of a batch on its own: a mail may be gone, Gmail may be busy, bytes may be damaged. Parts that
arrived are kept whatever becomes of their neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.db import transaction
from app.gmail.access import MailboxAccess
from app.gmail.answers import Mail
from app.gmail.changes import ignored_label
from app.gmail.client import LARGEST_MAIL, Gmail
from app.gmail.copies import count_attempts, ignore
from app.gmail.failures import PASSING, SLOW_DOWN, Failure, GmailError
from app.gmail.pace import Pace
from app.ingest.request import request_processing
from app.jobs.queue import LIVE, NORMAL
from app.mailboxes.health import record_success
from app.messages.occurrences import Fetched, mark_failed, mark_fetched, mark_gone
from app.realtime.notify import announce
from app.storage.blobs import get_blob_store

#: After so many failures of its own a mail is set aside, visibly; reconciliation tries it again every day.
_MOST_ATTEMPTS = 3
#: Of failures that may be Google's rather than the mail's.
_MOST_PASSING_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A discovered copy."""

    occurrence_id: UUID
    gmail_message_id: str


@dataclass(slots=True)
class Outcome:
    """What became of a batch."""

    arrived: list[tuple[Waiting, Mail]] = field(default_factory=list)
    gone: list[Waiting] = field(default_factory=list)
    failed: list[tuple[Waiting, GmailError]] = field(default_factory=list)

    def add(self, copy: Waiting, answer: Mail | GmailError) -> None:
        """Sort one answer in."""
        if isinstance(answer, Mail):
            self.arrived.append((copy, answer))
        elif answer.failure is Failure.not_found:
            self.gone.append(copy)
        else:
            self.failed.append((copy, answer))


def fetch_batch(access: MailboxAccess, pace: Pace, copies: Sequence[Waiting], *, live: bool) -> list[UUID]:
    """Fetch `copies`; returns those that failed and should be left alone for a while. Raises `GmailError` when
    nothing came because of Google, `MustWait` when it asked for patience."""
    outcome = Outcome()
    _ask(Gmail(access), list(copies), outcome)
    bodies = [mail.raw for _, mail in outcome.arrived if mail.raw is not None and not ignored_label(mail.label_ids)]
    get_blob_store().put_many(access.organization_id, bodies)
    with transaction(access.organization_id) as session:
        _record(session, access, outcome, live=live)
    return _go_on(access, pace, outcome)


def _ask(gmail: Gmail, copies: list[Waiting], outcome: Outcome) -> None:
    """Ask for `copies`; in halves when together they are too heavy, one by one in the end."""
    if len(copies) == 1:
        outcome.add(copies[0], _one(gmail, copies[0].gmail_message_id))
        return
    try:
        answers = gmail.raw_batch([copy.gmail_message_id for copy in copies])
    except GmailError as error:
        if error.failure is not Failure.too_large:
            raise
        middle = len(copies) // 2
        _ask(gmail, copies[:middle], outcome)
        _ask(gmail, copies[middle:], outcome)
        return
    for copy in copies:
        outcome.add(copy, answers[copy.gmail_message_id])


def _one(gmail: Gmail, gmail_message_id: str) -> Mail | GmailError:
    """A mail on its own may weigh as much as Gmail allows; its size is asked for before its bytes."""
    try:
        if gmail.minimal(gmail_message_id).size_estimate > LARGEST_MAIL:
            return GmailError(Failure.too_large, "larger than Gmail's limit of 150 MiB")
        return gmail.raw(gmail_message_id)
    except GmailError as error:
        if error.failure in (Failure.not_found, Failure.raw_undecodable, Failure.too_large, Failure.bad_request):
            return error
        raise


def _record(session: Session, access: MailboxAccess, outcome: Outcome, *, live: bool) -> None:
    organization_id, mailbox_id = access.organization_id, access.mailbox_id
    kept: list[Fetched] = []
    for copy, mail in outcome.arrived:
        if label := ignored_label(mail.label_ids):
            ignore(session, organization_id, copy.occurrence_id, label)
        elif mail.raw is not None:
            kept.append(_fetched(copy, mail))
    if mark_fetched(session, organization_id, kept):
        request_processing(session, organization_id, priority=LIVE if live else NORMAL)
    mark_gone(session, organization_id, mailbox_id, [copy.gmail_message_id for copy in outcome.gone])
    _count_failures(session, organization_id, outcome)
    if outcome.arrived or outcome.gone:
        record_success(session, organization_id, mailbox_id)
        announce(session, organization_id, "mailbox", [mailbox_id])


def _fetched(copy: Waiting, mail: Mail) -> Fetched:
    raw = mail.raw or b""
    return Fetched(
        occurrence_id=copy.occurrence_id,
        raw_sha256=hashlib.sha256(raw).digest(),
        size=len(raw),
        internal_date=mail.internal_date,
        gmail_thread_id=mail.thread_id,
        gmail_history_id=mail.history_id,
        label_ids=mail.label_ids,
    )


def _count_failures(session: Session, organization_id: UUID, outcome: Outcome) -> None:
    """An attempt counts when the fault may be the mail's own: not when Google said slow down, and not when nothing
    at all came, which is an outage."""
    if not (outcome.arrived or outcome.gone) and len(outcome.failed) > 1:
        return
    own = {copy.occurrence_id: error for copy, error in outcome.failed if error.failure not in SLOW_DOWN}
    for identifier, attempts in count_attempts(session, organization_id, list(own)).items():
        failure = own[identifier].failure
        limit = _MOST_PASSING_ATTEMPTS if failure is Failure.transient else _MOST_ATTEMPTS
        if attempts >= limit or failure is Failure.too_large:
            mark_failed(session, organization_id, identifier, failure.value, own[identifier].detail)


def _go_on(access: MailboxAccess, pace: Pace, outcome: Outcome) -> list[UUID]:
    slow = [error for _, error in outcome.failed if error.failure in SLOW_DOWN]
    if slow:
        pace.slower()
        access.slow_down(max(slow, key=_patience), 1)
    elif not outcome.failed:
        pace.faster()
    others = [(copy, error) for copy, error in outcome.failed if error.failure not in SLOW_DOWN]
    outage = next((error for _, error in others if error.failure in PASSING), None)
    if outage and not (outcome.arrived or outcome.gone):
        raise outage
    return [copy.occurrence_id for copy, _ in others]


def _patience(error: GmailError) -> float:
    return error.not_before.timestamp() if error.not_before else 0.0
