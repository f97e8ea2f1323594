"""How a person likes to send."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.identity.access import Caller
from app.outbound.writing_models import SendingPreference
from app.outbound.writing_schemas import Preferences

UNDO_SECONDS = 10


def undo_seconds(session: Session, caller: Caller) -> int:
    """For how long the caller's replies can be taken back."""
    chosen = session.scalar(
        select(SendingPreference.undo_send_seconds).where(
            SendingPreference.organization_id == caller.organization_id, SendingPreference.user_id == caller.user_id
        )
    )
    return UNDO_SECONDS if chosen is None else chosen


def set_preferences(session: Session, caller: Caller, wanted: Preferences) -> Preferences:
    """Keep what the caller prefers."""
    session.execute(
        insert(SendingPreference)
        .values(
            organization_id=caller.organization_id, user_id=caller.user_id, undo_send_seconds=wanted.undo_send_seconds
        )
        .on_conflict_do_update(
            index_elements=["organization_id", "user_id"],
            set_={"undo_send_seconds": wanted.undo_send_seconds, "updated_at": func.now()},
        )
    )
    return wanted
