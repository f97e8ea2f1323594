"""What tickets look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.messages.models import Direction, OccurrenceState
from app.mime import Outcome
from app.tickets.models import EventKind, Priority, TicketStatus


class TicketSort(StrEnum):
    """The orders of the ticket list; each is one index, read forwards or (with a minus) backwards."""

    newest_activity = "-last_message_at"
    oldest_activity = "last_message_at"
    newest = "-created_at"
    oldest = "created_at"
    most_urgent = "-priority"


def _one_line(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("must be one line without control characters")
    return value


def _tags(values: list[str]) -> list[str]:
    return sorted({value.lower() for value in values})


Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50), AfterValidator(_one_line)]
MAX_TAGS = 50
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_tags)]
Subject = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_one_line)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_one_line)]


class Answer(BaseModel):
    """Parent of answers that are read from rows."""

    model_config = ConfigDict(from_attributes=True)


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
    count tickets that are new, open or pending. Snoozed tickets are counted in `snoozed` alone."""

    by_status: dict[TicketStatus, int]
    mine: int
    unassigned: int
    snoozed: int


class PersonOut(BaseModel):
    user_id: UUID
    name: str


class AuthorOut(BaseModel):
    """Who really wrote a mail, the rewriting of mailing lists undone; `source` names the header that told, `evidence`
    what the headers say. `verified` is false when it says to be from one of ours and proves not to be, null when there
    was nothing to prove or no proof either way; `verified_reason` says it in words."""

    email: str
    name: str
    source: str
    evidence: dict[str, str]
    verified: bool | None
    verified_reason: str


class DeliveryReportOut(BaseModel):
    """What became of a message at one recipient, as the mail `report_message_id` tells it. `kind`: failed for good
    (`hard`), for now (`soft`), still tried (`delayed`), `delivered`, or failed in words that tell no class
    (`unknown`). `status` is the enhanced status (RFC 3463) or empty."""

    recipient: str
    kind: Outcome
    action: str
    status: str
    diagnostic: str
    remote_mta: str
    source: str
    report_message_id: UUID
    report_ticket_id: UUID | None
    reported_at: datetime
    original_message_id: UUID | None


class BouncedAddressOut(BaseModel):
    """An address that mail of ours came back from, for good (`hard`), for now (`soft`) or for reasons that tell no
    class (`unknown`), and that has neither written nor been reached since."""

    email: str
    kind: Outcome
    status: str
    diagnostic: str
    reported_at: datetime
    report_message_id: UUID
    report_ticket_id: UUID | None


class AttachmentOut(Answer):
    id: UUID
    filename: str
    content_type: str
    size: int
    is_inline: bool
    content_id: str | None


class MessageOccurrenceOut(Answer):
    """One copy of the mail in one mailbox, and for whom it was meant."""

    id: UUID
    mailbox_id: UUID
    gmail_message_id: str
    state: OccurrenceState
    original_recipient: str | None
    original_recipient_source: str | None
    original_recipient_confidence: float | None
    original_recipient_evidence: dict[str, Any] | None


class MessageOut(Answer):
    """A mail of the ticket. `new_ranges` are the parts of `body_text` (character offsets, end excluded) that its author
    wrote; the rest is quoted. `defects` are machine words of what was odd about the mail, such as `over_budget:html`
    (its HTML is shown as text), `over_budget:body` (cut), `smime_signed` or `pgp_encrypted`. `classification_headers`
    are those that decided its class. `delivery_reports` is what it tells of another message, `delivery_failures` what
    others tell of it. `sent_by` is the member who wrote it."""

    id: UUID
    ticket_id: UUID
    stitch_reason: str
    stitch_confidence: float
    placed_by_person: bool
    """Whether a person decided that it stands here, whatever `stitch_reason` says."""
    sender_is_stranger: bool
    """It came from outside, and its author appears in no other mail of the ticket: perhaps it does not belong here."""
    direction: Direction
    classification: str
    classification_reason: str
    classification_confidence: float | None
    classification_headers: dict[str, str]
    from_email: str
    from_name: str
    author: AuthorOut
    sent_by: PersonOut | None
    to_emails: list[str]
    cc_emails: list[str]
    subject: str
    date_header: datetime | None
    internal_date: datetime | None
    sort_at: datetime
    snippet: str
    body_text: str
    body_html_sanitized: str | None
    new_ranges: list[tuple[int, int]]
    defects: list[str]
    attachments: list[AttachmentOut]
    occurrences: list[MessageOccurrenceOut]
    delivery_reports: list[DeliveryReportOut]
    delivery_failures: list[DeliveryReportOut]
    bounced_addresses: list[BouncedAddressOut]
    """Those of its author and recipients that our mail does not reach by now."""


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


class Stage(BaseModel):
    """One stage's decision about a mail, with what it rests on."""

    decision: str
    reason: str
    confidence: float | None
    evidence: dict[str, Any]
    alternatives: list[dict[str, Any]]


class Why(BaseModel):
    """Why a mail is where it is; null where the stage had nothing to decide."""

    dedupe: Stage
    stitch: Stage
    routing: Stage | None
    classification: Stage


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
