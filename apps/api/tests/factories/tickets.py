"""Tickets with their mails, and many bare tickets at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.ids import new_id
from app.tickets.activity import refresh_tickets
from app.tickets.models import EventKind, Priority, Queue, Ticket, TicketEvent, TicketMessage, TicketStatus
from app.tickets.opening import next_numbers, ticket_code
from tests.factories.mail import Mail, make_message, make_thread

_RANK = {Priority.low: 0, Priority.normal: 1, Priority.high: 2, Priority.urgent: 3}


def make_ticket(organization_id: UUID, mails: Sequence[Mail] = (Mail(),), **columns: Any) -> UUID:
    """A ticket with these mails; `columns` are set on it afterwards (a status counts as set by a person). Its id."""
    with transaction(organization_id) as session:
        ticket = _open(session, organization_id, mails)
        thread_id = make_thread(session, organization_id, ticket.id)
        for mail in mails:
            add_mail(session, ticket, mail, thread_id)
        refresh_tickets(session, organization_id, [ticket.id])
        session.refresh(ticket)
        if "status" in columns:
            columns.setdefault("status_set_at", ticket.last_message_at)
        if "priority" in columns:
            columns.setdefault("priority_rank", _RANK[columns["priority"]])
        for name, value in columns.items():
            setattr(ticket, name, value)
        return ticket.id


def add_mail(session: Session, ticket: Ticket, mail: Mail, thread_id: UUID) -> UUID:
    """One more mail in the ticket; its id. The caller refreshes the ticket."""
    message_id = make_message(session, ticket.organization_id, mail, thread_id)
    session.add(
        TicketMessage(
            organization_id=ticket.organization_id, message_id=message_id, ticket_id=ticket.id, sort_at=mail.at
        )
    )
    session.flush()
    return message_id


def _open(session: Session, organization_id: UUID, mails: Sequence[Mail]) -> Ticket:
    (number,) = next_numbers(session, organization_id, 1)
    ticket = Ticket(
        organization_id=organization_id,
        id=new_id(),
        number=number,
        ticket_code=ticket_code(number),
        subject="",
        requester_email="",
        requester_name="",
        status=TicketStatus.new,
        priority=Priority.normal,
        first_message_at=mails[0].at,
        last_message_at=mails[0].at,
    )
    session.add(ticket)
    session.flush()
    session.add(TicketEvent(organization_id=organization_id, ticket_id=ticket.id, kind=EventKind.created, data={}))
    return ticket


def make_queue(organization_id: UUID, name: str = "Billing") -> UUID:
    """A queue; its id."""
    with transaction(organization_id) as session:
        queue = Queue(organization_id=organization_id, id=new_id(), name=name)
        session.add(queue)
        return queue.id


_MANY = """
INSERT INTO tickets (organization_id, id, number, ticket_code, subject, requester_email, requester_name, status,
                     priority, priority_rank, assignee_user_id, tags, first_message_at, last_message_at, created_at)
SELECT :o, gen_random_uuid(), i, 'T-' || lpad(i::text, 6, '0'), 'Subject ' || i,
       'person' || (i % 500) || '@customer.test', '',
       (ARRAY['new', 'open', 'pending', 'spam', 'resolved', 'closed'])[least(i % 10, 5) + 1],
       (ARRAY['low', 'normal', 'high', 'urgent'])[r + 1], r, CASE WHEN i % 7 = 0 THEN CAST(:u AS uuid) END,
       ARRAY['tag' || i % 50], at, at, at
FROM (SELECT i, i % 4 AS r, timestamptz '2026-01-01' + i * interval '37 seconds' AS at
      FROM generate_series(1, :n) i) AS made
"""


def make_many_tickets(organization_id: UUID, user_id: UUID, count: int) -> None:
    """`count` tickets without mails, for query plans and counts; every seventh belongs to `user_id`."""
    with transaction(organization_id) as session:
        session.execute(text(_MANY), {"o": organization_id, "u": user_id, "n": count})
        session.execute(
            text("UPDATE organizations SET next_ticket_number = :n WHERE id = :o"),
            {"n": count + 1, "o": organization_id},
        )
