"""/mailboxes: connect, look, start, pause."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import RedirectResponse

from app.core.errors import Conflict, Unauthenticated
from app.core.settings import get_settings
from app.gmail.backfill import restart_backfill
from app.gmail.connectivity import check_connectivity
from app.gmail.consent import begin_consent
from app.gmail.delegation import connect_delegated
from app.gmail.oauth import ConsentFailed, finish_consent
from app.gmail.overview import list_mailboxes, read_mailbox
from app.gmail.schemas import (
    AuthorizationUrl,
    ConnectedMailbox,
    Connectivity,
    ConsentStart,
    DelegatedMailbox,
    JobOut,
    MailboxList,
    MailboxOut,
    SendingConsentStart,
    SyncStatus,
)
from app.gmail.sharing import sending_owner
from app.gmail.wake import request_fetch, request_history_sync
from app.identity.access import AdminCaller, AgentCaller, Caller, OrgSession, ViewerCaller, authenticate, credentials_of
from app.mailboxes.models import MailboxKind
from app.mailboxes.pausing import LONGEST_PAUSE_MINUTES, pause, resume

router = APIRouter(prefix="/mailboxes", tags=["mailboxes"])


class BrowserNeeded(Conflict):
    """Consent is given in a browser: an API token has no session to bind it to."""

    code = "browser_session_needed"
    title = "Connecting a mailbox needs a signed-in browser"


@router.get("")
def get_mailboxes(caller: ViewerCaller, session: OrgSession) -> MailboxList:
    """The mailboxes of the organisation."""
    return MailboxList(items=list_mailboxes(session, caller.organization_id))


@router.post("/gmail/journal/oauth/start")
def start_oauth(caller: AdminCaller, session: OrgSession, body: ConsentStart | None = None) -> AuthorizationUrl:
    """Begin to connect a journal mailbox, or to reconnect one: where to send the browser."""
    if caller.session_id is None:
        raise BrowserNeeded()
    mailbox_id = body.mailbox_id if body else None
    url = begin_consent(session, caller.session_id, caller.organization_id, MailboxKind.journal, mailbox_id)
    return AuthorizationUrl(authorization_url=url)


@router.post("/gmail/sending/oauth/start")
def start_sending_oauth(
    caller: AgentCaller, session: OrgSession, body: SendingConsentStart | None = None
) -> AuthorizationUrl:
    """Begin to connect a mailbox to send through, or to reconnect one: where to send the browser. An agent connects
    one of their own; one that everybody may send through is an admin's to connect."""
    if caller.session_id is None:
        raise BrowserNeeded()
    mailbox_id = body.mailbox_id if body else None
    owner = sending_owner(session, caller, mailbox_id, body.is_shared if body else None)
    kind = MailboxKind.sending
    url = begin_consent(session, caller.session_id, caller.organization_id, kind, mailbox_id, owner)
    return AuthorizationUrl(authorization_url=url)


@router.post("/gmail/sending/delegated", status_code=status.HTTP_201_CREATED)
def connect_by_delegation(caller: AdminCaller, body: DelegatedMailbox) -> ConnectedMailbox:
    """Connect a mailbox to send through by domain-wide delegation of the service account."""
    return ConnectedMailbox(mailbox_id=connect_delegated(caller.organization_id, body.email))


@router.get("/gmail/oauth/callback", status_code=303, response_class=RedirectResponse)
def finish_oauth(request: Request, state: str = "", code: str = "", error: str = "") -> RedirectResponse:
    """Google sends the browser here; it goes on to the web UI with the mailbox, or the reason for none."""
    try:
        result = {"mailbox_id": str(finish_consent(_caller(request), state, code, error))}
    except ConsentFailed as failure:
        result = {"error": failure.error.value}
    return RedirectResponse(f"{get_settings().frontend_url}/mailboxes/connected?{urlencode(result)}", status_code=303)


def _caller(request: Request) -> Caller | None:
    try:
        return authenticate(credentials_of(request))
    except Unauthenticated:
        return None


@router.get("/{mailbox_id}")
def get_mailbox(mailbox_id: UUID, caller: ViewerCaller, session: OrgSession) -> MailboxOut:
    """One mailbox."""
    return read_mailbox(session, caller.organization_id, mailbox_id)


@router.get("/{mailbox_id}/connectivity")
def get_connectivity(mailbox_id: UUID, caller: AdminCaller) -> Connectivity:
    """Ask Google now whether the mailbox can be read."""
    return check_connectivity(caller.organization_id, mailbox_id)


@router.post("/{mailbox_id}/sync/backfill")
def start_backfill(mailbox_id: UUID, caller: AdminCaller, session: OrgSession) -> JobOut:
    """List the whole mailbox (again)."""
    read_mailbox(session, caller.organization_id, mailbox_id)
    return _job("mailbox_backfill", restart_backfill(session, caller.organization_id, mailbox_id))


@router.post("/{mailbox_id}/sync/history")
def start_history(mailbox_id: UUID, caller: AdminCaller, session: OrgSession) -> JobOut:
    """Look for changes now."""
    read_mailbox(session, caller.organization_id, mailbox_id)
    return _job("mailbox_history_sync", request_history_sync(session, caller.organization_id, mailbox_id))


@router.get("/{mailbox_id}/sync/status")
def get_status(mailbox_id: UUID, caller: ViewerCaller, session: OrgSession) -> SyncStatus:
    """How far the mailbox has come."""
    return read_mailbox(session, caller.organization_id, mailbox_id).sync


@router.post("/{mailbox_id}/sync/pause")
def pause_sync(
    mailbox_id: UUID,
    caller: AdminCaller,
    session: OrgSession,
    minutes: Annotated[int, Query(ge=1, le=LONGEST_PAUSE_MINUTES)] = 30,
) -> SyncStatus:
    """Fetch nothing for a while; takes effect within one page."""
    pause(session, caller.organization_id, mailbox_id, minutes)
    return read_mailbox(session, caller.organization_id, mailbox_id).sync


@router.post("/{mailbox_id}/sync/resume")
def resume_sync(mailbox_id: UUID, caller: AdminCaller, session: OrgSession) -> SyncStatus:
    """Go on now."""
    resume(session, caller.organization_id, mailbox_id)
    # History asks for the listing when that has not begun; a listing under way is picked up by the schedule.
    request_history_sync(session, caller.organization_id, mailbox_id)
    request_fetch(session, caller.organization_id, mailbox_id)
    return read_mailbox(session, caller.organization_id, mailbox_id).sync


def _job(job_type: str, job_id: int | None) -> JobOut:
    return JobOut(job_type=job_type, job_id=None if job_id is None else str(job_id))
