"""A parsed search as a condition on tickets.

Texts that stand side by side must stand in one mail: they become one full-text query, which the index answers by
itself. What is turned round ("-word") must stand in no mail of the ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import aliased
from sqlalchemy.sql import Select

from app.core.words import phrase
from app.identity.models import User
from app.messages.models import Message
from app.search.query import Field, Group, Term, parse_query
from app.tickets.models import ACTIVE, Queue, Ticket, TicketAlias, TicketMessage

#: Weights of the search vector: subject A, people B, file names C, body D.
_SUBJECT, _PEOPLE = "A", "B"


def search_condition(query: str, organization_id: UUID, user_id: UUID) -> ColumnElement[bool] | None:
    """`query` as a condition; None when it says nothing. Raises `InvalidQuery`."""
    groups = parse_query(query)
    texts = [group for group in groups if _is_text(group)]
    conditions = [_group(group, organization_id, user_id) for group in groups if not _is_text(group)]
    if texts:
        conditions.append(_says(organization_id, _all_of(texts)))
    return and_(*conditions) if conditions else None


def _is_text(group: Group) -> bool:
    return all(term.field is Field.text and not term.negated for term in group)


def _all_of(groups: Sequence[Group]) -> ColumnElement[object]:
    """One full-text query: every group, any term of it."""
    whole: ColumnElement[object] | None = None
    for group in groups:
        either: ColumnElement[object] | None = None
        for term in group:
            one = _words(term)
            either = one if either is None else either.op("||")(one)
        assert either is not None
        whole = either if whole is None else whole.op("&&")(either)
    assert whole is not None
    return whole


def _words(term: Term, weight: str = "") -> ColumnElement[object]:
    """A word or phrase as ``tsquery``, split exactly as the mails were."""
    return cast(phrase(str(term.value), weight=weight, is_prefix=term.is_prefix), TSQUERY)


def _tickets_with(organization_id: UUID, messages: Select[UUID]) -> ColumnElement[bool]:
    """Tickets in which one of `messages` stands."""
    return Ticket.id.in_(
        select(TicketMessage.ticket_id).where(
            TicketMessage.organization_id == organization_id, TicketMessage.message_id.in_(messages)
        )
    )


def _says(organization_id: UUID, words: ColumnElement[object]) -> ColumnElement[bool]:
    return _tickets_with(organization_id, select(func.search_messages(words)))


def _group(group: Group, organization_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    return or_(*[_term(term, organization_id, user_id) for term in group])


def _term(term: Term, organization_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    condition = _holds(term, organization_id, user_id)
    # COALESCE: "not assigned to me" is true of a ticket that nobody has, where SQL says NULL.
    return not_(func.coalesce(condition, False)) if term.negated else condition


def _holds(term: Term, organization_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    value = term.value
    if isinstance(value, datetime):
        return Ticket.first_message_at < value if term.field is Field.before else Ticket.last_message_at >= value
    match term.field:
        case Field.text:
            return _says(organization_id, _words(term))
        case Field.code:
            return _has_code(organization_id, value)
        case Field.sender:
            return _tickets_with(organization_id, _written_by(organization_id, term, value))
        case Field.recipient:
            return _tickets_with(organization_id, _written_to(organization_id, term, value))
        case Field.subject:
            renamed = and_(Ticket.subject_set_by_person, Ticket.subject.icontains(value, autoescape=True))
            return or_(_says(organization_id, _words(term, _SUBJECT)), renamed)
        case Field.status:
            return Ticket.status == value
        case Field.priority:
            return Ticket.priority == value
        case Field.assignee:
            return _assigned_to(value, user_id)
        case Field.queue:
            named = select(Queue.id).where(
                Queue.organization_id == organization_id, func.lower(Queue.name) == func.lower(value)
            )
            return Ticket.assignee_queue_id.in_(named)
        case Field.tag:
            return Ticket.tags.contains(cast([value.lower()], ARRAY(Text)))
        case Field.has:
            return Ticket.has_attachments.is_(True)
        case Field.state:
            return _in_state(value)
        case Field.before | Field.after:
            raise AssertionError("dates are handled above")
        case _:
            assert_never(term.field)


#: A ticket that was merged: its code finds the one it was merged into.
_Merged = aliased(Ticket)


def _has_code(organization_id: UUID, code: str) -> ColumnElement[bool]:
    code = f"T-{int(code[2:]):06d}"
    alias = select(TicketAlias.ticket_id).where(
        TicketAlias.organization_id == organization_id, TicketAlias.alias_code == code
    )
    merged = select(_Merged.merged_into).where(
        _Merged.organization_id == organization_id, _Merged.ticket_code == code, _Merged.merged_into.is_not(None)
    )
    return or_(Ticket.ticket_code == code, Ticket.id.in_(alias), Ticket.id.in_(merged))


def _written_by(organization_id: UUID, term: Term, value: str) -> Select[UUID]:
    """Messages from an address, from a domain (``@example.com``), or from a name or address that contains the text."""
    mine = select(Message.id).where(Message.organization_id == organization_id)
    text = value.lower()
    if "@" in text and not text.startswith("@"):
        return mine.where(_names(term), or_(Message.from_email == text, Message.author["email"].astext == text))
    if text.startswith("@"):
        return mine.where(Message.from_email.endswith(text, autoescape=True))
    return mine.where(
        or_(
            Message.from_email.icontains(text, autoescape=True),
            Message.from_name.icontains(text, autoescape=True),
            Message.author["name"].astext.icontains(text, autoescape=True),
        )
    )


def _written_to(organization_id: UUID, term: Term, value: str) -> Select[UUID]:
    """Messages to (or cc) an address, or to one that contains the text."""
    mine = select(Message.id).where(Message.organization_id == organization_id)
    text = value.lower()
    if "@" in text and not text.startswith("@"):
        address = cast([text], ARRAY(Text))
        return mine.where(_names(term), or_(Message.to_emails.contains(address), Message.cc_emails.contains(address)))
    people = func.array_to_string(Message.to_emails.op("||")(Message.cc_emails), " ")
    return mine.where(people.icontains(text, autoescape=True))


def _names(term: Term) -> ColumnElement[bool]:
    """Messages that name this address in any part: the index finds them, and the columns then say in which."""
    return Message.id.in_(select(func.search_messages(_words(term, _PEOPLE))))


def _assigned_to(value: str, user_id: UUID) -> ColumnElement[bool]:
    if value == "none":
        return Ticket.assignee_user_id.is_(None)
    if value == "me":
        return Ticket.assignee_user_id == user_id
    return Ticket.assignee_user_id == select(User.id).where(User.email == value).scalar_subquery()


def _in_state(value: str) -> ColumnElement[bool]:
    active = Ticket.status.in_(ACTIVE)
    match value:
        case "unassigned":
            return and_(Ticket.assignee_user_id.is_(None), Ticket.assignee_queue_id.is_(None))
        case "assigned":
            return or_(Ticket.assignee_user_id.is_not(None), Ticket.assignee_queue_id.is_not(None))
        case "active":
            return active
        case "snoozed":
            return Ticket.snoozed_until.is_not(None)
        case _:
            return and_(active, Ticket.last_direction == literal("inbound"))
