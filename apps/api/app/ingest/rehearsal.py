"""What a replay would make of messages, tickets and routing: the real pipeline, in a transaction that is rolled back.

One mechanism decides, so a rehearsal says what the replay then does. While it runs it holds the lock under which
threads are written, as any batch does; so it is given a few hundred copies at a time and never waits for the network.
A second connection meanwhile sees the store as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.ingest.claim import BATCH
from app.ingest.reading import Surroundings
from app.ingest.recording import record
from app.ingest.rehearsal_diff import Alteration, Snapshot, alterations
from app.messages.canonical import Copy
from app.stitching.threads import one_at_a_time

#: Copies in one transaction: some seconds at most.
REHEARSED = 500

_MESSAGES_OF_COPIES = """
SELECT message_id FROM message_occurrences
WHERE organization_id = :o AND id = ANY(:ids) AND message_id IS NOT NULL
"""
_TICKETS_OF_MESSAGES = "SELECT ticket_id FROM ticket_messages WHERE organization_id = :o AND message_id = ANY(:ids)"
_MESSAGES_OF_TICKETS = "SELECT message_id FROM ticket_messages WHERE organization_id = :o AND ticket_id = ANY(:ids)"

_MESSAGES = """
SELECT m.id, encode(m.identity_key, 'hex') AS identity, m.classification, m.direction, m.author->>'email' AS author,
       m.subject, tm.ticket_id AS ticket, coalesce(tm.ticket_id::text, h.disposition) AS outcome,
       (SELECT count(*) FROM message_occurrences c WHERE c.organization_id = :o AND c.message_id = m.id
          AND c.state = 'processed') AS copies
FROM messages m
JOIN threads h ON h.organization_id = m.organization_id AND h.id = m.thread_id
LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
WHERE m.organization_id = :o AND m.id = ANY(:ids)
"""
_TICKETS = """
SELECT t.id, t.ticket_code AS code, t.subject, t.status, t.requester_email AS requester,
       t.message_count AS messages, q.name AS queue, t.assignee_user_id::text AS assignee,
       (SELECT e.data->>'explanation' FROM ticket_events e WHERE e.organization_id = :o AND e.ticket_id = t.id
          AND e.kind = 'routed' ORDER BY e.created_at DESC, e.id DESC LIMIT 1) AS routing
FROM tickets t
LEFT JOIN queues q ON q.organization_id = t.organization_id AND q.id = t.assignee_queue_id
WHERE t.organization_id = :o AND t.id = ANY(:ids)
"""


class _Rollback(Exception):
    """Leaves the transaction without a trace."""


def rehearse(
    organization_id: UUID,
    copies: Sequence[Copy],
    around: Surroundings,
    begin: Callable[[Session, Sequence[UUID]], object],
) -> list[Alteration]:
    """What recording `copies` again would alter. `begin` is what a replay does first with their ids. A copy that the
    database refuses is told of by itself."""
    try:
        return _rehearsed(organization_id, copies, around, begin)
    except (DataError, IntegrityError) as error:
        if len(copies) == 1:
            return [Alteration("message", "fails", None, None, {"error": (None, type(error).__name__)})]
        middle = len(copies) // 2
        return rehearse(organization_id, copies[:middle], around, begin) + rehearse(
            organization_id, copies[middle:], around, begin
        )


def _rehearsed(
    organization_id: UUID,
    copies: Sequence[Copy],
    around: Surroundings,
    begin: Callable[[Session, Sequence[UUID]], object],
) -> list[Alteration]:
    ids = [copy.occurrence_id for copy in copies]
    found: list[Alteration] = []
    with suppress(_Rollback), transaction(organization_id) as session:
        one_at_a_time(session, organization_id)
        begin(session, ids)
        for start in range(0, len(copies), BATCH):
            record(session, organization_id, copies[start : start + BATCH], around)
        with transaction(organization_id) as stored:
            before, after = _both(stored, session, organization_id, ids)
        found = alterations(before, after)
        raise _Rollback()
    return found


def _both(stored: Session, session: Session, organization_id: UUID, ids: Collection[UUID]) -> tuple[Snapshot, Snapshot]:
    """The store before and after, around the copies: their messages, the tickets of these, all mail in those."""

    def seen(sql: str, wanted: Collection[UUID]) -> set[UUID]:
        values = {"o": organization_id, "ids": sorted(wanted)}
        return {i for where in (stored, session) for i in where.execute(text(sql), values).scalars()}

    messages = seen(_MESSAGES_OF_COPIES, ids)
    tickets = seen(_TICKETS_OF_MESSAGES, messages)
    messages |= seen(_MESSAGES_OF_TICKETS, tickets)
    tickets |= seen(_TICKETS_OF_MESSAGES, messages)
    return snapshot(stored, organization_id, messages, tickets), snapshot(session, organization_id, messages, tickets)


def snapshot(
    session: Session, organization_id: UUID, messages: Collection[UUID], tickets: Collection[UUID]
) -> Snapshot:
    """These messages and tickets as `session` sees them."""

    def rows(sql: str, wanted: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
        found = session.execute(text(sql), {"o": organization_id, "ids": sorted(wanted)})
        return {row["id"]: {k: v for k, v in row.items() if k != "id"} for row in found.mappings()}

    return Snapshot(rows(_MESSAGES, messages), rows(_TICKETS, tickets))
