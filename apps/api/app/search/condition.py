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
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql import Select

from app.core.words import phrase, words_of
from app.identity.models import User
from app.messages.models import Message
from app.search.query import All, Either, Node, Not, parse_query
from app.search.terms import Field, Term
from app.tickets.inbox import tagged
from app.tickets.models import ACTIVE, Queue, Ticket, TicketAlias, TicketMessage, TicketStatus
from app.tickets.reading import unread_by

#: Weights of the search vector: subject A, people B, file names C, body D.
_SUBJECT, _PEOPLE = "A", "B"


def search_condition(query: str, organization_id: UUID, user_id: UUID) -> ColumnElement[bool] | None:
    """`query` as a condition; None when it says nothing. Raises `InvalidQuery`."""
    tree = parse_query(query)
    return _Conditions(organization_id, user_id).of(tree) if tree.parts else None


def is_text(node: Node) -> bool:
    """Whether it asks only for words of a mail, so that it can be part of one full-text query."""
    match node:
        case Term():
            return node.field is Field.text
        case All(parts) | Either(parts):
            return all(is_text(part) for part in parts)
        case Not():
            return False


def words_query(nodes: Sequence[Node]) -> ColumnElement[object]:
    """One full-text query for `nodes`, which are texts: all of them in one mail."""
    return _joined([_words_of(node) for node in nodes], "&&")


def _words_of(node: Node) -> ColumnElement[object]:
    match node:
        case Term():
            return _words(node)
        case All(parts):
            return _joined([_words_of(part) for part in parts], "&&")
        case Either(parts):
            return _joined([_words_of(part) for part in parts], "||")
        case Not():
            raise AssertionError("what is turned round is no text")


def _joined(queries: Sequence[ColumnElement[object]], operator: str) -> ColumnElement[object]:
    whole = queries[0]
    for query in queries[1:]:
        whole = whole.op(operator)(query)
    return whole


def _words(term: Term, weight: str = "") -> ColumnElement[object]:
    """A word or phrase as ``tsquery``, split exactly as the mails were."""
    return cast(phrase(str(term.value), weight=weight, is_prefix=term.is_prefix), TSQUERY)


class _Conditions:
    """Nodes as conditions on the tickets of one organisation, as one of its members means them."""

    def __init__(self, organization_id: UUID, user_id: UUID) -> None:
        self.organization_id = organization_id
        self.user_id = user_id

    def of(self, node: Node) -> ColumnElement[bool]:
        match node:
            case Term():
                return self._term(node)
            case Not(part):
                # COALESCE: "not assigned to me" is true of a ticket that nobody has, where SQL says NULL.
                return not_(func.coalesce(self.of(part), False))
            case Either(parts):
                return or_(*[self.of(part) for part in parts])
            case All(parts):
                texts = [part for part in parts if is_text(part)]
                conditions = [self.of(part) for part in parts if not is_text(part)]
                if texts:
                    conditions.append(self._says(words_query(texts)))
                return and_(*conditions)

    def _tickets_with(self, messages: Select[UUID]) -> ColumnElement[bool]:
        """Tickets in which one of `messages` stands."""
        return Ticket.id.in_(
            select(TicketMessage.ticket_id).where(
                TicketMessage.organization_id == self.organization_id, TicketMessage.message_id.in_(messages)
            )
        )

    def _says(self, words: ColumnElement[object]) -> ColumnElement[bool]:
        return self._tickets_with(select(func.search_messages(words)))

    def _term(self, term: Term) -> ColumnElement[bool]:
        value = term.value
        if isinstance(value, datetime):
            return Ticket.first_message_at < value if term.field is Field.before else Ticket.last_message_at >= value
        match term.field:
            case Field.text:
                return self._says(_words(term))
            case Field.code:
                return _has_code(self.organization_id, value)
            case Field.sender:
                return self._tickets_with(self._written_by(value))
            case Field.recipient:
                return self._tickets_with(self._written_to(value, Message.to_emails, Message.cc_emails))
            case Field.copied:
                return self._tickets_with(self._written_to(value, Message.cc_emails))
            case Field.subject:
                renamed = and_(Ticket.subject_set_by_person, Ticket.subject.icontains(value, autoescape=True))
                return or_(self._says(_words(term, _SUBJECT)), renamed)
            case Field.status:
                return Ticket.status == value
            case Field.priority:
                return Ticket.priority == value
            case Field.assignee:
                return _assigned_to(value, self.user_id)
            case Field.queue:
                named = select(Queue.id).where(
                    Queue.organization_id == self.organization_id, func.lower(Queue.name) == func.lower(value)
                )
                return Ticket.assignee_queue_id.in_(named)
            case Field.tag:
                return tagged([value.lower()])
            case Field.has:
                return Ticket.has_attachments.is_(True)
            case Field.state:
                return self._in_state(value)
            case Field.before | Field.after:
                raise AssertionError("dates are handled above")
            case _:
                assert_never(term.field)

    def _in_state(self, value: str) -> ColumnElement[bool]:
        active = Ticket.status.in_(ACTIVE)
        match value:
            case "unread":
                return unread_by(self.organization_id, self.user_id)
            case "read":
                return not_(unread_by(self.organization_id, self.user_id))
            case "unassigned":
                return and_(Ticket.assignee_user_id.is_(None), Ticket.assignee_queue_id.is_(None))
            case "assigned":
                return or_(Ticket.assignee_user_id.is_not(None), Ticket.assignee_queue_id.is_not(None))
            case "active":
                return active
            case "snoozed":
                return Ticket.snoozed_until.is_not(None)
            case "due":
                return Ticket.response_due_at.is_not(None)
            case "overdue":
                return Ticket.response_due_at <= func.now()
            case "unanswered":
                return and_(active, Ticket.last_direction == literal("inbound"))
            case _:
                return Ticket.status == TicketStatus(value)

    def _named(self, text: str) -> Select[UUID]:
        """Messages that name `text` among their people: a whole address, a domain (``@example.com``), or words of which
        the last may be only begun. The index finds them; the columns then say in which part."""
        whole = "@" in text
        words = cast(phrase(text, weight=_PEOPLE, is_prefix=not whole), TSQUERY)
        mine = select(Message.id).where(Message.organization_id == self.organization_id)
        # Without a word ("%_") nothing is found by the index, and the columns decide alone.
        return mine.where(Message.id.in_(select(func.search_messages(words)))) if words_of(text) else mine

    def _written_by(self, value: str) -> Select[UUID]:
        text = value.lower()
        named = self._named(text)
        if text.startswith("@"):
            return named.where(Message.from_email.endswith(text, autoescape=True))
        if "@" in text:
            return named.where(or_(Message.from_email == text, Message.author["email"].astext == text))
        return named.where(
            or_(
                Message.from_email.icontains(text, autoescape=True),
                Message.from_name.icontains(text, autoescape=True),
                Message.author["name"].astext.icontains(text, autoescape=True),
            )
        )

    def _written_to(self, value: str, *lists: InstrumentedAttribute[list[str]]) -> Select[UUID]:
        text = value.lower()
        named = self._named(text)
        if "@" in text and not text.startswith("@"):
            address = cast([text], ARRAY(Text))
            return named.where(or_(*[column.contains(address) for column in lists]))
        # A space on either side, so that a domain ends where the address does.
        wanted = f"{text} " if text.startswith("@") else text
        people = [
            func.array_to_string(column, " ").op("||")(" ").icontains(wanted, autoescape=True) for column in lists
        ]
        return named.where(or_(*people))


#: A ticket by its code; one that was merged: its code finds the one it was merged into.
_Coded = aliased(Ticket)


def _has_code(organization_id: UUID, code: str) -> ColumnElement[bool]:
    code = f"T-{int(code[2:]):06d}"
    # Each way is one look into an index; as three conditions side by side they would make PostgreSQL read every ticket.
    own = select(func.coalesce(_Coded.merged_into, _Coded.id)).where(
        _Coded.organization_id == organization_id, _Coded.ticket_code == code
    )
    alias = select(TicketAlias.ticket_id).where(
        TicketAlias.organization_id == organization_id, TicketAlias.alias_code == code
    )
    return Ticket.id.in_(own.union_all(alias))


def _assigned_to(value: str, user_id: UUID) -> ColumnElement[bool]:
    if value == "none":
        return Ticket.assignee_user_id.is_(None)
    if value == "me":
        return Ticket.assignee_user_id == user_id
    return Ticket.assignee_user_id == select(User.id).where(User.email == value).scalar_subquery()
