"""Until when an answer is due: derived from who waits since when (`app.tickets.activity`), from what people set on the
ticket, and from what the organisation promises, whenever one of these changes.

Who derives it holds a shared lock until the end of the transaction. So when new promises are applied to the tickets
that are there (`apply_promises`), nobody is left who would still write by the old ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core.bulk import update_rows
from app.core.db import transaction
from app.jobs.queue import BACKGROUND, enqueue
from app.realtime.notify import announce
from app.tickets.business_hours import BusinessHours
from app.tickets.models import Priority, ResponseDue, TicketStatus
from app.tickets.response_targets import OURS_TO_ANSWER, Minutes, Promises, Waiting

_LOCK = 7_412
_AT_ONCE = 500
_RETRY_SECONDS = 5
_PROMISES = text(
    """
SELECT c.time_zone, c.weekly, c.holidays, (
    SELECT jsonb_agg(jsonb_build_array(p.queue_id, t.priority, t.first_response_minutes, t.next_response_minutes))
    FROM response_policies p
    LEFT JOIN response_targets t ON t.organization_id = p.organization_id AND t.policy_id = p.id
    WHERE p.organization_id = :o)
FROM business_calendars c WHERE c.organization_id = :o
"""
)
#: The version of promises that are still to be applied.
_NEW_VERSION = text(
    "SELECT updated_at FROM business_calendars WHERE organization_id = :o AND applied_at IS DISTINCT FROM updated_at"
)
#: Those that wait or have a due time.
_COLUMNS = """
SELECT t.id, t.status, t.priority, t.assignee_queue_id, t.merged_into IS NOT NULL AS is_merged, t.is_answered,
       t.awaiting_reply_since, t.response_due_at, t.response_due
FROM tickets t WHERE t.organization_id = :o"""
_TICKETS = f"""{_COLUMNS} AND t.id = ANY(:ids)
  AND (t.awaiting_reply_since IS NOT NULL OR t.response_due_at IS NOT NULL) ORDER BY t.id"""
#: All that could have a due time, and all that have one.
_PROMISED = f"""{_COLUMNS} AND t.awaiting_reply_since IS NOT NULL AND t.status = ANY(:ours)
UNION {_COLUMNS} AND t.response_due_at IS NOT NULL"""
# `updated_at` stays: nobody has changed the ticket, and a person who is changing it is not to be refused for this.
_SET = text(
    """
UPDATE tickets t SET response_due_at = row.at, response_due = row.due
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, at timestamptz, due varchar)
WHERE t.organization_id = :o AND t.id = row.id
"""
)


def load_promises(session: Session, organization_id: UUID) -> Promises | None:
    """What the organisation promises; None when that is nothing. One look by a primary key."""
    row = session.execute(_PROMISES, {"o": organization_id}).one_or_none()
    if row is None or row[3] is None:
        return None
    zone, weekly, holidays, targets = row
    by_queue: dict[UUID | None, dict[Priority, Minutes]] = {}
    for queue, priority, first, following in targets:
        mine = by_queue.setdefault(None if queue is None else UUID(queue), {})
        if priority is not None:
            mine[Priority(priority)] = Minutes(first, following)
    hours: Sequence[tuple[int, int, int]] = [(day, start, end) for day, start, end in weekly]
    off: Sequence[date] = holidays
    return Promises(BusinessHours(zone, hours, off), by_queue)


def set_response_due(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> None:
    """Derive anew when an answer is due in these tickets, which the caller has locked, and announces."""
    if not ticket_ids:
        return
    session.flush()
    session.execute(
        text("SELECT pg_advisory_xact_lock_shared(:lock, hashtext(:o))"), {"lock": _LOCK, "o": str(organization_id)}
    )
    promises = load_promises(session, organization_id)
    if promises is not None:
        rows = session.execute(text(_TICKETS), {"o": organization_id, "ids": sorted(ticket_ids)}).all()
        _write(session, organization_id, rows, promises)


def _expected(row: Any, promises: Promises | None) -> tuple[datetime, ResponseDue] | None:
    """What a row of these should say."""
    if promises is None:
        return None
    return promises.due(
        Waiting(
            status=TicketStatus(row.status),
            priority=Priority(row.priority),
            queue_id=row.assignee_queue_id,
            is_merged=row.is_merged,
            is_answered=row.is_answered,
            since=row.awaiting_reply_since,
        )
    )


def _present(row: Any) -> tuple[datetime, ResponseDue] | None:
    """What it says."""
    return None if row.response_due_at is None else (row.response_due_at, ResponseDue(row.response_due))


def _write(session: Session, organization_id: UUID, rows: Sequence[Any], promises: Promises | None) -> list[UUID]:
    """Write what differs; of which tickets."""
    wanted = {row.id: _expected(row, promises) for row in rows}
    changed = [row.id for row in rows if wanted[row.id] != _present(row)]
    values = [(ticket_id, wanted[ticket_id] or (None, None)) for ticket_id in changed]
    update_rows(
        session, _SET, [{"id": ticket_id, "at": at, "due": due} for ticket_id, (at, due) in values], o=organization_id
    )
    return changed


def wrongly_due(session: Session, organization_id: UUID) -> tuple[int, list[UUID]]:
    """How many tickets were looked at, and in which of them something else is due than what is promised. None are
    looked at while new promises are still being applied."""
    if session.execute(_NEW_VERSION, {"o": organization_id}).first() is not None:
        return 0, []
    promises = load_promises(session, organization_id)
    rows = session.execute(text(_PROMISED), {"o": organization_id, "ours": [status.value for status in OURS_TO_ANSWER]})
    examined, wrong = 0, []
    for row in rows.yield_per(_AT_ONCE):
        examined += 1
        if _expected(row, promises) != _present(row):
            wrong.append(row.id)
    return examined, wrong


def request_promises(session: Session, organization_id: UUID, in_seconds: float | None = None) -> None:
    """Have new promises applied to the tickets that wait already."""
    key = f"response_due:{organization_id}"
    enqueue(
        session,
        "tickets_response_due",
        lock=key,
        queueing_lock=key,
        priority=BACKGROUND,
        in_seconds=in_seconds,
        organization_id=str(organization_id),
    )


def request_what_is_not_applied(session: Session, organization_id: UUID) -> None:
    """Ask again where the job came to no end: the database may have been away."""
    if session.execute(_NEW_VERSION, {"o": organization_id}).first() is not None:
        request_promises(session, organization_id)


def apply_promises(organization_id: UUID) -> int:
    """Derive all tickets that could have a due time, or have one, anew, in batches, once nobody goes by the old
    promises any more; how many changed. Nothing when the present ones are applied already."""
    if not _old_ones_have_ended(organization_id):
        _request_later(organization_id)
        return 0
    with transaction(organization_id) as session:
        version = session.execute(_NEW_VERSION, {"o": organization_id}).scalar_one_or_none()
    if version is None:
        return 0
    count, after = 0, UUID(int=0)
    while True:
        try:
            with transaction(organization_id) as session:
                # Shorter than it takes to find a deadlock: who merges these tickets in another order goes first.
                session.execute(text("SET LOCAL lock_timeout = '500ms'"))
                ids = _page(session, organization_id, after)
                count += _derive(session, organization_id, ids)
        except OperationalError as error:
            if not _waited_too_long(error):
                raise
            _request_later(organization_id)
            return count
        if len(ids) < _AT_ONCE:
            break
        after = ids[-1]
    with transaction(organization_id) as session:
        session.execute(
            text("UPDATE business_calendars SET applied_at = :v WHERE organization_id = :o"),
            {"v": version, "o": organization_id},
        )
    return count


def _old_ones_have_ended(organization_id: UUID) -> bool:
    """Wait for who might have read the promises before. Not for long: others queue up behind, and a deadlock through
    this lock would be found only after a second."""
    try:
        with transaction(organization_id) as session:
            session.execute(text("SET LOCAL lock_timeout = '500ms'"))
            session.execute(
                text("SELECT pg_advisory_xact_lock(:lock, hashtext(:o))"), {"lock": _LOCK, "o": str(organization_id)}
            )
    except OperationalError as error:
        if not _waited_too_long(error):
            raise
        return False
    return True


def _waited_too_long(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "55P03"


def _request_later(organization_id: UUID) -> None:
    with transaction(organization_id) as session:
        request_promises(session, organization_id, in_seconds=_RETRY_SECONDS)


def _page(session: Session, organization_id: UUID, after: UUID) -> list[UUID]:
    rows = session.execute(
        text(
            "SELECT id FROM tickets WHERE organization_id = :o AND id > :after"
            " AND (status = ANY(:ours) OR response_due_at IS NOT NULL) ORDER BY id LIMIT :n"
        ),
        {"o": organization_id, "ours": [status.value for status in OURS_TO_ANSWER], "after": after, "n": _AT_ONCE},
    )
    return list(rows.scalars())


def _derive(session: Session, organization_id: UUID, ids: Sequence[UUID]) -> int:
    rows = session.execute(text(f"{_TICKETS} FOR UPDATE"), {"o": organization_id, "ids": ids}).all()
    changed = _write(session, organization_id, rows, load_promises(session, organization_id))
    announce(session, organization_id, "ticket", changed)
    return len(changed)
