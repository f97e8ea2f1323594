"""What /ops takes and gives. Every field is always there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.messages.models import DiscoveredBy, Disposition, OccurrenceState


class OccurrenceError(BaseModel):
    """Why a copy was set aside."""

    code: str
    detail: str | None


class OccurrenceOut(BaseModel):
    """One copy of a mail and what became of it."""

    id: UUID
    mailbox_id: UUID
    gmail_message_id: str
    state: OccurrenceState
    discovered_by: DiscoveredBy
    message_id: UUID | None
    ticket_id: UUID | None
    disposition: Disposition | None
    """Null until it is processed."""
    reason: str | None
    """Why there is a ticket or none."""
    dedupe_reason: str | None
    original_recipient: str | None
    from_email: str | None
    subject: str | None
    size: int | None
    attempts: int
    error: OccurrenceError | None
    internal_date: datetime | None
    created_at: datetime
    updated_at: datetime


class CheckOut(BaseModel):
    """The verdict on one invariant."""

    name: str
    rule: str
    ok: bool
    violations: int
    examples: list[str]
    examined: int | None


class VerifyOut(BaseModel):
    """The verdict on all of them."""

    ok: bool
    checks: list[CheckOut]


class DeadJob(BaseModel):
    """A job that failed for good. Its arguments are ids."""

    id: int
    job_type: str
    arguments: dict[str, str | int | float | bool | None]
    attempts: int
    failed_at: datetime | None


class RequeuedJob(BaseModel):
    """``job_id`` is null when one of the same kind waits already, which does the same work."""

    job_type: str
    job_id: int | None


class CollidingMessage(BaseModel):
    """One of the mails that share a Message-ID."""

    message_id: UUID
    ticket_id: UUID | None
    from_email: str
    subject: str
    sort_at: datetime
    copies: int


class Collision(BaseModel):
    """Different mails that carry the same Message-ID."""

    rfc_message_id: str
    messages: list[CollidingMessage]
    """The oldest twenty."""
    message_count: int


class ReplayIn(BaseModel):
    """Which copies: these, or all that were recorded in the time span. An empty object means everything."""

    model_config = ConfigDict(extra="forbid")
    occurrence_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    dry_run: bool = False


class ChangeOut(BaseModel):
    """What a replay would change of one copy."""

    occurrence_id: UUID
    message_id: UUID | None
    changes: list[str]


class AlterationOut(BaseModel):
    """A message, a ticket or a ticket's routing that would differ: each field's value before and after. `id` and
    `label` (a message's subject, a ticket's code) are null for what does not exist yet."""

    kind: Literal["appears", "vanishes", "changes", "fails"]
    id: UUID | None
    label: str | None
    fields: dict[str, FromTo]


class FromTo(BaseModel):
    """A value before and after."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)
    before: str | int | None = Field(alias="from")
    after: str | int | None = Field(alias="to")


class ReplayOut(BaseModel):
    """With ``dry_run`` what would change; else how many copies wait for processing again. `counts` and `examples` are
    of copies; `altered` counts what the pipeline would make of messages, tickets and routing (``ticket_appears`` and
    the like), with the first hundred of each in `messages`, `tickets` and `routing`."""

    dry_run: bool
    examined: int
    changed: int
    counts: dict[str, int]
    """By kind of change."""
    examples: list[ChangeOut]
    altered: dict[str, int]
    messages: list[AlterationOut]
    tickets: list[AlterationOut]
    routing: list[AlterationOut]
    job_id: int | None
    """Null in a dry run, and when processing is queued already."""


class CollisionsReplayed(BaseModel):
    """How many copies of colliding mails wait for processing again."""

    occurrences: int
    job_id: int | None


class JobCounts(BaseModel):
    """Jobs of one type."""

    job_type: str
    waiting: int
    running: int
    failed: int


class Overview(BaseModel):
    """The state of ingest and tickets at a glance."""

    occurrences: dict[OccurrenceState, int]
    dispositions: dict[Disposition, int]
    """Messages by what became of them."""
    messages: int
    collisions: int
    tickets: dict[str, int]
    """By status."""
    processed_last_minute: int
    processed_last_hour: int
    processed_last_day: int
    oldest_waiting_seconds: int | None
    jobs: list[JobCounts]
    workers_alive: int
