"""HTTP of drafts, files, canned replies, preferences and acknowledgements."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from app.core.http.page import Page
from app.identity.access import AdminCaller, AgentCaller, OrgSession, ViewerCaller
from app.outbound import acknowledgement_settings, canned, drafts, preferences, previewing, uploads
from app.outbound.schemas import UploadOut
from app.outbound.showing import file_response
from app.outbound.writing_schemas import (
    AcknowledgementSettings,
    CannedReplyOut,
    CannedReplyPatch,
    DraftIn,
    DraftOut,
    NewCannedReply,
    Preferences,
    Previewed,
    PreviewOf,
    QueueAcknowledgementOut,
    Rendered,
    RenderFor,
    VariableOut,
)
from app.tickets.lookup import find_ticket

router = APIRouter(tags=["replies"])

_BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_UPLOAD = {"requestBody": {"required": True, **_BYTES}}


async def _nothing(*_asgi: Any) -> None:
    """An application that does nothing."""


async def _allow_a_file(request: Request) -> None:
    """From here on the body of this request may be as large as a file."""
    await RequestBodyLimitMiddleware(_nothing, uploads.LARGEST_FILE)(request.scope, request.receive, _nothing)


@router.post("/tickets/{ticket_id:uuid}/uploads", status_code=status.HTTP_201_CREATED, openapi_extra=_UPLOAD)
async def upload_file(
    ticket_id: UUID,
    caller: AgentCaller,
    request: Request,
    filename: Annotated[str, Query(min_length=1, max_length=500, description="What the recipient sees")],
) -> UploadOut:
    """Upload a file for a reply: the body is the file, `Content-Type` its type. An image gets a `content_id`, by which
    the body of the reply can show it in place."""
    ticket = await run_in_threadpool(uploads.require_ticket, caller, ticket_id)
    await _allow_a_file(request)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > uploads.LARGEST_FILE:
            raise uploads.FileTooLarge()
    kind = request.headers.get("content-type", "")
    return await run_in_threadpool(uploads.keep_upload, caller, ticket, bytes(content), filename, kind)


@router.get(
    "/tickets/{ticket_id:uuid}/uploads/{upload_id:uuid}/download", response_class=Response, responses={200: _BYTES}
)
def download_upload(
    ticket_id: UUID,
    upload_id: UUID,
    caller: ViewerCaller,
    inline: Annotated[bool, Query(description="Show a PNG, JPEG, GIF or WebP image in place")] = False,
) -> Response:
    """An uploaded file."""
    return file_response(caller, ticket_id, upload_id, inline=inline)


@router.delete("/tickets/{ticket_id:uuid}/uploads/{upload_id:uuid}", status_code=status.HTTP_204_NO_CONTENT)
def delete_upload(ticket_id: UUID, upload_id: UUID, caller: AgentCaller, session: OrgSession) -> None:
    """Remove a file that no reply has."""
    uploads.delete_upload(session, caller, ticket_id, upload_id)


@router.get("/tickets/{ticket_id:uuid}/draft")
def get_draft(ticket_id: UUID, caller: AgentCaller, session: OrgSession) -> DraftOut | None:
    """What the caller writes in this ticket; null when it is nothing."""
    return drafts.read_draft(session, caller, ticket_id)


@router.put("/tickets/{ticket_id:uuid}/draft")
def save_draft(ticket_id: UUID, body: DraftIn, caller: AgentCaller, session: OrgSession) -> DraftOut:
    """Keep what is written so far, in place of what was kept before."""
    return drafts.save_draft(session, caller, ticket_id, body)


@router.delete("/tickets/{ticket_id:uuid}/draft", status_code=status.HTTP_204_NO_CONTENT)
def delete_draft(ticket_id: UUID, caller: AgentCaller, session: OrgSession) -> None:
    """Forget the caller's draft."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    drafts.delete_draft(session, caller.organization_id, ticket.id, caller.user_id)


@router.get("/canned-replies")
def list_canned_replies(
    caller: ViewerCaller, session: OrgSession, q: Annotated[str | None, Query(max_length=200)] = None
) -> Page[CannedReplyOut]:
    """The caller's own canned replies and the shared ones by name, all on one page; `q` is looked for in name and
    text."""
    return Page(items=canned.list_canned(session, caller, q))


@router.post("/canned-replies", status_code=status.HTTP_201_CREATED)
def create_canned_reply(body: NewCannedReply, caller: AgentCaller, session: OrgSession) -> CannedReplyOut:
    """A new canned reply."""
    return canned.create_canned(session, caller, body)


@router.patch("/canned-replies/{canned_id:uuid}")
def change_canned_reply(
    canned_id: UUID, body: CannedReplyPatch, caller: AgentCaller, session: OrgSession
) -> CannedReplyOut:
    """Change what is sent; a shared one of somebody else is its owner's and admins' to change."""
    return canned.change_canned(session, caller, canned_id, body)


@router.delete("/canned-replies/{canned_id:uuid}", status_code=status.HTTP_204_NO_CONTENT)
def delete_canned_reply(canned_id: UUID, caller: AgentCaller, session: OrgSession) -> None:
    """Remove a canned reply."""
    canned.delete_canned(session, caller, canned_id)


@router.post("/canned-replies/{canned_id:uuid}/render")
def render_canned_reply(canned_id: UUID, body: RenderFor, caller: AgentCaller, session: OrgSession) -> Rendered:
    """The text of a canned reply with the facts of a ticket filled in."""
    return canned.render_canned(session, caller, canned_id, body)


@router.get("/reply-variables")
def list_reply_variables(caller: ViewerCaller, session: OrgSession) -> Page[VariableOut]:
    """The `{{variables}}` that canned replies and acknowledgements may name, all on one page."""
    return Page(items=previewing.list_variables(session, caller))


@router.post("/reply-variables/preview")
def preview_template(body: PreviewOf, caller: ViewerCaller, session: OrgSession) -> Previewed:
    """A text with its variables filled in for a made-up customer."""
    return previewing.preview(session, caller, body)


@router.get("/me/preferences")
def get_preferences(caller: ViewerCaller, session: OrgSession) -> Preferences:
    """How the caller likes to send."""
    return Preferences(undo_send_seconds=preferences.undo_seconds(session, caller))


@router.put("/me/preferences")
def set_preferences(body: Preferences, caller: ViewerCaller, session: OrgSession) -> Preferences:
    """Keep how the caller likes to send."""
    return preferences.set_preferences(session, caller, body)


@router.get("/queues/acknowledgements")
def list_acknowledgements(caller: ViewerCaller, session: OrgSession) -> Page[QueueAcknowledgementOut]:
    """The queues with what each answers by itself, all on one page."""
    return Page(items=acknowledgement_settings.list_settings(session, caller.organization_id))


@router.get("/queues/{queue_id:uuid}/acknowledgement")
def get_acknowledgement(queue_id: UUID, caller: ViewerCaller, session: OrgSession) -> AcknowledgementSettings:
    """What the queue answers by itself."""
    return acknowledgement_settings.read(session, caller.organization_id, queue_id)


@router.put("/queues/{queue_id:uuid}/acknowledgement")
def set_acknowledgement(
    queue_id: UUID, body: AcknowledgementSettings, caller: AdminCaller, session: OrgSession
) -> AcknowledgementSettings:
    """Set what the queue answers by itself."""
    return acknowledgement_settings.change(session, caller.organization_id, queue_id, body)
