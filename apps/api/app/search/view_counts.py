"""How many tickets each saved view shows: one statement for all of them, and none is counted further than the cap."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from app.identity.access import Caller
from app.search.condition import search_condition
from app.search.terms import InvalidQuery
from app.tickets.inbox import TicketFilters, capped_count, filter_conditions
from app.tickets.models import Priority, Ticket, TicketStatus
from app.tickets.schemas import TicketSort
from app.tickets.views import list_views

#: Views beyond this many are listed and not counted.
MAX_COUNTED = 60


def _listed(value: Any) -> Any:
    return [] if value is None else value if isinstance(value, list) else [value]


_Texts = Annotated[list[str], BeforeValidator(_listed), Field(max_length=100)]


class _Filters(BaseModel):
    """What a view narrows the list by: the parameters of ``GET /tickets``, each one value or a list."""

    model_config = ConfigDict(extra="ignore")

    status: Annotated[list[TicketStatus], BeforeValidator(_listed)] = []
    priority: Annotated[list[Priority], BeforeValidator(_listed)] = []
    assignee_user_id: Annotated[list[UUID | Literal["me", "none"]], BeforeValidator(_listed)] = []
    assignee_queue_id: Annotated[list[UUID | Literal["none"]], BeforeValidator(_listed)] = []
    requester_email: _Texts = []
    tag: _Texts = []
    snoozed: bool | None = None
    sort: Any = None
    q: Annotated[str | None, Field(max_length=500)] = None


def count_views(session: Session, caller: Caller) -> dict[UUID, int | None]:
    """View → its count, up to the cap; None for one whose filters are not understood."""
    counts: dict[UUID, int | None] = {}
    asked: dict[UUID, ColumnElement[int]] = {}
    for view in list_views(session, caller):
        condition = _condition(caller, view.filters) if len(asked) < MAX_COUNTED else None
        counts[view.id] = None
        if condition is not None:
            asked[view.id] = capped_count(caller.organization_id, condition)
    if asked:
        counts |= dict(zip(asked, session.execute(select(*asked.values())).one(), strict=True))
    return counts


def _condition(caller: Caller, filters: dict[str, Any]) -> ColumnElement[bool] | None:
    try:
        wanted = _Filters.model_validate(filters)
        search = search_condition(wanted.q, caller.organization_id, caller.user_id) if wanted.q else None
    except (ValidationError, InvalidQuery):
        return None
    narrowed = filter_conditions(
        TicketFilters(
            status=wanted.status,
            priority=wanted.priority,
            assignee_user_id=[caller.user_id if who == "me" else who for who in wanted.assignee_user_id],
            assignee_queue_id=wanted.assignee_queue_id,
            requester_email=wanted.requester_email,
            tag=wanted.tag,
            snoozed=wanted.snoozed,
        )
    )
    # This order lists only what is due.
    due = [Ticket.response_due_at.is_not(None)] if wanted.sort == TicketSort.due_soonest else []
    return and_(true(), *narrowed, *due, *([] if search is None else [search]))
