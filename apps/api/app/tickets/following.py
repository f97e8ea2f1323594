"""Who follows a ticket. Whoever answers it, notes on it, is called in a note, gets it or puts it off follows by that;
everybody can stop."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import Forbidden, NotFound
from app.identity.access import Caller
from app.identity.models import Role
from app.realtime.notify import announce
from app.tickets.fields import PersonOut
from app.tickets.lookup import find_ticket


class MemberNotFound(NotFound):
    """No member of the caller's organisation has this id."""

    code = "member_not_found"
    title = "There is no such member"


class OnlyYourself(Forbidden):
    """A viewer decides for nobody else."""

    code = "only_yourself"
    title = "A viewer can only follow for themselves"


#: Anybody who is no member any more is passed over.
_FOLLOW = text(
    """
INSERT INTO ticket_followers (organization_id, ticket_id, user_id)
SELECT :o, :ticket, m.user_id FROM memberships m WHERE m.organization_id = :o AND m.user_id = ANY(:users)
ON CONFLICT DO NOTHING
"""
)
_FOLLOWERS = text(
    """
SELECT f.user_id, coalesce(nullif(u.name, ''), u.email) AS name FROM ticket_followers f JOIN users u ON u.id = f.user_id
WHERE f.organization_id = :o AND f.ticket_id = :ticket ORDER BY f.created_at, f.user_id
"""
)


def follow(session: Session, organization_id: UUID, ticket_id: UUID, user_ids: Collection[UUID | None]) -> None:
    """Make these members follow the ticket. The caller announces it."""
    users = [user_id for user_id in user_ids if user_id is not None]
    if users:
        session.execute(_FOLLOW, {"o": organization_id, "ticket": ticket_id, "users": users})


def followers_of(session: Session, organization_id: UUID, ticket_id: UUID) -> list[PersonOut]:
    """Who follows the ticket, the first one first."""
    rows = session.execute(_FOLLOWERS, {"o": organization_id, "ticket": ticket_id})
    return [PersonOut(user_id=row.user_id, name=row.name) for row in rows]


def set_following(
    session: Session, caller: Caller, ticket_id: UUID, who: UUID | Literal["me"], *, following: bool
) -> list[PersonOut]:
    """Make a member follow the ticket or not; who follows it then. Raises `TicketNotFound`, `MemberNotFound`,
    `OnlyYourself`."""
    organization_id = caller.organization_id
    ticket = find_ticket(session, organization_id, ticket_id)
    user_id = caller.user_id if who == "me" else who
    if user_id != caller.user_id:
        if caller.role is Role.viewer:
            raise OnlyYourself()
        require_members(session, organization_id, [user_id])
    if following:
        follow(session, organization_id, ticket.id, [user_id])
    else:
        session.execute(
            text("DELETE FROM ticket_followers WHERE organization_id = :o AND ticket_id = :ticket AND user_id = :user"),
            {"o": organization_id, "ticket": ticket.id, "user": user_id},
        )
    announce(session, organization_id, "ticket", [ticket.id])
    return followers_of(session, organization_id, ticket.id)


def require_members(session: Session, organization_id: UUID, user_ids: Collection[UUID]) -> None:
    """Raise `MemberNotFound` unless all of these are members."""
    if not user_ids:
        return
    known = session.execute(
        text("SELECT user_id FROM memberships WHERE organization_id = :o AND user_id = ANY(:users)"),
        {"o": organization_id, "users": list(user_ids)},
    )
    if set(known.scalars()) != set(user_ids):
        raise MemberNotFound()
