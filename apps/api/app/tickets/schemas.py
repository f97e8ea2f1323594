"""What tickets look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.messages.models import Direction
from app.tickets.fields import Answer, Name, PersonOut, Subject, Tags
from app.tickets.message_schemas import BouncedAddressOut, MessageOut
from app.tickets.models import EventKind, Priority, ResponseDue, TicketStatus


class TicketSort(StrEnum):
    """The orders of the ticket list; each is one index, read forwards or (with a minus) backwards."""

    newest_activity = "-last_message_at"
    oldest_activity = "last_message_at"
    newest = "-created_at"
    oldest = "created_at"
    most_urgent = "-priority"
    due_soonest = "response_due_at"
    """Lists only tickets of which an answer is due."""


class TicketOut(Answer):
    """A ticket as lists show it."""

    id: UUID
    ticket_code: str
    subject: str
    status: TicketStatus
    priority: Priority
    requester_email: str
    requester_name: str
    assignee_user_id: UUID | None
    assignee_queue_id: UUID | None
    tags: list[str]
    snoozed_until: datetime | None
    snoozed_by_user_id: UUID | None
    message_count: int
    has_attachments: bool
    snippet: str
    first_message_at: datetime
    last_message_at: datetime
    last_direction: Direction
    last_inbound_at: datetime | None
    last_outbound_at: datetime | None
    awaiting_reply_since: datetime | None
    """When the first mail came that nobody has answered yet; null when nobody waits."""
    response_due_at: datetime | None
    """Until when an answer is promised."""
    response_due: ResponseDue | None
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None


class Piece(BaseModel):
    """A stretch of text; `hit`: it is what was searched for."""

    text: str
    hit: bool


class TicketMatch(BaseModel):
    """Where a search found its words: the ticket's newest mail that has them, an excerpt around the first of them, and
    the ticket's subject."""

    message_id: UUID
    subject: list[Piece]
    excerpt: list[Piece]


class ListedTicket(TicketOut):
    """A ticket in the list. `unread`: mail came since the caller last looked. `match` is there when `q` searches for
    words."""

    unread: bool
    match: TicketMatch | None


class TagOut(BaseModel):
    """A tag, and on how many of the latest new, open and pending tickets it is (counted up to 1000)."""

    tag: str
    open_count: int


class TicketsRead(BaseModel):
    """Tickets that the caller has read, or with `read: false` wants to look at again."""

    model_config = ConfigDict(extra="forbid")

    ticket_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    read: bool = True


class TicketCounts(BaseModel):
    """How many tickets there are. A count stops at 1000, which then means "1000 or more". `mine` and `unassigned`
    count tickets that are new, open or pending; `due` those of which an answer is promised, and `overdue` those of
    them that are late. Snoozed tickets are counted in `snoozed` alone."""

    by_status: dict[TicketStatus, int]
    mine: int
    unassigned: int
    snoozed: int
    due: int
    overdue: int


class EventOut(BaseModel):
    """Something that happened to the ticket. Where a value changed, `data` has `from` and `to`; where mails were
    placed, `source` and `target` (`id` and `code` of tickets) and `message_ids`. `undoable`: undoing it would work now,
    for this caller."""

    id: UUID
    kind: EventKind
    actor: PersonOut | None
    data: dict[str, Any]
    message_id: UUID | None
    created_at: datetime
    undone_at: datetime | None
    undoable: bool


class NoteOut(BaseModel):
    """An internal note; `body_html` is sanitised, and marks the names of whom the note calls (`mentions`)."""

    id: UUID
    author: PersonOut | None
    body_markdown: str
    body_html: str
    mentions: list[PersonOut]
    created_at: datetime


class TicketDetail(BaseModel):
    """A ticket with the newest of its messages (50), events (200) and notes (200), each oldest first. The cursors lead
    to the older ones. `requester_bounced` tells when our mail does not reach its requester; `followers` hear of what
    happens."""

    ticket: TicketOut
    requester_bounced: BouncedAddressOut | None
    followers: list[PersonOut]
    read_at: datetime | None
    """When the last mail was recorded that the caller has seen; null when they never looked."""
    first_unread_message_id: UUID | None
    """The first mail, in the thread's order, that came from outside since they looked; null when none did, or they
    never looked. It may stand on an older page."""
    first_unread_at: datetime | None
    """Its `sort_at`."""
    messages: list[MessageOut]
    messages_next_cursor: str | None
    events: list[EventOut]
    events_next_cursor: str | None
    notes: list[NoteOut]
    notes_next_cursor: str | None


class TicketPatch(BaseModel):
    """Only what is sent is changed; null takes an assignee away and ends a snooze. With `expected_updated_at` the
    change is refused (409) when somebody else has changed the ticket since."""

    model_config = ConfigDict(extra="forbid")

    status: TicketStatus | SkipJsonSchema[None] = None
    priority: Priority | SkipJsonSchema[None] = None
    assignee_user_id: UUID | None = None
    assignee_queue_id: UUID | None = None
    subject: Subject | SkipJsonSchema[None] = None
    tags: Tags | SkipJsonSchema[None] = None
    snoozed_until: AwareDatetime | None = None
    expected_updated_at: datetime | None = None

    @model_validator(mode="after")
    def _only_assignees_may_be_null(self) -> TicketPatch:
        for name in ("status", "priority", "subject", "tags"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self


class NewNote(BaseModel):
    """A note in Markdown. The members of `mentioned_user_ids` are told; the text calls each by `@name`."""

    model_config = ConfigDict(extra="forbid")

    body_markdown: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)]
    mentioned_user_ids: Annotated[list[UUID], Field(max_length=50)] = Field(default_factory=list)


class QueueOut(BaseModel):
    """A team's queue. `open_count` counts its new, open and pending tickets that are not snoozed, and stops at
    1000."""

    id: UUID
    name: str
    open_count: int


class NewQueue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name


def _not_too_large(filters: dict[str, Any]) -> dict[str, Any]:
    if len(str(filters)) > 10_000:
        raise ValueError("filters are too large")
    return filters


ViewFilters = Annotated[dict[str, Any], AfterValidator(_not_too_large)]


class SavedViewOut(Answer):
    id: UUID
    name: str
    is_shared: bool
    is_mine: bool
    filters: dict[str, Any]
    created_at: datetime


class SavedViewCounts(BaseModel):
    """View → how many tickets it shows, counted up to 1000; null where its filters are not understood."""

    counts: dict[UUID, int | None]


class SavedViewPatch(BaseModel):
    """Only what is sent is changed."""

    model_config = ConfigDict(extra="forbid")

    name: Name | SkipJsonSchema[None] = None
    is_shared: bool | SkipJsonSchema[None] = None
    filters: ViewFilters | SkipJsonSchema[None] = None

    @model_validator(mode="after")
    def _not_null(self) -> SavedViewPatch:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self


class NewSavedView(BaseModel):
    """`filters` are parameters of `GET /tickets` (repeatable ones as a list), by which the view is counted; what else
    they hold is kept as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    is_shared: bool = False
    filters: ViewFilters = Field(default_factory=dict)
