"""Who looks at a ticket, and who writes in it, at this moment. Never what they write.

Each window says it every 15 seconds; what is not said again is forgotten after `EXPIRY`, by itself for whoever reads
and by `sweep` for the table. Only a change is announced, a repetition is not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.access import Caller
from app.realtime.notify import announce
from app.tickets.attention_models import PresenceState
from app.tickets.attention_schemas import PresenceBeat, PresenceOut
from app.tickets.lookup import find_ticket

EXPIRY = timedelta(seconds=40)
_MOST_SHOWN = 1000

_SAY = text(
    """
INSERT INTO ticket_presence AS p (organization_id, ticket_id, user_id, client_id, state, since, seen_at)
VALUES (:o, :ticket, :user, :client, :state, now(), now())
ON CONFLICT (organization_id, ticket_id, user_id, client_id) DO UPDATE SET
    since = CASE WHEN p.state = excluded.state AND p.seen_at > now() - :expiry THEN p.since ELSE now() END,
    state = excluded.state, seen_at = now()
RETURNING p.since = now()
"""
)
_LEAVE = text(
    "DELETE FROM ticket_presence WHERE organization_id = :o AND ticket_id = :ticket AND user_id = :user"
    " AND client_id = :client RETURNING true"
)
#: One line a person and ticket: of several windows the one that says most.
_OTHERS = """
SELECT DISTINCT ON (p.ticket_id, p.user_id) p.ticket_id, p.user_id, coalesce(nullif(u.name, ''), u.email) AS name,
       p.state, p.since
FROM ticket_presence p JOIN users u ON u.id = p.user_id
WHERE p.organization_id = :o AND p.user_id <> :user AND p.seen_at > now() - :expiry {only}
ORDER BY p.ticket_id, p.user_id, array_position(ARRAY['replying', 'noting', 'viewing'], p.state::text), p.since
LIMIT :n
"""


def beat(session: Session, caller: Caller, ticket_id: UUID, said: PresenceBeat) -> list[PresenceOut]:
    """Take what a window says; who else is at the ticket. Raises `TicketNotFound`."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    mine: dict[str, Any] = {
        "o": caller.organization_id,
        "ticket": ticket.id,
        "user": caller.user_id,
        "client": said.client_id,
    }
    if said.state is None:
        changed = session.execute(_LEAVE, mine).scalar()
    else:
        changed = session.execute(_SAY, mine | {"state": said.state.value, "expiry": EXPIRY}).scalar()
    if changed:
        announce(session, caller.organization_id, "presence", [ticket.id])
    return others(session, caller, ticket.id)


def others(session: Session, caller: Caller, ticket_id: UUID | None = None) -> list[PresenceOut]:
    """Who else is at the ticket, or (None) at any."""
    only = "" if ticket_id is None else "AND p.ticket_id = :ticket"
    values = {"o": caller.organization_id, "user": caller.user_id, "expiry": EXPIRY, "n": _MOST_SHOWN}
    rows = session.execute(text(_OTHERS.format(only=only)), values | ({"ticket": ticket_id} if ticket_id else {}))
    return [
        PresenceOut(
            ticket_id=row.ticket_id,
            user_id=row.user_id,
            name=row.name,
            state=PresenceState(row.state),
            since=row.since,
        )
        for row in rows
    ]


def sweep(session: Session, organization_id: UUID) -> None:
    """Forget who has not said anything for long, and tell who looks at the same tickets."""
    rows = session.execute(
        text(
            "DELETE FROM ticket_presence WHERE organization_id = :o AND seen_at < now() - :expiry RETURNING ticket_id"
        ),
        {"o": organization_id, "expiry": EXPIRY},
    )
    announce(session, organization_id, "presence", set(rows.scalars()))
