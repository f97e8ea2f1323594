"""Why a mail is where it is: each stage's stored decision, in one shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messages.models import Message, Occurrence
from app.tickets.lookup import find_message, live_ticket
from app.tickets.message_schemas import Stage, Why
from app.tickets.models import EventKind, Ticket, TicketEvent
from app.tickets.near_misses import near_misses
from app.tickets.placed import placed_by


def explain_message(session: Session, organization_id: UUID, ticket_id: UUID, message_id: UUID) -> Why:
    """The decisions about one mail of the ticket. Raises `TicketNotFound`, `MessageNotFound`."""
    ticket = live_ticket(session, organization_id, ticket_id)
    message = find_message(session, ticket, message_id)
    return Why(
        dedupe=_dedupe(session, message),
        stitch=_stitch(session, ticket, message),
        routing=_routing(session, ticket),
        classification=_classification(message),
    )


def _dedupe(session: Session, message: Message) -> Stage:
    copies = session.scalars(
        select(Occurrence)
        .where(Occurrence.organization_id == message.organization_id, Occurrence.message_id == message.id)
        .order_by(Occurrence.processed_at, Occurrence.id)
    ).all()
    reasons = sorted({copy.dedupe_reason for copy in copies if copy.dedupe_reason})
    return Stage(
        decision="one_copy" if len(copies) == 1 else f"{len(copies)}_copies_of_one_message",
        reason=", ".join(reasons) or "not_recorded",
        confidence=1.0,
        evidence={
            "rfc_message_id": message.rfc_message_id,
            "fingerprint": message.fingerprint.hex(),
            "copies": [_copy(copy) for copy in copies],
        },
        alternatives=_same_id(session, message),
    )


def _copy(copy: Occurrence) -> dict[str, Any]:
    return {
        "occurrence_id": str(copy.id),
        "mailbox_id": str(copy.mailbox_id),
        "gmail_message_id": copy.gmail_message_id,
        "reason": copy.dedupe_reason,
        "recipient": copy.original_recipient_evidence,
    }


def _same_id(session: Session, message: Message) -> list[dict[str, Any]]:
    """Other mails that carry the same Message-ID with other content."""
    if message.rfc_message_id is None:
        return []
    others = session.scalars(
        select(Message.id)
        .where(
            Message.organization_id == message.organization_id,
            Message.rfc_message_id == message.rfc_message_id,
            Message.id != message.id,
        )
        .order_by(Message.id)
        .limit(20)
    )
    return [{"message_id": str(other), "reason": "same Message-ID, other content"} for other in others]


def _stitch(session: Session, ticket: Ticket, message: Message) -> Stage:
    """The machine's decision; where a person decided otherwise, theirs, and the machine's as an alternative."""
    evidence = _without(message.stitch_evidence, "alternatives")
    alternatives = _alternatives(message.stitch_evidence)
    reason, confidence = message.stitch_reason, message.stitch_confidence
    placed = placed_by(session, ticket, message)
    if placed is not None:
        mechanical = {"reason": reason, "confidence": confidence, **evidence, **placed.otherwise}
        alternatives = [mechanical | {"not_taken": "A person decided otherwise"}, *alternatives]
        reason, confidence, evidence = placed.reason, 1.0, placed.evidence
    return Stage(
        decision=ticket.ticket_code,
        reason=reason,
        confidence=confidence,
        evidence=evidence,
        alternatives=[*alternatives, *near_misses(session, ticket, message)],
    )


def _routing(session: Session, ticket: Ticket) -> Stage | None:
    event = session.scalars(
        select(TicketEvent)
        .where(
            TicketEvent.organization_id == ticket.organization_id,
            TicketEvent.ticket_id == ticket.id,
            TicketEvent.kind == EventKind.routed,
        )
        .order_by(TicketEvent.created_at.desc(), TicketEvent.id.desc())
        .limit(1)
    ).one_or_none()
    if event is None:
        return None
    rule = event.data.get("rule")
    evidence = event.data.get("evidence") or {}
    return Stage(
        decision=str(rule["name"]) if rule else "no_rule" if event.data.get("allowlisted", True) else "not_allowlisted",
        reason=str(event.data.get("explanation", "")),
        confidence=evidence.get("recipient_confidence"),
        evidence=evidence | {"actions": event.data.get("actions") or {}},
        alternatives=_alternatives(event.data),
    )


def _classification(message: Message) -> Stage:
    """As it was stored: its reason and confidence, and the headers that decided."""
    evidence = message.classification_evidence
    told = {key: value for key, value in evidence.items() if key not in ("reason", "confidence", "alternatives")}
    headers = told.pop("headers", None) or {}
    return Stage(
        decision=message.classification,
        reason=str(evidence.get("reason") or "not_recorded"),
        confidence=evidence.get("confidence"),
        evidence=headers | told,
        alternatives=_alternatives(evidence),
    )


def _alternatives(evidence: dict[str, Any]) -> list[dict[str, Any]]:
    found: Sequence[Any] = evidence.get("alternatives") or []
    return [one if isinstance(one, dict) else {"alternative": one} for one in found]


def _without(evidence: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in evidence.items() if key != name}
