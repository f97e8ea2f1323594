"""The allow-list: patterns of our own addresses that tickets are made for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.routing.models import AllowlistEntry
from app.routing.schemas import AllowlistEntryPatch, NewAllowlistEntry


class PatternTaken(Conflict):
    """The allow-list has this pattern."""

    code = "pattern_taken"
    title = "The allow-list has this pattern already"


def list_entries(session: Session, organization_id: UUID) -> list[AllowlistEntry]:
    """The entries, by pattern."""
    mine = select(AllowlistEntry).where(AllowlistEntry.organization_id == organization_id)
    return list(session.scalars(mine.order_by(func.lower(AllowlistEntry.pattern), AllowlistEntry.id)))


def add_entry(session: Session, organization_id: UUID, new: NewAllowlistEntry) -> AllowlistEntry:
    """A new entry. Raises `PatternTaken`."""
    _refuse_twice(session, organization_id, new.pattern, None)
    entry = AllowlistEntry(organization_id=organization_id, pattern=new.pattern, is_enabled=new.is_enabled)
    session.add(entry)
    session.flush()
    session.refresh(entry)
    return entry


def change_entry(session: Session, organization_id: UUID, entry_id: UUID, patch: AllowlistEntryPatch) -> AllowlistEntry:
    """Change what `patch` sets. Raises `NotFound`, `PatternTaken`."""
    entry = _entry(session, organization_id, entry_id)
    if patch.pattern is not None:
        _refuse_twice(session, organization_id, patch.pattern, entry_id)
        entry.pattern = patch.pattern
    if patch.is_enabled is not None:
        entry.is_enabled = patch.is_enabled
    session.flush()
    return entry


def remove_entry(session: Session, organization_id: UUID, entry_id: UUID) -> None:
    """Remove an entry. Raises `NotFound`."""
    session.delete(_entry(session, organization_id, entry_id))


def _entry(session: Session, organization_id: UUID, entry_id: UUID) -> AllowlistEntry:
    found = session.get(AllowlistEntry, (organization_id, entry_id))
    if found is None:
        raise NotFound()
    return found


def _refuse_twice(session: Session, organization_id: UUID, pattern: str, but: UUID | None) -> None:
    # Patterns do not heed case, so neither does "the same pattern".
    same = select(AllowlistEntry.id).where(
        AllowlistEntry.organization_id == organization_id, func.lower(AllowlistEntry.pattern) == func.lower(pattern)
    )
    if session.scalar(same.where(AllowlistEntry.id != but) if but else same) is not None:
        raise PatternTaken()
