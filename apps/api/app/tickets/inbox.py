"""The ticket list: filters, orders, pages and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import Select

from app.core.paging import InvalidCursor, cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.tickets.models import ACTIVE, Priority, Ticket, TicketStatus
from app.tickets.schemas import TagOut, TicketCounts, TicketSort

#: Counting further than this costs more than it tells.
COUNT_LIMIT = 1000

Nobody = Literal["none"]


@dataclass(frozen=True, slots=True)
class TicketFilters:
    """What the list shows: any of the values inside one field, and all of the fields. Empty means everything."""

    status: Sequence[TicketStatus] = ()
    priority: Sequence[Priority] = ()
    assignee_user_id: Sequence[UUID | Nobody] = ()
    assignee_queue_id: Sequence[UUID | Nobody] = ()
    requester_email: Sequence[str] = ()
    tag: Sequence[str] = ()
    snoozed: bool | None = None
    """Only those that are snoozed, or only those that are not."""
    ticket_id: Sequence[UUID] = ()


def filter_conditions(filters: TicketFilters) -> list[ColumnElement[bool]]:
    """`filters` as conditions on tickets."""
    conditions: list[ColumnElement[bool]] = []
    if filters.status:
        conditions.append(Ticket.status.in_(filters.status))
    if filters.priority:
        conditions.append(Ticket.priority.in_(filters.priority))
    if filters.assignee_user_id:
        conditions.append(_assigned(Ticket.assignee_user_id, filters.assignee_user_id))
    if filters.assignee_queue_id:
        conditions.append(_assigned(Ticket.assignee_queue_id, filters.assignee_queue_id))
    if filters.requester_email:
        conditions.append(Ticket.requester_email.in_([address.strip().lower() for address in filters.requester_email]))
    if filters.tag:
        conditions.append(tagged([tag.strip().lower() for tag in filters.tag]))
    if filters.snoozed is not None:
        snoozed = Ticket.snoozed_until
        conditions.append(snoozed.is_not(None) if filters.snoozed else snoozed.is_(None))
    if filters.ticket_id:
        conditions.append(Ticket.id.in_(filters.ticket_id))
    return conditions


def tagged(tags: Sequence[str]) -> ColumnElement[bool]:
    """Tickets with one of `tags`. A function of the database finds them, for under row-level security the index of tags
    would not be used (see `app.migrations.security`)."""
    return Ticket.id.in_(select(func.tagged_tickets(cast(list(tags), ARRAY(Text)))))


def _assigned(column: InstrumentedAttribute[UUID | None], wanted: Sequence[UUID | Nobody]) -> ColumnElement[bool]:
    ids = [one for one in wanted if isinstance(one, UUID)]
    choices: list[ColumnElement[bool]] = [column.in_(ids)] if ids else []
    if "none" in wanted:
        choices.append(column.is_(None))
    return or_(*choices)


_Key = tuple[InstrumentedAttribute[Any], ...]


def _order(sort: TicketSort) -> tuple[_Key, bool]:
    """The columns of a sort order (an index has exactly these) and whether it descends."""
    match sort:
        case TicketSort.newest_activity:
            return (Ticket.last_message_at, Ticket.id), True
        case TicketSort.oldest_activity:
            return (Ticket.last_message_at, Ticket.id), False
        case TicketSort.newest:
            return (Ticket.created_at, Ticket.id), True
        case TicketSort.oldest:
            return (Ticket.created_at, Ticket.id), False
        case TicketSort.most_urgent:
            return (Ticket.priority_rank, Ticket.last_message_at, Ticket.id), True
        case TicketSort.due_soonest:
            return (Ticket.response_due_at, Ticket.id), False
        case _:
            assert_never(sort)


def list_statement(
    organization_id: UUID,
    filters: TicketFilters,
    sort: TicketSort,
    cursor: str | None,
    limit: int,
    *conditions: ColumnElement[bool],
) -> Select[Ticket]:
    """The SQL of one page, and one row more, which tells whether there is a next page."""
    key, descending = _order(sort)
    statement = select(Ticket).where(
        Ticket.organization_id == organization_id,
        Ticket.merged_into.is_(None),
        *filter_conditions(filters),
        *conditions,
    )
    if sort is TicketSort.due_soonest:
        statement = statement.where(Ticket.response_due_at.is_not(None))
    if cursor is not None:
        last = tuple_(*[literal(value, column.type) for value, column in zip(_after(sort, cursor), key, strict=True)])
        statement = statement.where(tuple_(*key) < last if descending else tuple_(*key) > last)
    return statement.order_by(*[column.desc() if descending else column.asc() for column in key]).limit(limit + 1)


def _after(sort: TicketSort, cursor: str) -> list[int | datetime | UUID]:
    if sort is not TicketSort.most_urgent:
        moment, ticket_id = decode_cursor(sort.value, cursor, 2)
        return [cursor_time(moment), cursor_uuid(ticket_id)]
    rank, moment, ticket_id = decode_cursor(sort.value, cursor, 3)
    if not isinstance(rank, int) or not 0 <= rank < len(Priority):
        raise InvalidCursor()
    return [rank, cursor_time(moment), cursor_uuid(ticket_id)]


def list_tickets(
    session: Session,
    organization_id: UUID,
    filters: TicketFilters,
    sort: TicketSort,
    cursor: str | None,
    limit: int,
    *conditions: ColumnElement[bool],
) -> tuple[list[Ticket], str | None]:
    """One page of tickets and the cursor of the next. Raises `InvalidCursor`."""
    rows = list(session.scalars(list_statement(organization_id, filters, sort, cursor, limit, *conditions)))
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    key, _ = _order(sort)
    return rows, encode_cursor(sort.value, [getattr(rows[-1], column.key) for column in key])


def capped_count(organization_id: UUID, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many tickets `conditions` leave, as an expression: counted up to `COUNT_LIMIT`."""
    some = (
        select(literal(1))
        .where(Ticket.organization_id == organization_id, Ticket.merged_into.is_(None), and_(*conditions))
        .limit(COUNT_LIMIT)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


_COUNT_TAGS = """
SELECT tag, count(*) FROM (
    SELECT tags FROM tickets WHERE organization_id = :o AND merged_into IS NULL AND status = ANY(:active)
      AND tags <> '{}' ORDER BY last_message_at DESC, id DESC LIMIT 5000) latest
CROSS JOIN LATERAL unnest(latest.tags) tag
GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 200
"""


def count_tags(session: Session, organization_id: UUID) -> list[TagOut]:
    """The tags of the active tickets, the most used first: of the latest 5000 of them, and at most 200 tags."""
    rows = session.execute(text(_COUNT_TAGS), {"o": organization_id, "active": [status.value for status in ACTIVE]})
    return [TagOut(tag=row[0], open_count=min(row[1], COUNT_LIMIT)) for row in rows]


def count_statement(organization_id: UUID, user_id: UUID) -> Select[*tuple[Any, ...]]:
    """The SQL of `count_tickets`: one row, a column for each status and for what else is counted."""
    awake, due = Ticket.snoozed_until.is_(None), Ticket.response_due_at
    active = and_(Ticket.status.in_(ACTIVE), awake)
    return select(
        *[capped_count(organization_id, Ticket.status == status, awake) for status in TicketStatus],
        capped_count(organization_id, active, Ticket.assignee_user_id == user_id),
        capped_count(organization_id, active, Ticket.assignee_user_id.is_(None)),
        capped_count(organization_id, Ticket.snoozed_until.is_not(None)),
        capped_count(organization_id, due.is_not(None), awake),
        capped_count(organization_id, due <= func.now(), awake),
    )


def count_tickets(session: Session, organization_id: UUID, user_id: UUID) -> TicketCounts:
    """How many tickets there are in each status, for the user, for nobody, snoozed, due and late. In one query."""
    *statuses, mine, unassigned, snoozed, due, overdue = session.execute(
        count_statement(organization_id, user_id)
    ).one()
    by_status = dict(zip(TicketStatus, statuses, strict=True))
    return TicketCounts(
        by_status=by_status, mine=mine, unassigned=unassigned, snoozed=snoozed, due=due, overdue=overdue
    )
