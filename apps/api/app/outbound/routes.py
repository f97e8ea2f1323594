"""HTTP of sending."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, status

from app.core.http.page import Cursor, Limit, Page
from app.gmail.identities import refresh_identities
from app.identity.access import AgentCaller, OrgSession, ViewerCaller
from app.outbound import accepting, identities, proposal, replies
from app.outbound.identity_schemas import SendIdentityList, SendIdentityOut, SendIdentityPatch
from app.outbound.schemas import (
    NewMailProblem,
    NewReply,
    ReplyAccepted,
    ReplyCheck,
    ReplyChecked,
    ReplyMode,
    ReplyOut,
    ReplyProposal,
)

router = APIRouter(tags=["replies"])

_NEW_MAIL: dict[int | str, dict[str, Any]] = {
    409: {"model": NewMailProblem, "description": "`ticket_has_new_mail`, or another conflict without it"}
}


@router.get("/tickets/send-identities")
def list_send_identities(
    caller: ViewerCaller,
    session: OrgSession,
    ticket_id: Annotated[UUID | None, Query(description="Whose customer's address decides the default")] = None,
) -> SendIdentityList:
    """The addresses that the caller may send from, and the one to begin with."""
    return identities.list_identities(session, caller, ticket_id)


@router.patch("/tickets/send-identities/{identity_id:uuid}")
def change_send_identity(
    identity_id: UUID, body: SendIdentityPatch, caller: AgentCaller, session: OrgSession
) -> SendIdentityOut:
    """Set signature and plus-addressing of an identity; a shared one is an admin's to change."""
    return identities.change_identity(session, caller, identity_id, body)


@router.post("/mailboxes/{mailbox_id:uuid}/send-identities/refresh")
def refresh_send_identities(mailbox_id: UUID, caller: AgentCaller) -> SendIdentityList:
    """Ask Gmail now which addresses the mailbox may send as."""
    identities.require_mailbox(caller, mailbox_id)
    refresh_identities(caller.organization_id, mailbox_id)
    return identities.current_identities(caller)


@router.get("/tickets/{ticket_id:uuid}/reply-draft")
def propose_reply(
    ticket_id: UUID, caller: AgentCaller, mode: ReplyMode = "reply", message_id: UUID | None = None
) -> ReplyProposal:
    """What a reply would begin with: recipients computed from evidence, subject, quote, warnings."""
    return proposal.propose_reply(caller, ticket_id, mode, message_id)


@router.post("/tickets/{ticket_id:uuid}/reply-check")
def check_reply(ticket_id: UUID, body: ReplyCheck, caller: AgentCaller, session: OrgSession) -> ReplyChecked:
    """Warnings about recipients as they stand, and the mail that came since."""
    return proposal.check_reply(session, caller, ticket_id, body)


@router.post("/tickets/{ticket_id:uuid}/replies", status_code=status.HTTP_202_ACCEPTED, responses=_NEW_MAIL)
def send_reply(ticket_id: UUID, body: NewReply, caller: AgentCaller) -> ReplyAccepted:
    """Send a reply: it leaves when the time to take it back is over, or at `send_at`."""
    return accepting.accept_reply(caller, ticket_id, body)


@router.get("/tickets/{ticket_id:uuid}/replies")
def list_replies(
    ticket_id: UUID, caller: ViewerCaller, session: OrgSession, cursor: Cursor = None, limit: Limit = 50
) -> Page[ReplyOut]:
    """The ticket's replies and what became of each, the newest first."""
    items, following = replies.list_replies(session, caller.organization_id, ticket_id, cursor, limit)
    return Page(items=items, next_cursor=following)


@router.get("/tickets/{ticket_id:uuid}/replies/{reply_id:uuid}")
def get_reply(ticket_id: UUID, reply_id: UUID, caller: ViewerCaller, session: OrgSession) -> ReplyOut:
    """One reply."""
    return replies.read_reply(session, caller.organization_id, ticket_id, reply_id)


@router.post("/tickets/{ticket_id:uuid}/replies/{reply_id:uuid}/cancel")
def cancel_reply(ticket_id: UUID, reply_id: UUID, caller: AgentCaller, session: OrgSession) -> ReplyOut:
    """Take a reply back that has not left; it becomes its author's draft again."""
    return replies.cancel_reply(session, caller, ticket_id, reply_id)


@router.post("/tickets/{ticket_id:uuid}/replies/{reply_id:uuid}/retry")
def retry_reply(ticket_id: UUID, reply_id: UUID, caller: AgentCaller, session: OrgSession) -> ReplyOut:
    """Try a failed reply again."""
    return replies.retry_reply(session, caller, ticket_id, reply_id)


@router.post("/tickets/{ticket_id:uuid}/replies/{reply_id:uuid}/send-now")
def send_reply_now(ticket_id: UUID, reply_id: UUID, caller: AgentCaller, session: OrgSession) -> ReplyOut:
    """Send a waiting reply at once."""
    return replies.send_now(session, caller, ticket_id, reply_id)
