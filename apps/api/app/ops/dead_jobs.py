"""Dead letters: jobs that failed for good. A caller sees and replays only those whose arguments name their own
organisation, for the queue's tables know no tenants."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.http.page import Page
from app.core.paging import InvalidCursor, decode_cursor, encode_cursor
from app.ops.schemas import DeadJob, RequeuedJob

_SORT = "-job_id"
_MINE = "j.status = 'failed' AND j.args->>'organization_id' = :organization"


class JobUnknown(NotFound):
    """No such dead job in the caller's organisation."""

    code = "job_unknown"
    title = "There is no such failed job"


def list_dead_jobs(session: Session, organization_id: UUID, *, cursor: str | None, limit: int) -> Page[DeadJob]:
    """The newest first."""
    before = _job_id(cursor) if cursor else None
    rows = session.execute(
        text(
            f"SELECT j.id, j.task_name, j.args, j.attempts, (SELECT max(e.at) FROM procrastinate_events e"  # noqa: S608
            f" WHERE e.job_id = j.id AND e.type = 'failed') FROM procrastinate_jobs j WHERE {_MINE}"
            " AND (CAST(:before AS bigint) IS NULL OR j.id < :before) ORDER BY j.id DESC LIMIT :limit"
        ),
        {"organization": str(organization_id), "before": before, "limit": limit + 1},
    ).all()
    items = [
        DeadJob(id=row[0], job_type=row[1], arguments=row[2], attempts=row[3], failed_at=row[4]) for row in rows[:limit]
    ]
    return Page(items=items, next_cursor=encode_cursor(_SORT, (items[-1].id,)) if len(rows) > limit else None)


def _job_id(cursor: str) -> int:
    (value,) = decode_cursor(_SORT, cursor, 1)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise InvalidCursor()
    return value


def requeue(session: Session, organization_id: UUID, job_id: int) -> RequeuedJob:
    """Queue a dead job again. Raises `JobUnknown`."""
    if not 0 < job_id < 2**63:
        raise JobUnknown()
    task = session.execute(
        text(f"SELECT j.task_name FROM procrastinate_jobs j WHERE j.id = :id AND {_MINE} FOR UPDATE"),  # noqa: S608
        {"id": job_id, "organization": str(organization_id)},
    ).scalar_one_or_none()
    if task is None:
        raise JobUnknown()
    try:
        with session.begin_nested():
            # Tries begin anew: the reason of the failure is presumably mended.
            session.execute(text("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = :id"), {"id": job_id})
            session.execute(text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"), {"id": job_id})
    except IntegrityError:
        # Its queueing lock is taken: one of the same kind waits already.
        return RequeuedJob(job_type=task, job_id=None)
    return RequeuedJob(job_type=task, job_id=job_id)
