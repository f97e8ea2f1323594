"""Saved views: named filters, a person's own or shared with the organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.errors import Forbidden, NotFound
from app.identity.access import Caller
from app.identity.models import Role
from app.tickets.models import SavedView
from app.tickets.schemas import NewSavedView, SavedViewOut, SavedViewPatch


class NotYourView(Forbidden):
    """A shared view of somebody else; its owner and admins may change it."""

    code = "not_your_view"
    title = "This view belongs to somebody else"


def list_views(session: Session, caller: Caller) -> list[SavedViewOut]:
    """The caller's own views and the shared ones, by name."""
    rows = session.scalars(
        select(SavedView)
        .where(
            SavedView.organization_id == caller.organization_id,
            or_(SavedView.owner_user_id == caller.user_id, SavedView.is_shared),
        )
        .order_by(func.lower(SavedView.name), SavedView.id)
    )
    return [_shown(row, caller) for row in rows]


def save_view(session: Session, caller: Caller, new: NewSavedView) -> SavedViewOut:
    """A new view of the caller's."""
    row = SavedView(
        organization_id=caller.organization_id,
        owner_user_id=caller.user_id,
        name=new.name,
        is_shared=new.is_shared,
        filters=new.filters,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return _shown(row, caller)


def change_view(session: Session, caller: Caller, view_id: UUID, patch: SavedViewPatch) -> SavedViewOut:
    """Change what `patch` holds. Raises `NotFound` and `NotYourView` as `delete_view` does."""
    row = _mine(session, caller, view_id)
    for name in patch.model_fields_set:
        setattr(row, name, getattr(patch, name))
    session.flush()
    return _shown(row, caller)


def delete_view(session: Session, caller: Caller, view_id: UUID) -> None:
    """Remove a view. Raises `NotFound` for one the caller cannot see, `NotYourView` for a shared one of others."""
    session.delete(_mine(session, caller, view_id))


def _mine(session: Session, caller: Caller, view_id: UUID) -> SavedView:
    row = session.get(SavedView, (caller.organization_id, view_id))
    if row is None or not (row.is_shared or row.owner_user_id == caller.user_id):
        raise NotFound()
    if row.owner_user_id != caller.user_id and caller.role is not Role.admin:
        raise NotYourView()
    return row


def _shown(row: SavedView, caller: Caller) -> SavedViewOut:
    return SavedViewOut(
        id=row.id,
        name=row.name,
        is_shared=row.is_shared,
        is_mine=row.owner_user_id == caller.user_id,
        filters=row.filters,
        created_at=row.created_at,
    )
