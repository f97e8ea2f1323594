"""Read and write what an organisation promises (`app.tickets.sla_models`)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Insert, Update, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import table_of
from app.core.errors import Conflict, Invalid
from app.core.ids import new_id
from app.tickets.models import Queue
from app.tickets.response_due import request_promises
from app.tickets.sla_models import BusinessCalendar, ResponsePolicy, ResponseTarget
from app.tickets.sla_schemas import BusinessHours, Hours, Policy, Sla, SlaIn, SlaOut, Target, clock_of, minutes_of


class UnknownQueue(Invalid):
    """A policy names a queue that is none of the organisation's."""

    code = "unknown_queue"
    title = "A policy is for a queue that does not exist"


class SlaChanged(Conflict):
    """Somebody else has written what is promised since the caller read it."""

    code = "sla_changed"
    title = "The response times were changed by somebody else; read them again"


def read_sla(session: Session, organization_id: UUID) -> SlaOut:
    """What is promised; around the clock in UTC and nothing at all where nobody has written anything."""
    calendar = session.get(BusinessCalendar, organization_id)
    return SlaOut(
        updated_at=None if calendar is None else calendar.updated_at,
        business_hours=BusinessHours() if calendar is None else _shown(calendar),
        policies=_policies(session, organization_id),
    )


def _shown(calendar: BusinessCalendar) -> BusinessHours:
    return BusinessHours.model_construct(
        time_zone=calendar.time_zone,
        weekly=[
            Hours(weekday=weekday, start=clock_of(start), end=clock_of(end)) for weekday, start, end in calendar.weekly
        ],
        holidays=calendar.holidays,
    )


def _policies(session: Session, organization_id: UUID) -> list[Policy]:
    rows = session.execute(
        select(ResponsePolicy.id, ResponsePolicy.queue_id, ResponseTarget)
        .outerjoin(Queue, (Queue.organization_id == organization_id) & (Queue.id == ResponsePolicy.queue_id))
        .outerjoin(
            ResponseTarget,
            (ResponseTarget.organization_id == organization_id) & (ResponseTarget.policy_id == ResponsePolicy.id),
        )
        .where(ResponsePolicy.organization_id == organization_id)
        .order_by(func.lower(Queue.name).nulls_first(), ResponsePolicy.id)
    )
    policies: dict[UUID, tuple[UUID | None, list[Target]]] = {}
    for policy_id, queue_id, target in rows:
        _, targets = policies.setdefault(policy_id, (queue_id, []))
        if target is not None:
            targets.append(
                Target(
                    priority=target.priority,
                    first_response_minutes=target.first_response_minutes,
                    next_response_minutes=target.next_response_minutes,
                )
            )
    return [Policy(queue_id=queue_id, targets=targets) for queue_id, targets in policies.values()]


def write_sla(session: Session, organization_id: UUID, sla: SlaIn) -> SlaOut:
    """Promise this, and nothing else any more. Raises `UnknownQueue`, `SlaChanged`."""
    _require_queues(session, organization_id, sla)
    if not _write_hours(session, organization_id, sla):
        session.expire_all()
        kept = read_sla(session, organization_id)
        if not _same(kept, sla):
            raise SlaChanged()
        # The same was written already: by one whose answer got lost, perhaps.
        return kept
    session.execute(delete(ResponsePolicy).where(table_of(ResponsePolicy).c.organization_id == organization_id))
    rows = [(new_id(), policy) for policy in sla.policies]
    session.add_all(
        ResponsePolicy(organization_id=organization_id, id=policy_id, queue_id=policy.queue_id)
        for policy_id, policy in rows
    )
    session.flush()
    session.add_all(
        ResponseTarget(organization_id=organization_id, policy_id=policy_id, **target.model_dump())
        for policy_id, policy in rows
        for target in policy.targets
    )
    session.flush()
    session.expire_all()
    request_promises(session, organization_id)
    return read_sla(session, organization_id)


def _same(one: Sla, other: Sla) -> bool:
    """Whether both promise the same; the order of policies is no part of it."""
    by_queue = [{policy.queue_id: policy for policy in sla.policies} for sla in (one, other)]
    return one.business_hours == other.business_hours and by_queue[0] == by_queue[1]


def _write_hours(session: Session, organization_id: UUID, sla: SlaIn) -> bool:
    """False, and nothing is written, where the caller has not seen what was written last."""
    hours = sla.business_hours
    values = {
        "time_zone": hours.time_zone,
        "weekly": [[one.weekday, minutes_of(one.start), minutes_of(one.end)] for one in hours.weekly],
        "holidays": hours.holidays,
        "updated_at": now(),
    }
    # This row is everybody's who writes: of two at the same time one waits here for the other, and sees what it wrote.
    first = insert(BusinessCalendar).values(organization_id=organization_id, **values)
    key = ["organization_id"]
    write: Insert | Update
    if "updated_at" not in sla.model_fields_set:
        write = first.on_conflict_do_update(index_elements=key, set_=values)
    elif sla.updated_at is None:
        write = first.on_conflict_do_nothing(index_elements=key)
    else:
        known = (BusinessCalendar.organization_id == organization_id, BusinessCalendar.updated_at == sla.updated_at)
        write = update(BusinessCalendar).where(*known).values(**values)
    return session.execute(write.returning(BusinessCalendar.organization_id)).scalar_one_or_none() is not None


def _require_queues(session: Session, organization_id: UUID, sla: Sla) -> None:
    wanted = {policy.queue_id for policy in sla.policies} - {None}
    if not wanted:
        return
    mine = set(
        session.scalars(select(Queue.id).where(Queue.organization_id == organization_id, Queue.id.in_(list(wanted))))
    )
    errors = [
        {"loc": ["body", "policies", number, "queue_id"], "msg": "is not a queue of this organisation"}
        for number, policy in enumerate(sla.policies)
        if policy.queue_id is not None and policy.queue_id not in mine
    ]
    if errors:
        raise UnknownQueue(f"policies.{errors[0]['loc'][2]}.queue_id {errors[0]['msg']}", errors=errors)
