"""HTTP of the ticket list."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from app.core.http.page import Cursor, Limit, Page
from app.identity.access import OrgSession, ViewerCaller
from app.search.condition import search_condition
from app.search.listing import listed
from app.search.view_counts import count_views
from app.tickets.inbox import TicketFilters, list_tickets
from app.tickets.models import Priority, TicketStatus
from app.tickets.schemas import ListedTicket, SavedViewCounts, TicketSort

router = APIRouter(tags=["tickets"])

_Value = TypeVar("_Value")


def _at_most_100(values: list[_Value]) -> list[_Value]:
    if len(values) > 100:
        raise ValueError("at most 100 values")
    return values


Texts = Annotated[list[Annotated[str, Query(max_length=320)]], AfterValidator(_at_most_100)]
Ids = Annotated[list[UUID], AfterValidator(_at_most_100)]
MeNoneOrId = UUID | Literal["me", "none"]
NoneOrId = UUID | Literal["none"]


@router.get("/tickets")
def list_ticket_page(
    caller: ViewerCaller,
    session: OrgSession,
    status: Annotated[list[TicketStatus] | None, Query()] = None,
    priority: Annotated[list[Priority] | None, Query()] = None,
    assignee_user_id: Annotated[list[MeNoneOrId] | None, Query(description='An id, "me" or "none"')] = None,
    assignee_queue_id: Annotated[list[NoneOrId] | None, Query(description='An id or "none"')] = None,
    requester_email: Annotated[Texts | None, Query()] = None,
    tag: Annotated[Texts | None, Query()] = None,
    snoozed: Annotated[
        bool | None, Query(description="Only those that are snoozed, or only those that are not")
    ] = None,
    ticket_id: Annotated[Ids | None, Query(description="Only these, as far as they are there")] = None,
    q: Annotated[str | None, Query(max_length=500, description="The search language")] = None,
    sort: TicketSort = TicketSort.newest_activity,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ListedTicket]:
    """Tickets. A filter that is given several times takes any of its values; all filters must hold."""
    people = [caller.user_id if who == "me" else who for who in assignee_user_id or ()]
    filters = TicketFilters(
        status=status or (),
        priority=priority or (),
        assignee_user_id=people,
        assignee_queue_id=assignee_queue_id or (),
        requester_email=requester_email or (),
        tag=tag or (),
        snoozed=snoozed,
        ticket_id=ticket_id or (),
    )
    condition = search_condition(q, caller.organization_id, caller.user_id) if q else None
    conditions = () if condition is None else (condition,)
    rows, following = list_tickets(session, caller.organization_id, filters, sort, cursor, limit, *conditions)
    return Page(items=listed(session, caller, rows, q), next_cursor=following)


@router.get("/tickets/saved-views/counts")
def get_saved_view_counts(caller: ViewerCaller, session: OrgSession) -> SavedViewCounts:
    """How many tickets each view of the caller shows, counted up to 1000."""
    return SavedViewCounts(counts=count_views(session, caller))
