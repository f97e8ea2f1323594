"""Canned replies: texts that are used again and again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Forbidden, NotFound
from app.identity.access import Caller
from app.identity.members import names_of
from app.identity.models import Role
from app.mime import sanitize_html
from app.outbound.bodies import text_of
from app.outbound.identities import default_identity, identities_of
from app.outbound.variables import check_variables, fill, values_of
from app.outbound.writing_models import CannedReply
from app.outbound.writing_schemas import CannedReplyOut, CannedReplyPatch, NewCannedReply, Rendered, RenderFor
from app.tickets.fields import PersonOut
from app.tickets.lookup import find_ticket

_MOST = 500


class CannedReplyNotFound(NotFound):
    """No such canned reply that the caller can see."""

    code = "canned_reply_not_found"
    title = "There is no such canned reply"


class NotYourCannedReply(Forbidden):
    """A shared one of somebody else; its owner and admins may change it."""

    code = "not_your_canned_reply"
    title = "This canned reply belongs to somebody else"


def list_canned(session: Session, caller: Caller, query: str | None) -> list[CannedReplyOut]:
    """The caller's own and the shared ones by name; with `query` those whose name or text has it."""
    statement = (
        select(CannedReply)
        .where(
            CannedReply.organization_id == caller.organization_id,
            or_(CannedReply.is_shared, CannedReply.owner_user_id == caller.user_id),
        )
        .order_by(func.lower(CannedReply.name), CannedReply.id)
        .limit(_MOST)
    )
    if query:
        pattern = "%" + query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        statement = statement.where(or_(CannedReply.name.ilike(pattern), CannedReply.body_html.ilike(pattern)))
    rows = session.scalars(statement).all()
    names = names_of(session, {row.owner_user_id for row in rows if row.owner_user_id})
    return [_shown(row, caller, names) for row in rows]


def create_canned(session: Session, caller: Caller, new: NewCannedReply) -> CannedReplyOut:
    """A new one of the caller's. Raises `UnknownVariable`."""
    check_variables(new.body_html, "body_html")
    row = CannedReply(
        organization_id=caller.organization_id,
        owner_user_id=caller.user_id,
        name=new.name,
        is_shared=new.is_shared,
        body_html=sanitize_html(new.body_html),
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return _shown(row, caller, names_of(session, {caller.user_id}))


def change_canned(session: Session, caller: Caller, canned_id: UUID, patch: CannedReplyPatch) -> CannedReplyOut:
    """Change what is sent. Raises `CannedReplyNotFound`, `NotYourCannedReply`, `UnknownVariable`."""
    row = _changeable(session, caller, canned_id)
    if patch.name is not None:
        row.name = patch.name
    if patch.body_html is not None:
        check_variables(patch.body_html, "body_html")
        row.body_html = sanitize_html(patch.body_html)
    if patch.is_shared is not None:
        row.is_shared = patch.is_shared
    row.updated_at = now()
    session.flush()
    return _shown(row, caller, names_of(session, {row.owner_user_id} if row.owner_user_id else set()))


def delete_canned(session: Session, caller: Caller, canned_id: UUID) -> None:
    """Remove it. Raises `CannedReplyNotFound`, `NotYourCannedReply`."""
    session.delete(_changeable(session, caller, canned_id))


def render_canned(session: Session, caller: Caller, canned_id: UUID, wanted: RenderFor) -> Rendered:
    """The text for a ticket. Raises `CannedReplyNotFound`, `TicketNotFound`."""
    row = _visible(session, caller, canned_id)
    ticket = find_ticket(session, caller.organization_id, wanted.ticket_id)
    rows = identities_of(session, caller.organization_id, caller.user_id)
    chosen = next((i for i, _ in rows if i.id == wanted.send_identity_id), None)
    identity = chosen or default_identity(session, caller.organization_id, ticket.id, rows)
    values = values_of(
        session,
        ticket,
        user_id=caller.user_id,
        identity_email=identity.email if identity else "",
        identity_name=identity.display_name if identity else "",
    )
    html, missing = fill(row.body_html, values, as_html=True)
    return Rendered(body_html=html, body_text=text_of(html), missing=missing)


def _visible(session: Session, caller: Caller, canned_id: UUID) -> CannedReply:
    row = session.get(CannedReply, (caller.organization_id, canned_id))
    if row is None or not (row.is_shared or row.owner_user_id == caller.user_id):
        raise CannedReplyNotFound()
    return row


def _changeable(session: Session, caller: Caller, canned_id: UUID) -> CannedReply:
    row = _visible(session, caller, canned_id)
    if row.owner_user_id != caller.user_id and caller.role is not Role.admin:
        raise NotYourCannedReply()
    return row


def _shown(row: CannedReply, caller: Caller, names: dict[UUID, str]) -> CannedReplyOut:
    owner = row.owner_user_id
    return CannedReplyOut(
        id=row.id,
        name=row.name,
        body_html=row.body_html,
        is_shared=row.is_shared,
        is_mine=owner == caller.user_id,
        owner=PersonOut(user_id=owner, name=names[owner]) if owner in names else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
