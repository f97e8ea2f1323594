"""What routing looks like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.messages.models import Direction
from app.tickets.models import TicketStatus


def _one_line(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("must be one line without control characters")
    return value


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Pattern = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320), AfterValidator(_one_line)
]
MaybePattern = Annotated[Pattern | None, BeforeValidator(_empty_is_none)]
RuleName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)
]
RulePriority = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]


class Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AllowlistEntryOut(Answer):
    id: UUID
    pattern: str
    is_enabled: bool
    created_at: datetime


class NewAllowlistEntry(Input):
    """`pattern` is shell-style (`*`, `?`), whatever the case."""

    pattern: Pattern
    is_enabled: bool = True


class AllowlistEntryPatch(Input):
    """Only what is sent is changed."""

    pattern: Pattern | SkipJsonSchema[None] = None
    is_enabled: bool | SkipJsonSchema[None] = None

    @model_validator(mode="after")
    def _no_nulls(self) -> AllowlistEntryPatch:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self


class RuleOut(Answer):
    """A rule. Lower priority first; the first that matches decides. A null match matches everything."""

    id: UUID
    name: str
    priority: int
    is_enabled: bool
    match_recipient_pattern: str | None
    match_sender_email_pattern: str | None
    match_sender_domain_pattern: str | None
    match_direction: Direction | None
    action_assign_queue_id: UUID | None
    action_assign_user_id: UUID | None
    action_set_status: TicketStatus | None
    action_drop: bool
    action_auto_close: bool
    created_at: datetime


class NewRule(Input):
    name: RuleName
    priority: RulePriority = 100
    is_enabled: bool = True
    match_recipient_pattern: MaybePattern = None
    match_sender_email_pattern: MaybePattern = None
    match_sender_domain_pattern: MaybePattern = None
    match_direction: Direction | None = None
    action_assign_queue_id: UUID | None = None
    action_assign_user_id: UUID | None = None
    action_set_status: TicketStatus | None = None
    action_drop: bool = False
    action_auto_close: bool = False


class RulePatch(Input):
    """Only what is sent is changed; null takes a match or an action away."""

    name: RuleName | SkipJsonSchema[None] = None
    priority: RulePriority | SkipJsonSchema[None] = None
    is_enabled: bool | SkipJsonSchema[None] = None
    match_recipient_pattern: MaybePattern = None
    match_sender_email_pattern: MaybePattern = None
    match_sender_domain_pattern: MaybePattern = None
    match_direction: Direction | None = None
    action_assign_queue_id: UUID | None = None
    action_assign_user_id: UUID | None = None
    action_set_status: TicketStatus | None = None
    action_drop: bool | SkipJsonSchema[None] = None
    action_auto_close: bool | SkipJsonSchema[None] = None

    @model_validator(mode="after")
    def _only_what_may_be_null(self) -> RulePatch:
        for name in ("name", "priority", "is_enabled", "action_drop", "action_auto_close"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self


class Simulation(Input):
    """A mail that might come."""

    recipient: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=320)] | None = None
    sender_email: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=320)]
    direction: Direction = Direction.inbound


class MatchedRule(BaseModel):
    id: UUID
    name: str
    priority: int


class AppliedActions(BaseModel):
    """What would be done; only what takes effect."""

    drop: bool = False
    assign_queue_id: UUID | None = None
    assign_user_id: UUID | None = None
    set_status: TicketStatus | None = None


class Simulated(BaseModel):
    """What the present allow-list and rules would do."""

    allowlisted: bool
    would_mark_spam: bool
    matched_rule: MatchedRule | None
    applied_actions: AppliedActions
    explanation: str
