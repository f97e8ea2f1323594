"""Replay as operators ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid
from app.ingest.replay import Diff, Selection, count_selected, dry_run
from app.ingest.replay import replay as replay_copies
from app.ops.schemas import AlterationOut, ChangeOut, CollisionsReplayed, FromTo, ReplayIn, ReplayOut

#: A dry run answers within the request: so many mails are parsed in a few seconds.
DRY_RUN_LIMIT = 2000


class DryRunTooLarge(Invalid):
    """More copies than one request can compare."""

    code = "dry_run_too_large"


def replay(organization_id: UUID, wanted: ReplayIn) -> ReplayOut:
    """Compare (`dry_run`) or replay. Raises `DryRunTooLarge`."""
    selection = Selection(wanted.occurrence_ids, wanted.since, wanted.until)
    if wanted.dry_run:
        return _dry_run(organization_id, selection)
    with transaction(organization_id) as session:
        count = replay_copies(session, organization_id, selection)
        job_id = _waiting_job(session, organization_id) if count else None
    return ReplayOut(
        dry_run=False,
        examined=count,
        changed=count,
        counts={"replayed": count},
        examples=[],
        altered={},
        messages=[],
        tickets=[],
        routing=[],
        job_id=job_id,
    )


def _dry_run(organization_id: UUID, selection: Selection) -> ReplayOut:
    with transaction(organization_id) as session:
        count = count_selected(session, organization_id, selection)
    if count > DRY_RUN_LIMIT:
        raise DryRunTooLarge(
            f"{count} copies are selected, a dry run compares at most {DRY_RUN_LIMIT}. Narrow since and until, or run: "
            "oss-ticketing replay --dry-run"
        )
    diff = dry_run(organization_id, selection, rehearsing=True)
    return ReplayOut(
        dry_run=True,
        examined=diff.examined,
        changed=diff.changed,
        counts=dict(diff.counts),
        examples=[
            ChangeOut(occurrence_id=c.occurrence_id, message_id=c.message_id, changes=list(c.changes))
            for c in diff.examples
        ],
        altered=dict(diff.altered),
        messages=_altered(diff, "message"),
        tickets=_altered(diff, "ticket"),
        routing=_altered(diff, "routing"),
        job_id=None,
    )


def _altered(diff: Diff, what: str) -> list[AlterationOut]:
    return [
        AlterationOut(
            kind=one.kind,
            id=one.id,
            label=one.label,
            fields={name: FromTo(before=old, after=new) for name, (old, new) in one.fields.items()},
        )
        for one in diff.alterations
        if one.what == what
    ]


def replay_collisions(session: Session, organization_id: UUID, copies: Sequence[UUID]) -> CollisionsReplayed:
    """Process the copies of colliding mails again."""
    count = replay_copies(session, organization_id, Selection(copies)) if copies else 0
    return CollisionsReplayed(occurrences=count, job_id=_waiting_job(session, organization_id) if count else None)


def _waiting_job(session: Session, organization_id: UUID) -> int | None:
    job_id: int | None = session.execute(
        text(
            "SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'occurrence_process'"
            " AND args->>'organization_id' = :organization"
        ),
        {"organization": str(organization_id)},
    ).scalar_one()
    return job_id
