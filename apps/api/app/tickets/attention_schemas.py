"""What following, notifications and presence look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.tickets.attention_models import NotificationKind, PresenceState
from app.tickets.fields import PersonOut


class Followers(BaseModel):
    """Who follows a ticket."""

    items: list[PersonOut]


class NotificationOut(BaseModel):
    """A line in a member's list. `writer` is what to call who did it, a member or who wrote the mail; `count` how often
    it happened since the line was read last; `excerpt` how the newest note or mail begins."""

    id: UUID
    kind: NotificationKind
    ticket_id: UUID
    ticket_code: str
    ticket_subject: str
    actor: PersonOut | None
    writer: str | None
    count: int
    note_id: UUID | None
    message_id: UUID | None
    excerpt: str
    happened_at: datetime
    read_at: datetime | None


class UnreadCount(BaseModel):
    """How many notifications are unread; counting stops at 100."""

    unread: int


class ReadNotifications(BaseModel):
    """Which to mark as read: those named, those of a ticket; all when neither is said."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[UUID], Field(max_length=200)] | None = None
    ticket_id: UUID | None = None


class PresenceBeat(BaseModel):
    """What the caller does with the ticket in one window (`client_id`, of the window's own making); a null state means
    that it looks at it no longer. To be said again every 15 seconds: after 40 it is forgotten."""

    model_config = ConfigDict(extra="forbid")

    client_id: UUID
    state: PresenceState | None


class PresenceOut(BaseModel):
    """Somebody else who has a ticket open, and since when they do what they do."""

    ticket_id: UUID
    user_id: UUID
    name: str
    state: PresenceState
    since: datetime


class PresenceList(BaseModel):
    """Who else is there at this moment."""

    items: list[PresenceOut]
