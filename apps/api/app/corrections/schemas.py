"""What corrections look like over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from app.tickets.fields import Subject


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Merge(_Body):
    """The tickets that are merged into the one that the address names. One that is named twice counts once."""

    source_ticket_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]


class Split(_Body):
    """The mails that get a ticket of their own, and its subject; without one it is that of the mails."""

    message_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    subject: Subject | SkipJsonSchema[None] = None


class Move(_Body):
    """The ticket that the mail moves to."""

    ticket_id: UUID


class FromMessage(_Body):
    """A parked or dropped mail, and the ticket that its conversation is put into; without one a ticket is opened."""

    message_id: UUID
    ticket_id: UUID | SkipJsonSchema[None] = None
