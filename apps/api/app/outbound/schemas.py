"""What sending looks like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.http.problem import Problem
from app.identity.schemas import Email
from app.outbound.models import OutboundKind, OutboundState
from app.outbound.warnings import WarningCode
from app.tickets.fields import Answer, PersonOut
from app.tickets.message_schemas import AttachmentOut, DeliveryReportOut
from app.tickets.models import TicketStatus

#: Google's own limit of a mail that is sent through the API is given as 100 and as 500; the smaller one is sure.
MOST_RECIPIENTS = 100
MOST_ATTACHMENTS = 100
_LONGEST_BODY = 1_000_000


def one_line(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("must be one line without control characters")
    return value


def no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain NUL characters")
    return value


Subject = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(one_line)]
Body = Annotated[str, StringConstraints(max_length=_LONGEST_BODY), AfterValidator(no_nul)]
Recipients = Annotated[list[Email], Field(max_length=MOST_RECIPIENTS)]
IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
ReplyMode = Literal["reply", "reply_all", "forward"]


class ProblemToMend(BaseModel):
    """What is wrong, and what a person can do about it."""

    code: str
    detail: str | None
    action: str


class NewReply(BaseModel):
    """A reply to send. ``attachment_ids`` are uploads, or attachments of the ticket's own mails (to forward them). In
    ``body_html`` an inline image is ``<img src="cid:…">`` with the upload's ``content_id``. ``body_text`` may be left
    out when there is HTML: it is made of it. ``include_signature`` and ``include_quote`` put the identity's signature
    and the history of ``in_reply_to_message_id`` below both bodies.

    ``expected_last_message_id`` is the newest mail that the writer has seen (``seen_at`` the moment, in its place):
    when a newer one is there, the answer is 409 with it, unless ``confirm_new_mail``."""

    model_config = ConfigDict(extra="forbid")

    send_identity_id: UUID
    to_emails: Recipients
    cc_emails: Recipients = Field(default_factory=list)
    bcc_emails: Recipients = Field(default_factory=list)
    subject: Subject
    body_text: Body = ""
    body_html: Body | None = None
    attachment_ids: Annotated[list[UUID], Field(max_length=MOST_ATTACHMENTS)] = Field(default_factory=list)
    idempotency_key: IdempotencyKey | None = None
    send_at: datetime | None = None
    mode: ReplyMode = "reply"
    in_reply_to_message_id: UUID | None = None
    include_signature: bool = False
    include_quote: bool = False
    set_status: TicketStatus | None = None
    expected_last_message_id: UUID | None = None
    seen_at: datetime | None = None
    confirm_new_mail: bool = False


class ReplyAccepted(BaseModel):
    """``message_id`` is the reply; it can be cancelled until ``cancellable_until``."""

    status: OutboundState
    job_id: str | None
    message_id: UUID
    send_at: datetime
    cancellable_until: datetime


class NewMailOut(BaseModel):
    """A mail that came while the reply was written."""

    message_id: UUID
    from_email: str
    from_name: str
    direction: str
    sort_at: datetime
    snippet: str


class NewMailProblem(Problem):
    """409 ``ticket_has_new_mail``: what came meanwhile, oldest first (20 at most)."""

    new_messages: list[NewMailOut]


class UploadOut(Answer):
    """A file for a reply. ``content_id`` is what an ``<img src="cid:…">`` of the body names, to show an image in
    place."""

    id: UUID
    filename: str
    content_type: str
    size: int
    content_id: str | None
    is_inline: bool
    created_at: datetime


class ReplyOut(BaseModel):
    """A mail of ours on its way, or gone. ``message_id`` is the mail in the thread once a copy of it was seen;
    ``waiting`` says why it is not sent yet (``waiting_until`` until when), ``failure`` why it never will be unless it
    is tried again. ``may_have_left``: it was handed to Gmail, and nobody knows what became of it. ``deliveries`` is the
    last word that came back about each recipient: bounced ``hard`` or ``soft``, ``delayed``, ``delivered``."""

    id: UUID
    ticket_id: UUID
    kind: OutboundKind
    state: OutboundState
    author: PersonOut | None
    send_identity_id: UUID
    from_email: str
    to_emails: list[str]
    cc_emails: list[str]
    bcc_emails: list[str]
    subject: str
    body_text: str
    body_html: str | None
    attachments: list[UploadOut]
    in_reply_to_message_id: UUID | None
    set_status: TicketStatus | None
    send_at: datetime
    can_cancel: bool
    can_retry: bool
    attempts: int
    may_have_left: bool
    waiting: ProblemToMend | None
    waiting_until: datetime | None
    failure: ProblemToMend | None
    deliveries: list[DeliveryReportOut]
    rfc_message_id: str | None
    message_id: UUID | None
    sent_at: datetime | None
    observed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MailboxPerson(BaseModel):
    """A recipient."""

    email: str
    name: str


class WarningOut(BaseModel):
    """Something to look at before sending: ``code`` is stable, ``detail`` for people, ``emails`` whom it is about."""

    code: WarningCode
    detail: str
    emails: list[str]


class ReplyProposal(BaseModel):
    """What a reply would begin with. ``quote_html`` and ``quote_text`` are the history to fold in below the signature;
    ``forwardable`` are the attachments of the mail that is forwarded, by whose ids they can be sent along."""

    mode: ReplyMode
    message_id: UUID | None
    send_identity_id: UUID | None
    to: list[MailboxPerson]
    cc: list[MailboxPerson]
    subject: str
    signature_html: str
    quote_html: str
    quote_text: str
    forwardable: list[AttachmentOut]
    warnings: list[WarningOut]
    last_message_id: UUID | None
    undo_send_seconds: int


class ReplyCheck(BaseModel):
    """Recipients as they stand in the composer, to be looked at while it is written."""

    model_config = ConfigDict(extra="forbid")

    emails: Annotated[list[Email], Field(max_length=3 * MOST_RECIPIENTS)]
    in_reply_to_message_id: UUID | None = None
    expected_last_message_id: UUID | None = None


class ReplyChecked(BaseModel):
    """The warnings of a `ReplyCheck`, and the mail that came since (20 at most)."""

    warnings: list[WarningOut]
    new_messages: list[NewMailOut]
