"""What changes to many tickets at once look like over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.tickets.fields import Tags
from app.tickets.models import Priority, TicketStatus
from app.tickets.schemas import TicketOut

MAX_TICKETS = 500


class BulkPatch(BaseModel):
    """Only what is sent is changed; null takes an assignee away and ends a snooze. Tags are added to and
    removed from what each ticket has."""

    model_config = ConfigDict(extra="forbid")

    status: TicketStatus | SkipJsonSchema[None] = None
    priority: Priority | SkipJsonSchema[None] = None
    assignee_user_id: UUID | None = None
    assignee_queue_id: UUID | None = None
    snoozed_until: AwareDatetime | None = None
    add_tags: Tags = Field(default_factory=list)
    remove_tags: Tags = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_something(self) -> BulkPatch:
        for name in ("status", "priority"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        if not self.model_fields_set:
            raise ValueError("say what to change")
        if set(self.add_tags) & set(self.remove_tags):
            raise ValueError("a tag cannot be added and removed at once")
        return self


class NewBulkChange(BaseModel):
    """One change to these tickets. One that is named twice counts once."""

    model_config = ConfigDict(extra="forbid")

    ticket_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_TICKETS)]
    change: BulkPatch


class BulkChanged(BaseModel):
    """The tickets as they are now, and under which `id` the change is undone: null when all were so already.
    `changed_ids` are those that it really changed."""

    id: UUID | None
    changed_ids: list[UUID]
    tickets: list[TicketOut]


class Kept(BaseModel):
    """A ticket that undoing left as it is, and why."""

    ticket_id: UUID
    ticket_code: str
    reason: str


class BulkUndone(BaseModel):
    """The tickets that are again as they were, and those that somebody or some mail has changed since."""

    tickets: list[TicketOut]
    kept: list[Kept]
