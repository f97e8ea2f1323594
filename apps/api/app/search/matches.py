"""What a search found in each ticket of a page: an excerpt of the newest mail that has the words, with the words
marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from app.core.words import spans, words_of
from app.messages.models import Attachment, Message, MessageContent
from app.search.condition import is_text, words_query
from app.search.query import All, Either, Node, Not, parse_query
from app.search.terms import Field, Term
from app.tickets.models import Ticket, TicketMessage
from app.tickets.schemas import Piece, TicketMatch

#: How much of a mail is looked through for an excerpt, in characters.
_LOOKED_THROUGH = 8_000
_BEFORE, _LENGTH = 50, 220
_BLANK = re.compile(r"\s+")

Wanted = Sequence[tuple[list[str], bool]]
"""Runs of words that were searched for, each with whether its last word may be only begun."""


def find_matches(
    session: Session, organization_id: UUID, query: str, tickets: Collection[Ticket]
) -> dict[UUID, TicketMatch]:
    """Ticket → where its words were found. Empty when `query` searches for no words."""
    tree = parse_query(query)
    terms = list(_terms(tree))
    if not terms or not tickets:
        return {}
    wanted = [(words_of(str(term.value)), term.is_prefix) for term in terms]
    nodes: Sequence[Node] = [part for part in tree.parts if is_text(part)] or [Either(tuple(terms))]
    rows = session.execute(_statement(organization_id, nodes, [ticket.id for ticket in tickets]))
    subjects = {ticket.id: ticket.subject for ticket in tickets}
    return {row.ticket_id: _match(row, subjects[row.ticket_id], wanted) for row in rows}


def _terms(node: Node) -> Iterator[Term]:
    """The words and phrases that are searched for, apart from what is turned round."""
    match node:
        case Term():
            if node.field in (Field.text, Field.subject):
                yield replace(node, field=Field.text)
        case All(parts) | Either(parts):
            for part in parts:
                yield from _terms(part)
        case Not():
            return


def _statement(organization_id: UUID, nodes: Sequence[Node], ticket_ids: list[UUID]) -> Any:
    files = (
        select(func.string_agg(Attachment.filename, " · "))
        .where(Attachment.organization_id == organization_id, Attachment.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    found = (
        select(
            Message.id.label("message_id"),
            Message.from_name,
            Message.from_email,
            Message.to_emails,
            Message.cc_emails,
            files.label("files"),
            func.left(MessageContent.body_text, _LOOKED_THROUGH).label("body"),
        )
        .select_from(TicketMessage)
        .join(
            MessageContent,
            (MessageContent.organization_id == TicketMessage.organization_id)
            & (MessageContent.message_id == TicketMessage.message_id),
        )
        .join(
            Message,
            (Message.organization_id == TicketMessage.organization_id) & (Message.id == TicketMessage.message_id),
        )
        .where(
            TicketMessage.organization_id == organization_id,
            TicketMessage.ticket_id == Ticket.id,
            MessageContent.search.op("@@")(words_query(nodes)),
        )
        .order_by(TicketMessage.sort_at.desc(), TicketMessage.message_id.desc())
        .limit(1)
        .correlate(Ticket)
        .lateral("found")
    )
    return (
        select(Ticket.id.label("ticket_id"), *found.c)
        .join(found, true())
        .where(Ticket.organization_id == organization_id, Ticket.id.in_(ticket_ids))
    )


def _match(row: Any, subject: str, wanted: Wanted) -> TicketMatch:
    people = f"{row.from_name} <{row.from_email}> → {', '.join([*row.to_emails, *row.cc_emails])}"
    body = _plain(row.body)
    excerpt = next(
        (pieces for text in (body, _plain(people), _plain(row.files or "")) if (pieces := excerpt_of(text, wanted))),
        [Piece(text=body[:_LENGTH], hit=False)],
    )
    return TicketMatch(message_id=row.message_id, subject=pieces_of(_plain(subject), wanted), excerpt=excerpt)


def _plain(text: str) -> str:
    return _BLANK.sub(" ", unicodedata.normalize("NFC", text)).strip()


def excerpt_of(text: str, wanted: Wanted) -> list[Piece]:
    """A stretch of `text` from a little before its first hit, in pieces; empty when there is none. Pure."""
    first = next(_hits(text, wanted), None)
    if first is None:
        return []
    start = max(first[0] - _BEFORE, 0)
    if start > 0:
        # From the beginning of a word, unless that is longer than what leads to the hit.
        start = min(text.find(" ", start) + 1 or first[0], first[0])
    cut = text[start : start + _LENGTH]
    shown = ("…" if start > 0 else "") + cut + ("…" if start + _LENGTH < len(text) else "")
    return pieces_of(shown, wanted)


def pieces_of(text: str, wanted: Wanted) -> list[Piece]:
    """`text`, which is in NFC, cut where hits begin and end. Pure."""
    pieces: list[Piece] = []
    at = 0
    for start, end in _hits(text, wanted):
        if start > at:
            pieces.append(Piece(text=text[at:start], hit=False))
        pieces.append(Piece(text=text[start:end], hit=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text=text[at:], hit=False))
    return pieces


def _hits(text: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Where a run of words stands, one after the other, never overlapping."""
    words = list(spans(text))
    number = 0
    while number < len(words):
        run = next((len(w) for w, is_prefix in wanted if _stands_at(words, number, w, is_prefix)), 0)
        if run:
            yield words[number][0], words[number + run - 1][1]
        number += max(run, 1)


def _stands_at(words: Sequence[tuple[int, int, str]], number: int, wanted: list[str], is_prefix: bool) -> bool:
    if not wanted or number + len(wanted) > len(words):
        return False
    here = [word for _, _, word in words[number : number + len(wanted)]]
    if not is_prefix:
        return here == wanted
    return here[:-1] == wanted[:-1] and here[-1].startswith(wanted[-1])
