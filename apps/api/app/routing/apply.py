"""Apply routing to new tickets: once, by the mail that a ticket began with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows, update_rows
from app.core.db import table_of
from app.core.ids import new_id
from app.messages.models import Direction
from app.routing.decide import Decision, Facts, Rule, decide
from app.routing.models import AllowlistEntry, RoutingRule
from app.tickets.models import EventKind, Ticket, TicketEvent, TicketStatus


@dataclass(frozen=True, slots=True)
class Policy:
    """An organisation's allow-list and rules, as they are now."""

    allowlist: tuple[str, ...]
    rules: tuple[Rule, ...]

    def decide(self, facts: Facts) -> Decision:
        """What the present rules say of `facts`."""
        return decide(facts, self.allowlist, self.rules)


def load_policy(session: Session, organization_id: UUID) -> Policy:
    """The enabled entries and rules of the organisation."""
    entries = session.scalars(
        select(AllowlistEntry.pattern)
        .where(AllowlistEntry.organization_id == organization_id, AllowlistEntry.is_enabled)
        .order_by(AllowlistEntry.id)
    )
    rules = session.scalars(
        select(RoutingRule).where(RoutingRule.organization_id == organization_id, RoutingRule.is_enabled)
    )
    return Policy(tuple(entries), tuple(rule_of(row) for row in rules))


def rule_of(row: RoutingRule) -> Rule:
    """A stored rule as `decide` takes it."""
    return Rule(
        id=row.id,
        name=row.name,
        priority=row.priority,
        recipient_pattern=row.match_recipient_pattern,
        sender_email_pattern=row.match_sender_email_pattern,
        sender_domain_pattern=row.match_sender_domain_pattern,
        direction=row.match_direction,
        assign_queue_id=row.action_assign_queue_id,
        assign_user_id=row.action_assign_user_id,
        set_status=row.action_set_status,
        drop=row.action_drop,
        auto_close=row.action_auto_close,
    )


_FACTS = """
SELECT m.id, m.direction, coalesce(nullif(m.author->>'email', ''), m.from_email) AS sender, o.original_recipient,
       o.original_recipient_source, o.original_recipient_confidence
FROM messages m
LEFT JOIN LATERAL (
    SELECT original_recipient, original_recipient_source, original_recipient_confidence
    FROM message_occurrences o
    WHERE o.organization_id = m.organization_id AND o.message_id = m.id AND o.original_recipient IS NOT NULL
    ORDER BY original_recipient_confidence DESC, original_recipient LIMIT 1
) o ON true
WHERE m.organization_id = :o AND m.id = ANY(:ids)
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What routing knew of a mail, and how."""

    facts: Facts
    source: str | None
    confidence: float | None

    def as_json(self) -> dict[str, Any]:
        """For the event and the "why is this here" page."""
        return {
            "recipient": self.facts.recipient,
            "recipient_source": self.source,
            "recipient_confidence": self.confidence,
            "sender_email": self.facts.sender_email,
            "direction": self.facts.direction.value,
        }


def routing_evidence(session: Session, organization_id: UUID, message_ids: Collection[UUID]) -> dict[UUID, Evidence]:
    """For each message the best evidence of the address it was for."""
    rows = session.execute(text(_FACTS), {"o": organization_id, "ids": sorted(message_ids)})
    return {row[0]: Evidence(Facts(row[3], row[2], Direction(row[1])), row[4], row[5]) for row in rows}


#: In the place of the message that routing went by: the present rules are to be asked again.
_ASK_AGAIN = UUID(int=0)
_UNROUTED = """
SELECT t.id, t.root_message_id, t.routed_message_id, routed.message_id, routed.data, t.status_set_at FROM tickets t
LEFT JOIN LATERAL (
    SELECT e.message_id, e.data FROM ticket_events e
    WHERE e.organization_id = t.organization_id AND e.ticket_id = t.id AND e.kind = 'routed'
    ORDER BY e.created_at DESC, e.id DESC LIMIT 1
) routed ON true
WHERE t.organization_id = :o AND t.id = ANY(:ids) AND t.root_message_id IS NOT NULL AND t.merged_into IS NULL
  AND t.routed_message_id IS DISTINCT FROM t.root_message_id
  AND NOT EXISTS (SELECT FROM ticket_events e WHERE e.organization_id = t.organization_id AND e.ticket_id = t.id
                  AND e.actor_user_id IS NOT NULL)
ORDER BY t.number
"""


def reconsider_routing(session: Session, organization_id: UUID, root_ids: Select[Any]) -> None:
    """Let the tickets that begin with these messages be routed anew when they are next processed, unless a person has
    touched them. A ticket for which the rules say what they said then keeps everything."""
    tickets = table_of(Ticket)
    session.execute(
        update(Ticket)
        .where(
            tickets.c.organization_id == organization_id,
            tickets.c.root_message_id.in_(root_ids),
            tickets.c.routed_message_id.is_not(None),
            ~select(TicketEvent.id)
            .where(
                TicketEvent.organization_id == tickets.c.organization_id,
                TicketEvent.ticket_id == tickets.c.id,
                TicketEvent.actor_user_id.is_not(None),
            )
            .exists(),
        )
        .values(routed_message_id=_ASK_AGAIN)
        .execution_options(synchronize_session=False)
    )


def route_tickets(session: Session, organization_id: UUID, ticket_ids: Collection[UUID], policy: Policy) -> list[UUID]:
    """Route those of the tickets that are new, or began earlier than was known and that nobody has touched yet.

    Returns tickets whose status an earlier routing had set: it is to be derived again.
    """
    if not ticket_ids:
        return []
    rows: Sequence[Any] = session.execute(text(_UNROUTED), {"o": organization_id, "ids": sorted(ticket_ids)}).all()
    if not rows:
        return []
    evidence = routing_evidence(session, organization_id, [row[1] for row in rows])
    decided = [(row, evidence[row[1]], policy.decide(evidence[row[1]].facts)) for row in rows]
    kept = [one for one in decided if _says_the_same(one[0], one[2])]
    _keep_routing(session, organization_id, [(row[0], row[1]) for row, _, _ in kept])
    anew = [one for one in decided if one not in kept]
    again = [row[0] for row, _, _ in anew if row[2] is not None]
    _forget_routing(session, organization_id, again)
    ruled = [row[0] for row, _, _ in anew if row[2] is not None and row[5] is not None]
    _forget_status(session, organization_id, ruled)
    changes, events = [], []
    for row, known, decision in anew:
        ticket_id, root = row[0], row[1]
        # A rule that drops mail makes no ticket; one that exists already is closed, never deleted.
        status = TicketStatus.closed if decision.drop else decision.status
        changes.append(
            {
                "id": ticket_id,
                "root": root,
                "queue": decision.queue_id,
                "person": decision.user_id,
                "status": status,
            }
        )
        events.append(_event(organization_id, ticket_id, root, decision, known))
    update_rows(session, _ROUTE, changes, o=organization_id)
    insert_rows(session, TicketEvent, events)
    return ruled


_ROUTE = text(
    """
UPDATE tickets t SET routed_message_id = row.root, assignee_queue_id = row.queue, assignee_user_id = row.person,
    status = coalesce(row.status, t.status),
    status_set_at = CASE WHEN row.status IS NULL THEN t.status_set_at ELSE now() END
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, root uuid, queue uuid, person uuid, status varchar)
WHERE t.organization_id = :o AND t.id = row.id
"""
)


def _says_the_same(row: Any, decision: Decision) -> bool:
    """Whether a ticket whose routing is reconsidered would get what it got."""
    _, root, routed, told_of, told, _ = row
    if routed != _ASK_AGAIN or told is None or told_of != root:
        return False
    return bool({key: told.get(key) for key in ("explanation", "actions")} == _told(decision))


def _told(decision: Decision) -> dict[str, Any]:
    return {"explanation": decision.explanation, "actions": decision.applied_actions()}


def _keep_routing(session: Session, organization_id: UUID, roots: Sequence[tuple[UUID, UUID]]) -> None:
    rows = [{"id": ticket_id, "root": root} for ticket_id, root in roots]
    update_rows(session, _KEEP, rows, o=organization_id)


_KEEP = text(
    """
UPDATE tickets t SET routed_message_id = row.root
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, root uuid)
WHERE t.organization_id = :o AND t.id = row.id
"""
)


def _forget_routing(session: Session, organization_id: UUID, ticket_ids: Sequence[UUID]) -> None:
    if not ticket_ids:
        return
    session.execute(
        text("DELETE FROM ticket_events WHERE organization_id = :o AND ticket_id = ANY(:ids) AND kind = 'routed'"),
        {"o": organization_id, "ids": sorted(ticket_ids)},
    )


def _forget_status(session: Session, organization_id: UUID, ticket_ids: Sequence[UUID]) -> None:
    if not ticket_ids:
        return
    session.execute(
        text("UPDATE tickets SET status = 'new', status_set_at = NULL WHERE organization_id = :o AND id = ANY(:ids)"),
        {"o": organization_id, "ids": sorted(ticket_ids)},
    )


def _event(organization_id: UUID, ticket_id: UUID, root: UUID, decision: Decision, known: Evidence) -> dict[str, Any]:
    return {
        "organization_id": organization_id,
        "id": new_id(),
        "ticket_id": ticket_id,
        "kind": EventKind.routed,
        "message_id": root,
        "data": routing_data(decision, known),
    }


def routing_data(decision: Decision, known: Evidence) -> dict[str, Any]:
    """What the event of a routing says."""
    return {
        "explanation": decision.explanation,
        "rule": {"id": str(decision.rule.id), "name": decision.rule.name} if decision.rule else None,
        "allowlisted": decision.allowlisted,
        "actions": decision.applied_actions(),
        "evidence": known.as_json(),
    }
