"""HTTP of following, notifications and presence."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.http.page import Cursor, Limit, Page
from app.identity.access import OrgSession, ViewerCaller
from app.tickets import notifications, presence
from app.tickets.attention_schemas import (
    Followers,
    NotificationOut,
    PresenceBeat,
    PresenceList,
    ReadNotifications,
    UnreadCount,
)
from app.tickets.following import set_following

router = APIRouter(tags=["attention"])


@router.put("/tickets/{ticket_id:uuid}/followers/{who}")
def follow_ticket(ticket_id: UUID, who: UUID | Literal["me"], caller: ViewerCaller, session: OrgSession) -> Followers:
    """Make a member, or "me", follow the ticket."""
    return Followers(items=set_following(session, caller, ticket_id, who, following=True))


@router.delete("/tickets/{ticket_id:uuid}/followers/{who}")
def unfollow_ticket(ticket_id: UUID, who: UUID | Literal["me"], caller: ViewerCaller, session: OrgSession) -> Followers:
    """A member, or "me", no longer follows the ticket."""
    return Followers(items=set_following(session, caller, ticket_id, who, following=False))


@router.get("/notifications")
def list_notifications(
    caller: ViewerCaller,
    session: OrgSession,
    unread: Annotated[bool, Query(description="Only those that are unread")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[NotificationOut]:
    """The caller's own notifications, newest first."""
    items, following = notifications.list_notifications(session, caller, unread=unread, cursor=cursor, limit=limit)
    return Page(items=items, next_cursor=following)


@router.get("/notifications/count")
def count_notifications(caller: ViewerCaller, session: OrgSession) -> UnreadCount:
    """How many the caller has not read."""
    return UnreadCount(unread=notifications.count_unread(session, caller))


@router.post("/notifications/read")
def read_notifications(body: ReadNotifications, caller: ViewerCaller, session: OrgSession) -> UnreadCount:
    """Mark notifications of the caller's own as read; how many are left."""
    return UnreadCount(unread=notifications.mark_read(session, caller, body))


@router.post("/tickets/{ticket_id:uuid}/presence")
def say_presence(ticket_id: UUID, body: PresenceBeat, caller: ViewerCaller, session: OrgSession) -> PresenceList:
    """Say what the caller does with the ticket; who else is there. Never what anybody writes."""
    return PresenceList(items=presence.beat(session, caller, ticket_id, body))


@router.get("/presence")
def list_presence(caller: ViewerCaller, session: OrgSession) -> PresenceList:
    """Who else has which ticket open."""
    return PresenceList(items=presence.others(session, caller))
