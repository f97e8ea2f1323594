"""What /mailboxes takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.identity.schemas import Email
from app.mailboxes.health import CircuitState
from app.mailboxes.models import BackfillState, MailboxKind


class ProblemOut(BaseModel):
    """What is wrong with a mailbox and what a person can do about it."""

    code: str
    detail: str | None
    action: str


class BackfillOut(BaseModel):
    """The listing of the whole mailbox."""

    state: BackfillState
    listed: int
    total_estimate: int | None
    started_at: datetime | None
    finished_at: datetime | None


class CountsOut(BaseModel):
    """Copies by state."""

    discovered: int
    fetched: int
    processed: int
    gone: int
    failed: int
    total: int


class HistoryOut(BaseModel):
    """Following the mailbox. ``history_id`` is text: it does not fit a JavaScript number."""

    history_id: str | None
    last_synced_at: datetime | None
    lag_seconds: int | None


class CircuitOut(BaseModel):
    """After failures in a row the mailbox rests until ``retry_at``."""

    state: CircuitState
    failures: int
    retry_at: datetime | None


class ReconcileOut(BaseModel):
    """The comparison of all ids."""

    last_run_at: datetime | None
    missing_found: int


class SyncStatus(BaseModel):
    """How far a mailbox has come and what it waits for."""

    mailbox_id: UUID
    backfill: BackfillOut
    counts: CountsOut
    rate_per_minute: float
    eta_seconds: int | None
    history: HistoryOut
    paused_until: datetime | None
    not_before: datetime | None
    circuit: CircuitOut
    reconcile: ReconcileOut
    last_error: ProblemOut | None


class MailboxOut(BaseModel):
    """A connected mailbox."""

    id: UUID
    kind: MailboxKind
    email: str
    status: Literal["connected", "needs_reauth", "paused", "error"]
    paused_until: datetime | None
    error: ProblemOut | None
    connected_at: datetime
    sync: SyncStatus


class MailboxList(BaseModel):
    """All mailboxes of the organisation; they fit one page."""

    items: list[MailboxOut]
    next_cursor: str | None = None


class ConsentStart(BaseModel):
    """``mailbox_id`` reconnects that mailbox; another Google account is then refused."""

    model_config = ConfigDict(extra="forbid")
    mailbox_id: UUID | None = None


class SendingConsentStart(BaseModel):
    """``mailbox_id`` reconnects that mailbox. ``is_shared``: everybody in the organisation may send through it; left
    out, it is shared when an admin connects it and the agent's own otherwise."""

    model_config = ConfigDict(extra="forbid")
    mailbox_id: UUID | None = None
    is_shared: bool | None = None


class DelegatedMailbox(BaseModel):
    """The address that the service account acts for; it must be on the installation's allow-list."""

    model_config = ConfigDict(extra="forbid")
    email: Email


class ConnectedMailbox(BaseModel):
    """The mailbox that was connected."""

    mailbox_id: UUID


class AuthorizationUrl(BaseModel):
    """Where to send the browser."""

    authorization_url: str


class Connectivity(BaseModel):
    """What Google says right now."""

    status: Literal["ok", "needs_reauth", "error"]
    profile_email: str | None
    scopes: list[str]
    error: ProblemOut | None


class JobOut(BaseModel):
    """The job that was asked for; ``job_id`` is null when one waits already."""

    job_type: str
    job_id: str | None
