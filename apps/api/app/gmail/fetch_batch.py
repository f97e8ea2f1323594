"""One batch of raw mails: from the network into blobs, then into the database, in this order.

Gmail answers each part of a batch on its own: a mail may be gone, Gmail may be busy, bytes may be damaged. Parts that
arrived are kept whatever becomes of their neighbours. A batch too heavy for one answer comes in pieces, each recorded
before the next: a thread never holds more than one answer (`client.BATCH_BYTES`, or a single mail).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.metrics import MAILS_FAILED
from app.gmail import client
from app.gmail.access import MailboxAccess
from app.gmail.answers import Mail
from app.gmail.changes import ignored_label
from app.gmail.client import LARGEST_MAIL, Gmail
from app.gmail.copies import begin_fetches, count_attempts, end_fetches, ignore
from app.gmail.failures import PASSING, SLOW_DOWN, Failure, GmailError
from app.gmail.pace import Pace
from app.ingest.request import request_processing
from app.jobs.queue import LIVE, NORMAL
from app.mailboxes.health import record_success
from app.messages.occurrences import KILLED_WORKER, Fetched, mark_failed, mark_fetched, mark_gone
from app.realtime.notify import announce
from app.storage.blobs import get_blob_store

#: After so many failures of its own a mail is set aside, visibly; reconciliation tries it again every day.
_MOST_ATTEMPTS = 3
#: After so many fetches that began and never ended it is set aside until a person replays it.
_MOST_BEGUN = 5
_KILLER = (
    f"Fetching it began {_MOST_BEGUN} times and never ended: the worker died each time. It is still at Gmail; replay "
    "it after an update, or when the worker has more memory."
)
#: Of failures that may be Google's rather than the mail's.
_MOST_PASSING_ATTEMPTS = 20

#: What Gmail says of one mail, rather than of itself.
_OF_THE_MAIL = frozenset((Failure.not_found, Failure.raw_undecodable, Failure.too_large, Failure.bad_request))
_one_heavy_mail = threading.Lock()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A discovered copy."""

    occurrence_id: UUID
    gmail_message_id: str


@dataclass(slots=True)
class Outcome:
    """What became of a piece of a batch: all of it that is in memory."""

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
            # Anew: the traceback of a caught error would keep the bytes that it was about.
            bare = GmailError(answer.failure, answer.detail, status=answer.status, not_before=answer.not_before)
            self.failed.append((copy, bare))


@dataclass(slots=True)
class _Work:
    """A batch in work; of what came only the number is kept."""

    access: MailboxAccess
    gmail: Gmail
    live: bool
    came: int = 0
    failed: list[tuple[Waiting, GmailError]] = field(default_factory=list)
    #: Gmail id → bytes by Gmail's estimate, of a batch that was too heavy.
    sizes: dict[str, int] = field(default_factory=dict)


def fetch_batch(access: MailboxAccess, pace: Pace, copies: Sequence[Waiting], *, live: bool) -> list[UUID]:
    """Fetch `copies`; returns those that failed and should be left alone for a while. Raises `GmailError` when
    nothing came because of Google, or not all, `MustWait` when it asked for patience; what came before is kept."""
    work = _Work(access, Gmail(access), live)
    begun = _begin(access.organization_id, copies)
    if not begun:
        return []
    try:
        _fetch(work, begun)
    except Exception:
        _end(work, begun)
        raise
    _end(work, begun)
    return _go_on(work, pace)


def _begin(organization_id: UUID, copies: Sequence[Waiting]) -> list[Waiting]:
    """Count the fetch before it begins, and set aside those with which the worker died too often. If it dies now, the
    count tells; those in flight are then fetched one by one (`app.gmail.fetch`)."""
    with transaction(organization_id) as session:
        counts = begin_fetches(session, organization_id, [copy.occurrence_id for copy in copies])
        for identifier, count in counts.items():
            if count > _MOST_BEGUN:
                mark_failed(session, organization_id, identifier, KILLED_WORKER, _KILLER)
                MAILS_FAILED.inc()
    return [copy for copy in copies if 0 < counts.get(copy.occurrence_id, 0) <= _MOST_BEGUN]


def _end(work: _Work, begun: Sequence[Waiting]) -> None:
    """The worker lives: whatever became of them, these copies did not kill it."""
    _count_failures(work)
    if work.came < len(begun):
        with transaction(work.access.organization_id) as session:
            end_fetches(session, work.access.organization_id, [copy.occurrence_id for copy in begun])


def _fetch(work: _Work, copies: list[Waiting]) -> None:
    """Fetch and record `copies`; in pieces when together they are too heavy, one by one in the end. A piece is
    recorded, and out of memory, before the next is asked for."""
    if not _fetch_at_once(work, copies):
        for piece in _pieces(work, copies):
            _fetch(work, piece)


def _fetch_at_once(work: _Work, copies: list[Waiting]) -> bool:
    """Whether they were not too heavy."""
    if len(copies) == 1:
        _fetch_alone(work, copies[0])
        return True
    outcome = Outcome()
    try:
        answers = work.gmail.raw_batch([copy.gmail_message_id for copy in copies])
    except GmailError as error:
        if error.failure is not Failure.too_large:
            raise
        return False
    for copy in copies:
        outcome.add(copy, answers[copy.gmail_message_id])
    _keep(work, outcome)
    return True


def _fetch_alone(work: _Work, copy: Waiting) -> None:
    """A mail on its own may weigh as much as Gmail allows; its size is asked for before its bytes."""
    outcome = Outcome()
    size = _weigh(work, copy.gmail_message_id)
    # Its JSON, its base64 and its bytes: a multiple of it is in memory, so one such mail at a time in this process.
    with _one_heavy_mail if size > client.BATCH_BYTES // 4 else nullcontext():
        outcome.add(copy, _one(work, copy.gmail_message_id, size))
        _keep(work, outcome)


def _weigh(work: _Work, gmail_message_id: str) -> int:
    """Bytes by Gmail's own estimate; 0 when it has none, and then its answer to the next question tells."""
    if gmail_message_id not in work.sizes:
        try:
            work.sizes[gmail_message_id] = work.gmail.minimal(gmail_message_id).size_estimate
        except GmailError as error:
            if error.failure not in _OF_THE_MAIL:
                raise
            return 0
    return work.sizes[gmail_message_id]


def _pieces(work: _Work, copies: list[Waiting]) -> list[list[Waiting]]:
    """`copies` in pieces that fit one answer by Gmail's own estimate, which is asked for once; light ones first, so
    that they are safe before the heavy ones come. Halves where the estimate was of no use."""
    if not work.sizes:
        answers = work.gmail.minimal_batch([copy.gmail_message_id for copy in copies])
        work.sizes = {i: mail.size_estimate for i, mail in answers.items() if isinstance(mail, Mail)}
    ordered = sorted(copies, key=lambda copy: work.sizes.get(copy.gmail_message_id, 0))
    pieces: list[list[Waiting]] = []
    weight = 0
    for copy in ordered:
        # Base64 makes 4/3 of the bytes; JSON and the headers of a part come on top.
        own = work.sizes.get(copy.gmail_message_id, 0) * 4 // 3 + 2048
        if not pieces or weight + own > client.BATCH_BYTES:
            pieces.append([])
            weight = 0
        pieces[-1].append(copy)
        weight += own
    middle = len(ordered) // 2
    return pieces if len(pieces) > 1 else [ordered[:middle], ordered[middle:]]


def _one(work: _Work, gmail_message_id: str, size: int) -> Mail | GmailError:
    try:
        if size > LARGEST_MAIL:
            return GmailError(Failure.too_large, "larger than Gmail's limit of 150 MiB")
        return work.gmail.raw(gmail_message_id)
    except GmailError as error:
        if error.failure in _OF_THE_MAIL:
            return error
        raise


def _keep(work: _Work, outcome: Outcome) -> None:
    """Store a piece: bytes first, then the rows that name them."""
    organization_id = work.access.organization_id
    bodies = [mail.raw for _, mail in outcome.arrived if mail.raw is not None and not ignored_label(mail.label_ids)]
    get_blob_store().put_many(organization_id, bodies)
    with transaction(organization_id) as session:
        _record(session, work.access, outcome, live=work.live)
    work.came += len(outcome.arrived) + len(outcome.gone)
    work.failed += outcome.failed


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


def _count_failures(work: _Work) -> None:
    """An attempt counts when the fault may be the mail's own: not when Google said slow down, and not when nothing
    at all came, which is an outage."""
    own = {copy.occurrence_id: error for copy, error in work.failed if error.failure not in SLOW_DOWN}
    if not own or (not work.came and len(work.failed) > 1):
        return
    organization_id = work.access.organization_id
    with transaction(organization_id) as session:
        for identifier, attempts in count_attempts(session, organization_id, list(own)).items():
            failure = own[identifier].failure
            limit = _MOST_PASSING_ATTEMPTS if failure is Failure.transient else _MOST_ATTEMPTS
            if attempts >= limit or failure is Failure.too_large:
                mark_failed(session, organization_id, identifier, failure.value, own[identifier].detail)


def _go_on(work: _Work, pace: Pace) -> list[UUID]:
    slow = [error for _, error in work.failed if error.failure in SLOW_DOWN]
    if slow:
        pace.slower()
        work.access.slow_down(max(slow, key=_patience), 1)
    elif not work.failed:
        pace.faster()
    others = [(copy, error) for copy, error in work.failed if error.failure not in SLOW_DOWN]
    outage = next((error for _, error in others if error.failure in PASSING), None)
    if outage and not work.came:
        raise outage
    return [copy.occurrence_id for copy, _ in others]


def _patience(error: GmailError) -> float:
    return error.not_before.timestamp() if error.not_before else 0.0
