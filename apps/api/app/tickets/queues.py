"""Teams' queues."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.ids import new_id
from app.tickets.inbox import COUNT_LIMIT
from app.tickets.models import ACTIVE, Queue, Ticket
from app.tickets.schemas import QueueOut


class QueueNameTaken(Conflict):
    """There is a queue of this name."""

    code = "queue_name_taken"
    title = "There is a queue of this name already"


def list_queues(session: Session, organization_id: UUID) -> list[QueueOut]:
    """The queues by name, each with how many tickets wait in it."""
    waiting = (
        select(literal(1))
        .where(
            Ticket.organization_id == organization_id,
            Ticket.assignee_queue_id == Queue.id,
            Ticket.status.in_(ACTIVE),
            Ticket.merged_into.is_(None),
            Ticket.snoozed_until.is_(None),
        )
        .limit(COUNT_LIMIT)
        .correlate(Queue)
        .subquery()
        .lateral()
    )
    count = select(func.count()).select_from(waiting).correlate(Queue).scalar_subquery()
    rows = session.execute(
        select(Queue.id, Queue.name, count.label("open_count"))
        .where(Queue.organization_id == organization_id)
        .order_by(func.lower(Queue.name))
    )
    return [QueueOut(id=row.id, name=row.name, open_count=row.open_count) for row in rows]


def create_queue(session: Session, organization_id: UUID, name: str) -> QueueOut:
    """A new queue. Raises `QueueNameTaken`."""
    made = session.scalar(
        insert(Queue)
        .values(organization_id=organization_id, id=new_id(), name=name)
        .on_conflict_do_nothing()
        .returning(Queue.id)
    )
    if made is None:
        raise QueueNameTaken()
    return QueueOut(id=made, name=name, open_count=0)
