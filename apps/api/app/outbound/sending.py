"""The story of a reply, step by step. Each step is recorded before the next; a worker may die between any two.

    queued    (where an earlier attempt may have left: look for it once more) write the mail and store its bytes → note
              Gmail's history id → `sending` is committed → hand it to Gmail
    sending   (an attempt whose outcome nobody recorded) look for it in the Sent folder → `sent`, or after several looks
              without a trace → `queued` again
    sent      read Gmail's copy back: its Message-ID, and the mail itself into the ticket
    observed  the journal's copy was seen (`app.ingest.own_mail`), before or after `sent` was known

No transaction is open while Gmail is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.core.clock import now
from app.core.crypto import UndecryptableSecret
from app.core.db import transaction
from app.core.errors import Unavailable
from app.core.logs import get_logger
from app.gmail.access import MailboxAccess
from app.gmail.circuit import record
from app.gmail.failures import SLOW_DOWN, Failure, GmailError, MustWait
from app.gmail.quota import Lane
from app.gmail.submission import LARGEST_MAIL, OutcomeUnknown, Submission
from app.mailboxes.health import record_refusal, record_success
from app.mailboxes.models import Mailbox, MailboxStatus, SendIdentity
from app.mailboxes.pausing import Rest, resting, send_nothing_until
from app.outbound import outcomes
from app.outbound.authors import may_author_send
from app.outbound.lease import Lease, LeaseLost, leased
from app.outbound.models import OutboundMessage, OutboundState
from app.outbound.read_back import read_back
from app.outbound.reasons import Failed, Waiting
from app.outbound.sent_folder import answered_rfc_id, conversation_of, find_sent
from app.outbound.waits import backoff, limit_wait
from app.outbound.writing_out import prepared

log = get_logger(__name__)

#: Of the database and of this process: the schedule asks again, and nothing could be written now.
_PASSING = (OperationalError, InterfaceError, NoConnectionFree, MemoryError)
#: How soon a reply looks again at a mailbox that is out of order.
_LOOK_AT_MAILBOX = timedelta(seconds=10)


def run_send(organization_id: UUID, reply_id: UUID) -> None:
    """Do what is due for a reply, if anything is. What Gmail refuses, and that something outside is away, is recorded
    and not raised."""
    with leased(organization_id, reply_id) as held:
        if held is None:
            return
        lease, row = held
        try:
            _telling_why(lease, row)
        except LeaseLost:
            log.info("reply left to another worker", reply_id=str(reply_id))


def _telling_why(lease: Lease, row: OutboundMessage) -> None:
    """Take the step; what ends it on our side stands in the row, for the writer sees no log. A bug is raised: it
    becomes a dead letter, once, and not one with every heartbeat."""
    try:
        _step(lease, row)
    except (LeaseLost, *_PASSING):
        raise
    except Unavailable as error:
        outcomes.postpone(lease, row, due_at=now() + _LOOK_AT_MAILBOX, code=error.code, detail=error.detail)
    except Exception:
        outcomes.stumbled(lease, row)
        raise


def _step(lease: Lease, row: OutboundMessage) -> None:
    if row.state in (OutboundState.failed, OutboundState.cancelled):
        with transaction(lease.organization_id) as session:
            lease.write(session, due_at=None)
        return
    if _mailbox_rests(lease, row):
        return
    work: Callable[[Lease, OutboundMessage, Submission], None]
    if row.state is OutboundState.queued:
        work = _send
    elif row.gmail_message_id is None:
        work = _look
    else:
        work = read_back
    _asking_gmail(lease, row, work)


def _mailbox_rests(lease: Lease, row: OutboundMessage) -> bool:
    """Whether the mailbox is out of order, paused, or told to wait; the row then says so."""
    with transaction(lease.organization_id) as session:
        rest = resting(session, row.organization_id, row.mailbox_id)
        mailbox = session.get_one(Mailbox, (row.organization_id, row.mailbox_id))
    if rest is None:
        return False
    due_at = now() + _LOOK_AT_MAILBOX
    if rest is Rest.asked_to_wait and mailbox.not_before:
        # Kept: why Google asked to wait was recorded when it did.
        code = row.waiting_code or Failure.rate_limited.value
        outcomes.postpone(lease, row, due_at=mailbox.not_before, code=code, detail=row.waiting_detail)
        return True
    outcomes.postpone(lease, row, due_at=due_at, code=mailbox.error_code or rest.value, detail=mailbox.error_detail)
    return True


def _asking_gmail(
    lease: Lease, row: OutboundMessage, work: Callable[[Lease, OutboundMessage, Submission], None]
) -> None:
    """Do `work`; what Gmail says against it is recorded on the mailbox and on the reply."""
    organization_id, mailbox_id = row.organization_id, row.mailbox_id
    try:
        work(lease, row, Submission(MailboxAccess(organization_id, mailbox_id, Lane.live)))
        with transaction(organization_id) as session:
            record_success(session, organization_id, mailbox_id)
    except MustWait as wait:
        code = Waiting.quota.value if wait.why == "quota" else wait.why
        outcomes.postpone(lease, row, due_at=wait.until, code=code, detail=None)
    except GmailError as error:
        log.warning("gmail_failed", reply_id=str(row.id), code=error.failure.value, status=error.status)
        with transaction(organization_id) as session:
            error = record(session, organization_id, mailbox_id, error)
        due_at = now() + backoff(row.refusals)
        outcomes.postpone(lease, row, due_at=due_at, code=error.failure.value, detail=error.detail or None)
    except UndecryptableSecret as error:
        with transaction(organization_id) as session:
            record_refusal(
                session, organization_id, mailbox_id, MailboxStatus.error, error.code, error.detail, probe=False
            )
        outcomes.postpone(lease, row, due_at=now() + _LOOK_AT_MAILBOX, code=error.code, detail=error.detail)


def _send(lease: Lease, row: OutboundMessage, gmail: Submission) -> None:
    if row.may_have_left and _found(lease, row, gmail, thorough=True):
        return
    until, refused = _before_sending(row)
    if until is not None:
        outcomes.postpone(lease, row, due_at=until, code=Failure.sending_limit.value, detail=None)
        return
    if refused is not None:
        outcomes.mark_failed(lease, row, refused)
        return
    raw = prepared(lease, row)
    if len(raw) > LARGEST_MAIL:
        outcomes.mark_failed(lease, row, Failed.too_large)
        return
    history_id = gmail.profile().history_id
    thread_id = conversation_of(gmail, row, answered_rfc_id(row))
    # Before the last word: a wait for quota is no attempt, and nothing comes between that word and the first byte.
    gmail.reserve()
    outcomes.mark_sending(lease, row, history_id)
    try:
        submitted = gmail.submit(raw, thread_id, lease.holds)
    except OutcomeUnknown:
        outcomes.mark_unknown(lease, row, 0)
    except GmailError as error:
        _refused(lease, row, error, thread_id)
    except MustWait as wait:
        code = Waiting.quota.value if wait.why == "quota" else wait.why
        outcomes.take_refusal(lease, row, due_at=wait.until, code=code)
    else:
        outcomes.record_sent(row, submitted)
        row.gmail_message_id = submitted.gmail_message_id
        read_back(lease, row, gmail)


def _refused(lease: Lease, row: OutboundMessage, error: GmailError, thread_id: str | None) -> None:
    """Gmail said no, so the mail did not leave. Raises `error` when it is about the mailbox and not the mail."""
    of_thread = error.failure is Failure.not_found or "thread" in error.detail.lower()
    if thread_id is not None and of_thread and error.failure in (Failure.not_found, Failure.bad_request):
        # The thread is another mailbox's, or gone: the headers keep the conversation together.
        outcomes.take_refusal(lease, row, due_at=now(), code=None, without_thread=True)
        return
    if error.failure in (Failure.bad_request, Failure.not_found):
        code = Failed.too_large if error.status == 413 else Failed.refused
        outcomes.mark_failed(lease, row, code, error.detail or None)
        return
    due_at = error.not_before or now() + limit_wait(error.failure, row.refusals)
    if error.failure is Failure.sending_limit:
        with transaction(lease.organization_id) as session:
            send_nothing_until(session, row.organization_id, row.mailbox_id, due_at)
    outcomes.take_refusal(lease, row, due_at=due_at, code=error.failure.value, detail=error.detail or None)
    if error.failure not in SLOW_DOWN:
        raise error


def _look(lease: Lease, row: OutboundMessage, gmail: Submission) -> None:
    last = row.looks + 1 >= len(outcomes.LOOK_AFTER)
    if _found(lease, row, gmail, thorough=last):
        return
    if row.state is OutboundState.observed:
        _look_no_more(lease, row, last)
    elif not last:
        outcomes.mark_unknown(lease, row, row.looks + 1)
    elif row.attempts < outcomes.MOST_ATTEMPTS:
        outcomes.send_again(lease, row)
    else:
        outcomes.mark_failed(lease, row, Failed.never_accepted)


def _found(lease: Lease, row: OutboundMessage, gmail: Submission, *, thorough: bool) -> bool:
    """Whether Gmail has it; it is then recorded and read back."""
    found = find_sent(gmail, row, thorough=thorough)
    if found is None:
        return False
    outcomes.record_sent(row, found)
    row.gmail_message_id = found.gmail_message_id
    read_back(lease, row, gmail)
    return True


def _look_no_more(lease: Lease, row: OutboundMessage, last: bool) -> None:
    """The journal proves that it was delivered; where the sent copy went is of no great interest."""
    due_at = None if last else now() + timedelta(seconds=outcomes.LOOK_AFTER[row.looks])
    with transaction(lease.organization_id) as session:
        lease.write(session, looks=row.looks + 1, due_at=due_at)


def _before_sending(row: OutboundMessage) -> tuple[datetime | None, Failed | None]:
    """Until when Gmail's sending limit holds it up, and what forbids to send it at all."""
    with transaction(row.organization_id) as session:
        until = session.get_one(Mailbox, (row.organization_id, row.mailbox_id)).sends_not_before
        verified = session.scalar(
            select(SendIdentity.is_verified).where(
                SendIdentity.organization_id == row.organization_id, SendIdentity.id == row.send_identity_id
            )
        )
        if not may_author_send(session, row):
            return None, Failed.author
    if not verified:
        return None, Failed.identity_not_verified
    return (until, None) if until and until > now() else (None, None)
