"""/ops, for admins: every mail and what became of it, replay, dead letters, invariants, numbers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from app.core.http.page import Cursor, Limit, Page
from app.gmail.overview import list_mailboxes
from app.gmail.schemas import MailboxOut
from app.identity.access import AdminCaller, OrgSession
from app.messages.models import Disposition, OccurrenceState
from app.ops import collisions, dead_jobs, occurrences, overview, replaying
from app.ops.schemas import (
    CheckOut,
    Collision,
    CollisionsReplayed,
    DeadJob,
    OccurrenceOut,
    Overview,
    ReplayIn,
    ReplayOut,
    RequeuedJob,
    VerifyOut,
)
from app.ops.verify import verify

router = APIRouter(prefix="/ops", tags=["ops"])


@router.get("/occurrences")
def get_occurrences(
    caller: AdminCaller,
    session: OrgSession,
    state: Annotated[list[OccurrenceState] | None, Query()] = None,
    disposition: Annotated[list[Disposition] | None, Query()] = None,
    mailbox_id: Annotated[list[UUID] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OccurrenceOut]:
    """Every copy of every mail, also those without a ticket, the newest first."""
    return occurrences.list_occurrences(
        session,
        caller.organization_id,
        states=state or (),
        dispositions=disposition or (),
        mailbox_ids=mailbox_id or (),
        cursor=cursor,
        limit=limit,
    )


@router.post("/replay")
def post_replay(body: ReplayIn, caller: AdminCaller) -> ReplayOut:
    """Run the pipeline again from the stored raw mail; with `dry_run`, say what would change and change nothing."""
    return replaying.replay(caller.organization_id, body)


@router.get("/verify")
def get_verify(caller: AdminCaller) -> VerifyOut:
    """The invariants of the caller's organisation, with counts."""
    checks = [CheckOut.model_validate(check, from_attributes=True) for check in verify([caller.organization_id])]
    return VerifyOut(ok=all(check.ok for check in checks), checks=checks)


@router.get("/jobs/dlq")
def get_dead_jobs(caller: AdminCaller, session: OrgSession, limit: Limit = 50, cursor: Cursor = None) -> Page[DeadJob]:
    """Jobs that failed for good, the newest first."""
    return dead_jobs.list_dead_jobs(session, caller.organization_id, cursor=cursor, limit=limit)


@router.post("/jobs/{job_id}/replay")
def post_job_replay(job_id: Annotated[int, Path(ge=1)], caller: AdminCaller, session: OrgSession) -> RequeuedJob:
    """Queue a failed job again."""
    return dead_jobs.requeue(session, caller.organization_id, job_id)


@router.get("/mailboxes/sync")
def get_mailboxes_sync(caller: AdminCaller, session: OrgSession) -> Page[MailboxOut]:
    """Every mailbox with how far it is synced, all on one page."""
    return Page(items=list_mailboxes(session, caller.organization_id))


@router.get("/messages/collisions")
def get_collisions(
    caller: AdminCaller, session: OrgSession, limit: Limit = 50, cursor: Cursor = None
) -> Page[Collision]:
    """Different mails that carry the same Message-ID."""
    return collisions.list_collisions(session, caller.organization_id, cursor=cursor, limit=limit)


@router.post("/messages/collisions/backfill")
def post_collisions_backfill(caller: AdminCaller, session: OrgSession) -> CollisionsReplayed:
    """Decide again about every mail of a collision, from its stored raw bytes."""
    copies = collisions.colliding_copies(session, caller.organization_id)
    return replaying.replay_collisions(session, caller.organization_id, copies)


@router.get("/metrics/overview")
def get_overview(caller: AdminCaller, session: OrgSession) -> Overview:
    """The state of ingest and tickets at a glance."""
    return overview.read_overview(session, caller.organization_id)
