"""Drafts, canned replies, preferences and acknowledgements over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.outbound.schemas import (
    MOST_ATTACHMENTS,
    MOST_RECIPIENTS,
    Body,
    ReplyMode,
    Subject,
    UploadOut,
    no_nul,
    one_line,
)
from app.outbound.writing_models import LONGEST_UNDO_SECONDS
from app.tickets.fields import Answer, Name, PersonOut

#: A draft holds what is typed so far: not yet an address, perhaps.
_Typed = Annotated[str, StringConstraints(max_length=320), AfterValidator(one_line)]
_Recipients = Annotated[list[_Typed], Field(max_length=MOST_RECIPIENTS)]
_Html = Annotated[str, StringConstraints(max_length=200_000), AfterValidator(no_nul)]


class DraftIn(BaseModel):
    """What is written so far. ``expected_updated_at``: refuse (409) when the draft was saved from elsewhere since;
    ``expects_none``: refuse when there is one."""

    model_config = ConfigDict(extra="forbid")

    mode: ReplyMode = "reply"
    message_id: UUID | None = None
    send_identity_id: UUID | None = None
    to_emails: _Recipients = Field(default_factory=list)
    cc_emails: _Recipients = Field(default_factory=list)
    bcc_emails: _Recipients = Field(default_factory=list)
    subject: Subject = ""
    body_html: Body = ""
    attachment_ids: Annotated[list[UUID], Field(max_length=MOST_ATTACHMENTS)] = Field(default_factory=list)
    include_quote: bool = True
    expected_last_message_id: UUID | None = None
    expected_updated_at: datetime | None = None
    expects_none: bool = False


class DraftOut(BaseModel):
    """The caller's draft in a ticket, with the uploads it names that are still there."""

    ticket_id: UUID
    mode: ReplyMode
    message_id: UUID | None
    send_identity_id: UUID | None
    to_emails: list[str]
    cc_emails: list[str]
    bcc_emails: list[str]
    subject: str
    body_html: str
    attachment_ids: list[UUID]
    uploads: list[UploadOut]
    include_quote: bool
    expected_last_message_id: UUID | None
    created_at: datetime
    updated_at: datetime


class CannedReplyOut(BaseModel):
    """A text that is used again and again, with ``{{variables}}`` in it."""

    id: UUID
    name: str
    body_html: str
    is_shared: bool
    is_mine: bool
    owner: PersonOut | None
    created_at: datetime
    updated_at: datetime


class NewCannedReply(BaseModel):
    """An unknown variable in ``body_html`` is refused."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    body_html: Annotated[_Html, Field(min_length=1)]
    is_shared: bool = True


class CannedReplyPatch(BaseModel):
    """Only what is sent is changed."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    body_html: Annotated[_Html, Field(min_length=1)] | None = None
    is_shared: bool | None = None


class RenderFor(BaseModel):
    """The ticket whose facts fill the variables, and the address it is sent from."""

    model_config = ConfigDict(extra="forbid")

    ticket_id: UUID
    send_identity_id: UUID | None = None


class Rendered(BaseModel):
    """The text with its variables filled in; ``missing`` are those that the ticket has no value for."""

    body_html: str
    body_text: str
    missing: list[str]


class VariableOut(BaseModel):
    """A variable that a text may name as ``{{name}}``. ``in_acknowledgements``: it also has a value where nobody
    writes."""

    name: str
    example: str
    in_acknowledgements: bool


class PreviewOf(BaseModel):
    """A template that is being written. An unknown variable is refused."""

    model_config = ConfigDict(extra="forbid")

    subject: Subject = ""
    body_html: _Html = ""
    is_acknowledgement: bool = False


class Previewed(Rendered):
    """The template filled in for a made-up customer; ``missing`` are variables that would be empty."""

    subject: str


class Preferences(Answer):
    """How the caller likes to send: for so many seconds a reply can be taken back."""

    undo_send_seconds: Annotated[int, Field(ge=0, le=LONGEST_UNDO_SECONDS)]


class AcknowledgementSettings(BaseModel):
    """What a queue answers by itself to a mail that opens a ticket in it; off until it is turned on.
    ``send_identity_id`` null: the address that the customer wrote to."""

    model_config = ConfigDict(extra="forbid")

    is_enabled: bool
    subject: Annotated[Subject, Field(min_length=1)]
    body_html: Annotated[_Html, Field(min_length=1)]
    send_identity_id: UUID | None = None


class QueueAcknowledgementOut(BaseModel):
    """A queue with what it answers by itself."""

    queue_id: UUID
    queue_name: str
    is_enabled: bool
    subject: str
    body_html: str
    send_identity_id: UUID | None
    updated_at: datetime | None
    """When somebody set it last; null where nobody has."""
