"""HTTP of tickets. The list itself, which knows the search language, is in `app.search.routes`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from app.core.http.page import Cursor, Limit, Page
from app.identity.access import AdminCaller, AgentCaller, OrgSession, ViewerCaller
from app.mime import Kind
from app.tickets import (
    bulk,
    changes,
    detail,
    files,
    history,
    parked,
    queues,
    reading,
    remote_images,
    thread,
    views,
    why,
)
from app.tickets.bulk_schemas import BulkChanged, NewBulkChange
from app.tickets.inbox import count_tags, count_tickets
from app.tickets.lookup import find_ticket
from app.tickets.message_schemas import MessageOut, Why
from app.tickets.parked import ParkedOut
from app.tickets.remote_images import AlwaysShow, RemoteImagePreference, RemoteImages
from app.tickets.schemas import (
    EventOut,
    NewNote,
    NewQueue,
    NewSavedView,
    NoteOut,
    QueueOut,
    SavedViewOut,
    SavedViewPatch,
    TagOut,
    TicketCounts,
    TicketDetail,
    TicketOut,
    TicketPatch,
    TicketsRead,
)

router = APIRouter(tags=["tickets"])

_IMAGE = {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}
_RFC822 = {"content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}}}


@router.get("/queues", tags=["queues"])
def list_queues(caller: ViewerCaller, session: OrgSession) -> Page[QueueOut]:
    """The teams' queues, all on one page."""
    return Page(items=queues.list_queues(session, caller.organization_id))


@router.post("/queues", tags=["queues"], status_code=status.HTTP_201_CREATED)
def create_queue(body: NewQueue, caller: AdminCaller, session: OrgSession) -> QueueOut:
    """A new queue."""
    return queues.create_queue(session, caller.organization_id, body.name)


@router.get("/tickets/counts")
def get_ticket_counts(caller: ViewerCaller, session: OrgSession) -> TicketCounts:
    """How many tickets there are, counted up to 1000."""
    return count_tickets(session, caller.organization_id, caller.user_id)


@router.get("/tickets/tags")
def list_tags(caller: ViewerCaller, session: OrgSession) -> Page[TagOut]:
    """The tags of new, open and pending tickets, the most used first, all on one page."""
    return Page(items=count_tags(session, caller.organization_id))


@router.post("/tickets/read", status_code=status.HTTP_204_NO_CONTENT)
def mark_tickets_read(body: TicketsRead, caller: ViewerCaller, session: OrgSession) -> None:
    """Mark tickets read for the caller, or unread again."""
    reading.mark_tickets(session, caller, body.ticket_ids, read=body.read)


@router.post("/tickets/bulk")
def change_tickets(body: NewBulkChange, caller: AgentCaller, session: OrgSession) -> BulkChanged:
    """Make one change to many tickets: to all of them or to none. `POST /tickets/bulk/{id}/undo` takes it back."""
    return bulk.change_tickets(session, caller, body)


@router.get("/tickets/parked")
def list_parked_mail(
    caller: AgentCaller,
    session: OrgSession,
    classification: Annotated[list[Kind] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ParkedOut]:
    """Mail that became no ticket, with the reason; the latest recorded first."""
    return parked.list_parked(session, caller.organization_id, kinds=classification or (), cursor=cursor, limit=limit)


@router.get("/tickets/saved-views")
def list_saved_views(caller: ViewerCaller, session: OrgSession) -> Page[SavedViewOut]:
    """The caller's own views and the shared ones, all on one page."""
    return Page(items=views.list_views(session, caller))


@router.post("/tickets/saved-views", status_code=status.HTTP_201_CREATED)
def create_saved_view(body: NewSavedView, caller: AgentCaller, session: OrgSession) -> SavedViewOut:
    """Save filters under a name."""
    return views.save_view(session, caller, body)


@router.patch("/tickets/saved-views/{view_id:uuid}")
def change_saved_view(view_id: UUID, body: SavedViewPatch, caller: AgentCaller, session: OrgSession) -> SavedViewOut:
    """Change a view of one's own; an admin changes any shared one."""
    return views.change_view(session, caller, view_id, body)


@router.delete("/tickets/saved-views/{view_id:uuid}", status_code=status.HTTP_204_NO_CONTENT)
def delete_saved_view(view_id: UUID, caller: AgentCaller, session: OrgSession) -> None:
    """Remove a view of one's own; an admin removes any shared one."""
    views.delete_view(session, caller, view_id)


@router.get("/tickets/remote-images")
def get_remote_image_preference(caller: ViewerCaller, session: OrgSession) -> RemoteImagePreference:
    """Whether remote images can be shown, and whose the caller sees without asking."""
    return remote_images.preference(session, caller)


@router.get("/tickets/{ticket_id:uuid}")
def get_ticket(ticket_id: UUID, caller: ViewerCaller, session: OrgSession) -> TicketDetail:
    """A ticket with its mails, events and notes."""
    return detail.ticket_detail(session, caller, ticket_id)


@router.patch("/tickets/{ticket_id:uuid}")
def change_ticket(ticket_id: UUID, body: TicketPatch, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Change what is sent; every change writes an event."""
    return detail.show_ticket(changes.change_ticket(session, caller, ticket_id, body), ticket_id)


@router.get("/tickets/{ticket_id:uuid}/messages")
def list_messages(
    ticket_id: UUID,
    caller: ViewerCaller,
    session: OrgSession,
    cursor: Cursor = None,
    limit: Limit = 50,
    order: thread.ThreadOrder = thread.ThreadOrder.newest,
) -> Page[MessageOut]:
    """The newest mails before the cursor, oldest first; `next_cursor` leads to older ones. With `order=oldest` the
    ticket's first mails, and `next_cursor` leads to newer ones."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    items, following = thread.thread_page(session, caller.organization_id, ticket.id, cursor, limit, order)
    return Page(items=items, next_cursor=following)


@router.get("/tickets/{ticket_id:uuid}/events")
def list_events(
    ticket_id: UUID, caller: ViewerCaller, session: OrgSession, cursor: Cursor = None, limit: Limit = 50
) -> Page[EventOut]:
    """The newest events before the cursor, oldest first; `next_cursor` leads to older ones."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    rows, following = history.event_rows(session, caller.organization_id, ticket.id, cursor, limit)
    return Page(items=history.show_events(session, caller, rows), next_cursor=following)


@router.get("/tickets/{ticket_id:uuid}/notes")
def list_notes(
    ticket_id: UUID, caller: ViewerCaller, session: OrgSession, cursor: Cursor = None, limit: Limit = 50
) -> Page[NoteOut]:
    """The newest notes before the cursor, oldest first; `next_cursor` leads to older ones."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    rows, following = history.note_rows(session, caller.organization_id, ticket.id, cursor, limit)
    return Page(items=history.show_notes(session, rows), next_cursor=following)


@router.post("/tickets/{ticket_id:uuid}/notes", status_code=status.HTTP_201_CREATED)
def create_note(ticket_id: UUID, body: NewNote, caller: AgentCaller, session: OrgSession) -> NoteOut:
    """Write an internal note."""
    note = changes.add_note(session, caller, ticket_id, body.body_markdown, body.mentioned_user_ids)
    return history.show_notes(session, [note])[0]


@router.get("/tickets/{ticket_id:uuid}/messages/{message_id:uuid}/why")
def explain_message(ticket_id: UUID, message_id: UUID, caller: ViewerCaller, session: OrgSession) -> Why:
    """Every decision about one mail, with its evidence."""
    return why.explain_message(session, caller.organization_id, ticket_id, message_id)


@router.get(
    "/tickets/{ticket_id:uuid}/messages/{message_id:uuid}/raw", response_class=Response, responses={200: _RFC822}
)
def download_raw(ticket_id: UUID, message_id: UUID, caller: ViewerCaller) -> Response:
    """The mail as it came, byte for byte."""
    return files.download_raw(caller, ticket_id, message_id)


@router.get("/tickets/{ticket_id:uuid}/messages/{message_id:uuid}/remote-images")
def list_remote_images(ticket_id: UUID, message_id: UUID, caller: ViewerCaller, session: OrgSession) -> RemoteImages:
    """The remote images of a mail, each with the path at which this API fetches it in the reader's place."""
    return remote_images.list_remote_images(session, caller, ticket_id, message_id)


@router.put("/tickets/{ticket_id:uuid}/messages/{message_id:uuid}/remote-images/sender")
def always_show_images(
    ticket_id: UUID, message_id: UUID, body: AlwaysShow, caller: ViewerCaller, session: OrgSession
) -> RemoteImagePreference:
    """Show remote images of this mail's sender to the caller without asking, or ask again."""
    return remote_images.always_show(session, caller, ticket_id, message_id, always=body.always)


@router.get(
    "/tickets/{ticket_id:uuid}/messages/{message_id:uuid}/remote", response_class=Response, responses={200: _IMAGE}
)
async def show_remote_image(
    ticket_id: UUID,
    message_id: UUID,
    caller: ViewerCaller,
    u: Annotated[str, Query(max_length=4096, description="The image's address in the mail")],
    e: Annotated[int, Query(ge=0, lt=2**40, description="Until when the path holds, in Unix seconds")],
    s: Annotated[str, Query(max_length=100, description="The signature that `remote-images` gave")],
) -> Response:
    """A remote image, fetched from its server by this API."""
    return await remote_images.show_remote_image(caller, ticket_id, message_id, u, e, s)
