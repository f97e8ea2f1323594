"""What a reply's row says after each step. Each outcome is one statement that holds only while the sender may write;
only "Gmail has it" is true whoever says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, select, text, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import rows_changed, transaction
from app.core.logs import get_logger
from app.gmail.submission import Submitted
from app.outbound.lease import Lease, state_of
from app.outbound.models import OutboundKind, OutboundMessage, OutboundState
from app.outbound.reasons import Failed, Waiting
from app.outbound.waits import LONGEST_BACKOFF, backoff
from app.realtime.notify import announce
from app.stitching.threads import one_at_a_time
from app.tickets.activity import SPEAKS
from app.tickets.changes import set_status
from app.tickets.lookup import find_ticket, live_ticket, lock_tickets
from app.tickets.models import EventKind, Ticket, TicketEvent
from app.tickets.response_due import set_response_due

log = get_logger(__name__)

#: Seconds between looks into the Sent folder after an unknown outcome; only after the last one is the mail sent again.
LOOK_AFTER: tuple[float, ...] = (1.0, 4.0, 10.0, 20.0, 40.0)
#: How often a mail is sent anew after nothing of it was found, before a person is asked.
MOST_ATTEMPTS = 4


def mark_sending(lease: Lease, row: OutboundMessage, history_id: int) -> None:
    """The last word before the mail goes out: from here on only the Sent folder tells whether it did. Raises
    `LeaseLost`, also when it was taken back meanwhile."""
    with transaction(lease.organization_id) as session:
        lease.write(
            session,
            OutboundMessage.state == OutboundState.queued,
            state=OutboundState.sending,
            attempts=OutboundMessage.attempts + 1,
            attempted_at=func.clock_timestamp(),
            may_have_left=True,
            looks=0,
            # That of the first attempt: what was sent since then stands after it.
            history_id=func.coalesce(OutboundMessage.history_id, history_id),
            waiting_code=None,
            waiting_detail=None,
            due_at=func.clock_timestamp(),
        )
        announce(session, lease.organization_id, "ticket", [row.ticket_id])


def mark_unknown(lease: Lease, row: OutboundMessage, looks: int) -> None:
    """Nobody knows whether it left: look again, later each time."""
    with transaction(lease.organization_id) as session:
        lease.write(
            session,
            OutboundMessage.state == OutboundState.sending,
            looks=looks,
            # By the clock that says when it is due: one that is behind would make the looks one moment.
            due_at=func.clock_timestamp() + timedelta(seconds=LOOK_AFTER[min(looks, len(LOOK_AFTER) - 1)]),
            waiting_code=Waiting.outcome_unknown,
            waiting_detail=None,
        )
        announce(session, lease.organization_id, "ticket", [row.ticket_id])


def take_refusal(
    lease: Lease,
    row: OutboundMessage,
    *,
    due_at: datetime,
    code: str | None,
    detail: str | None = None,
    without_thread: bool = False,
) -> None:
    """Gmail answered that it did not take the mail: this attempt is as if it had not been made, and is made again at
    `due_at`. `row` is as it was before it: what an earlier attempt left open stays open."""
    values = {"attempts": row.attempts, "may_have_left": row.may_have_left}
    values |= {"without_thread": True} if without_thread else {"refusals": row.refusals + 1}
    _back_to_queue(lease, row, due_at, code, detail, **values)


def send_again(lease: Lease, row: OutboundMessage) -> None:
    """Nobody knows whether it left, and the Sent folder did not show it."""
    _back_to_queue(lease, row, now() + backoff(row.attempts), Waiting.sent_again, None)


def _back_to_queue(
    lease: Lease, row: OutboundMessage, due_at: datetime, code: str | None, detail: str | None, **values: object
) -> None:
    with transaction(lease.organization_id) as session:
        lease.write(
            session,
            OutboundMessage.state.in_([OutboundState.queued, OutboundState.sending]),
            state=OutboundState.queued,
            due_at=due_at,
            waiting_code=code,
            waiting_detail=detail,
            **values,
        )
        announce(session, lease.organization_id, "ticket", [row.ticket_id])


def postpone(lease: Lease, row: OutboundMessage, *, due_at: datetime, code: str | None, detail: str | None) -> None:
    """Whatever is to be done is done later, and the row says why; its state stays."""
    with transaction(lease.organization_id) as session:
        lease.write(session, due_at=due_at, waiting_code=code, waiting_detail=detail)
        announce(session, lease.organization_id, "ticket", [row.ticket_id])


def mark_failed(lease: Lease, row: OutboundMessage, code: Failed, detail: str | None = None) -> None:
    """It will not be sent unless a person does something. `row` is as it was before an attempt that Gmail refused."""
    with transaction(lease.organization_id) as session:
        lease.write(
            session,
            OutboundMessage.state.in_([OutboundState.queued, OutboundState.sending]),
            state=OutboundState.failed,
            failure_code=code,
            failure_detail=detail,
            may_have_left=row.may_have_left,
            due_at=None,
            waiting_code=None,
            waiting_detail=None,
        )
        announce(session, lease.organization_id, "ticket", [row.ticket_id])
    log.warning("reply failed", reply_id=str(row.id), code=code.value)


def stumbled(lease: Lease, row: OutboundMessage) -> None:
    """A step failed that cannot fail. What was not handed to Gmail did not leave; the rest is looked at again in a
    while."""
    with transaction(lease.organization_id) as session:
        state = state_of(session, lease)
    if state is OutboundState.queued:
        mark_failed(lease, row, Failed.internal)
        return
    code = Waiting.outcome_unknown if state is OutboundState.sending else None
    postpone(lease, row, due_at=now() + LONGEST_BACKOFF, code=code, detail=None)


def record_sent(row: OutboundMessage, submitted: Submitted) -> None:
    """Gmail has the mail: true also for a sender who has lost the lease meanwhile."""
    with transaction(row.organization_id) as session:
        # Its own ticket and the one that shows it: several, and by the ids of now.
        one_at_a_time(session, row.organization_id)
        home = find_ticket(session, row.organization_id, row.ticket_id)
        shown = live_ticket(session, row.organization_id, home.id)
        lock_tickets(session, row.organization_id, {home.id, shown.id})
        changed = rows_changed(
            session,
            update(OutboundMessage)
            .where(
                OutboundMessage.organization_id == row.organization_id,
                OutboundMessage.id == row.id,
                OutboundMessage.gmail_message_id.is_(None),
            )
            .values(
                may_have_left=False,
                state=case(
                    (OutboundMessage.observed_at.is_not(None), OutboundState.observed.value),
                    else_=OutboundState.sent.value,
                ),
                gmail_message_id=submitted.gmail_message_id,
                gmail_thread_id=submitted.gmail_thread_id,
                sent_at=func.coalesce(OutboundMessage.attempted_at, func.now()),
                failure_code=None,
                failure_detail=None,
                waiting_code=None,
                waiting_detail=None,
                # To be read back: what Message-ID did Gmail give it?
                due_at=func.clock_timestamp(),
                looks=0,
                updated_at=func.now(),
            ),
        )
        if not changed:
            log.error("reply sent by two workers", reply_id=str(row.id))
            return
        _tell_ticket(session, row, home.id)


def _tell_ticket(session: Session, row: OutboundMessage, home: UUID) -> None:
    """The event, and the status that was chosen with the reply, unless somebody wrote meanwhile."""
    session.add(
        TicketEvent(
            organization_id=row.organization_id,
            ticket_id=home,
            kind=EventKind.message_sent,
            actor_user_id=row.author_user_id,
            data={"reply_id": str(row.id), "kind": row.kind.value},
        )
    )
    if row.kind is not OutboundKind.acknowledgement:
        apply_status(session, row)
    announce(session, row.organization_id, "ticket", [home])


def apply_status(session: Session, row: OutboundMessage) -> None:
    """Set the ticket's status that was chosen with the reply, and write the event when it changes. Mail from outside
    that came after the reply was written wins: what the writer knew is not true any more. Of a ticket that was merged
    meanwhile the other one is meant, in which the reply is shown."""
    if row.set_status is None:
        return
    ticket_id = live_ticket(session, row.organization_id, row.ticket_id).id
    if _written_since(session, row, ticket_id):
        return
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.organization_id == row.organization_id, Ticket.id == ticket_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if ticket.status is not row.set_status:
        session.add(
            TicketEvent(
                organization_id=row.organization_id,
                ticket_id=ticket.id,
                kind=EventKind.status_changed,
                actor_user_id=row.author_user_id,
                data={"from": ticket.status.value, "to": row.set_status.value, "reply_id": str(row.id)},
            )
        )
    set_status(ticket, row.set_status)
    ticket.updated_at = now()
    set_response_due(session, row.organization_id, [ticket.id])


_WRITTEN_SINCE = text(
    f"""
SELECT EXISTS (SELECT FROM ticket_messages tm
    JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
    WHERE tm.organization_id = :o AND tm.ticket_id = :ticket AND m.created_at > :since
      AND m.direction = 'inbound' AND {SPEAKS})
"""  # noqa: S608 - a constant
)


def _written_since(session: Session, row: OutboundMessage, ticket_id: UUID) -> bool:
    values = {"o": row.organization_id, "ticket": ticket_id, "since": row.created_at}
    return bool(session.scalar(_WRITTEN_SINCE, values))
