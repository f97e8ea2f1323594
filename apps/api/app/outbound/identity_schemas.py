"""What addresses to send from look like over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.mailboxes.models import AliasState
from app.outbound.schemas import ProblemToMend, no_nul


class SendIdentityOut(BaseModel):
    """An address that a connected mailbox may send as. ``is_usable`` says whether it can be chosen now, ``problem`` why
    not and how to mend it. ``signature_html`` is what is put below a reply: the organisation's own if there is one,
    else Gmail's."""

    id: UUID
    mailbox_id: UUID
    mailbox_email: str
    email: str
    display_name: str
    signature_html: str
    has_own_signature: bool
    is_primary: bool
    is_default: bool
    state: AliasState
    is_verified: bool
    is_shared: bool
    is_usable: bool
    plus_addressing: bool
    problem: ProblemToMend | None


class SendIdentityList(BaseModel):
    """The identities that the caller may send with; they fit one page. ``default_identity_id`` is the one that the
    ticket's customer wrote to, where a ticket is named and there is one; else the one that is used without it."""

    items: list[SendIdentityOut]
    next_cursor: str | None = Field(default=None, json_schema_extra={"x-always": True})
    default_identity_id: UUID | None


class SendIdentityPatch(BaseModel):
    """Only what is sent is changed. ``signature_html`` null goes back to Gmail's own."""

    model_config = ConfigDict(extra="forbid")

    signature_html: Annotated[str, StringConstraints(max_length=100_000), AfterValidator(no_nul)] | None = None
    plus_addressing: bool | None = None
