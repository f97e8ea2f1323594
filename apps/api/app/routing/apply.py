"""Apply routing to new tickets: once, by the mail that a ticket began with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows, update_rows
from app.core.ids import new_id
from app.messages.models import Direction
from app.routing.decide import Decision, Facts, Rule, decide
from app.routing.models import AllowlistEntry, RoutingRule
from app.tickets.models import EventKind, TicketEvent, TicketStatus


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


_UNROUTED = """
SELECT t.id, t.root_message_id, t.routed_message_id IS NOT NULL FROM tickets t
WHERE t.organization_id = :o AND t.id = ANY(:ids) AND t.root_message_id IS NOT NULL AND t.merged_into IS NULL
  AND t.routed_message_id IS DISTINCT FROM t.root_message_id
  AND NOT EXISTS (SELECT FROM ticket_events e WHERE e.organization_id = t.organization_id AND e.ticket_id = t.id
                  AND e.actor_user_id IS NOT NULL)
ORDER BY t.number
"""


def route_tickets(session: Session, organization_id: UUID, ticket_ids: Collection[UUID], policy: Policy) -> list[UUID]:
    """Route those of the tickets that are new, or began earlier than was known and that nobody has touched yet.

    Returns tickets that were routed before by another mail: their status is to be derived again.
    """
    if not ticket_ids:
        return []
    rows: Sequence[Any] = session.execute(text(_UNROUTED), {"o": organization_id, "ids": sorted(ticket_ids)}).all()
    if not rows:
        return []
    again = [row[0] for row in rows if row[2]]
    _forget_routing(session, organization_id, again)
    evidence = routing_evidence(session, organization_id, [row[1] for row in rows])
    changes, events = [], []
    for ticket_id, root, _ in rows:
        known = evidence[root]
        decision = policy.decide(known.facts)
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
    return again


_ROUTE = text(
    """
UPDATE tickets t SET routed_message_id = row.root, assignee_queue_id = row.queue, assignee_user_id = row.person,
    status = coalesce(row.status, t.status),
    status_set_at = CASE WHEN row.status IS NULL THEN t.status_set_at ELSE now() END
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, root uuid, queue uuid, person uuid, status varchar)
WHERE t.organization_id = :o AND t.id = row.id
"""
)


def _forget_routing(session: Session, organization_id: UUID, ticket_ids: Sequence[UUID]) -> None:
    if not ticket_ids:
        return
    mine = {"o": organization_id, "ids": sorted(ticket_ids)}
    session.execute(
        text("DELETE FROM ticket_events WHERE organization_id = :o AND ticket_id = ANY(:ids) AND kind = 'routed'"), mine
    )
    session.execute(
        text("UPDATE tickets SET status = 'new', status_set_at = NULL WHERE organization_id = :o AND id = ANY(:ids)"),
        mine,
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
