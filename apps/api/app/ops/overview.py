"""Numbers for the operations page."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.messages.models import Disposition, OccurrenceState
from app.ops.schemas import JobCounts, Overview
from app.ops.workers import workers
from app.tickets.models import TicketStatus

_STATES = "SELECT state, count(*) FROM message_occurrences WHERE organization_id = :o GROUP BY state"
_DISPOSITIONS = """
SELECT CASE WHEN tm.ticket_id IS NOT NULL THEN 'ticketed' ELSE t.disposition END, count(*)
FROM messages m JOIN threads t ON t.organization_id = m.organization_id AND t.id = m.thread_id
LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
WHERE m.organization_id = :o GROUP BY 1
"""
_COLLISIONS = """
SELECT count(*) FROM (SELECT FROM messages WHERE organization_id = :o AND rfc_message_id IS NOT NULL
                      GROUP BY rfc_message_id HAVING count(*) > 1) groups
"""
_TICKETS = "SELECT status, count(*) FROM tickets WHERE organization_id = :o AND merged_into IS NULL GROUP BY status"
_RECENT = """
SELECT count(*) FILTER (WHERE processed_at > now() - interval '1 minute'),
       count(*) FILTER (WHERE processed_at > now() - interval '1 hour'), count(*)
FROM message_occurrences WHERE organization_id = :o AND processed_at > now() - interval '1 day'
"""
_OLDEST = """
SELECT CAST(extract(epoch FROM now() - min(created_at)) AS bigint) FROM message_occurrences
WHERE organization_id = :o AND state IN ('discovered', 'fetched')
"""
_JOBS = """
SELECT task_name, count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') AND args->>'organization_id' = :organization
GROUP BY task_name ORDER BY task_name
"""


def read_overview(session: Session, organization_id: UUID) -> Overview:
    """The numbers of one organisation, now."""
    own = {"o": organization_id}

    def counts(statement: str) -> dict[str, int]:
        return {row[0]: row[1] for row in session.execute(text(statement), own)}

    states, dispositions, tickets = counts(_STATES), counts(_DISPOSITIONS), counts(_TICKETS)
    minute, hour, day = session.execute(text(_RECENT), own).one()
    jobs = session.execute(text(_JOBS), {"organization": str(organization_id)})
    return Overview(
        occurrences={state: states.get(state.value, 0) for state in OccurrenceState},
        dispositions={one: dispositions.get(one.value, 0) for one in Disposition},
        messages=sum(dispositions.values()),
        collisions=session.execute(text(_COLLISIONS), own).scalar_one(),
        tickets={status.value: tickets.get(status.value, 0) for status in TicketStatus},
        processed_last_minute=minute,
        processed_last_hour=hour,
        processed_last_day=day,
        oldest_waiting_seconds=session.execute(text(_OLDEST), own).scalar_one(),
        jobs=[JobCounts(job_type=r[0], waiting=r[1], running=r[2], failed=r[3]) for r in jobs],
        workers_alive=workers(session).alive,
    )
