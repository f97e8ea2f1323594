"""What happened to a ticket and what people noted on it, in pages from the newest back."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.identity.members import members_by_email, names_of
from app.tickets.markdown import render_note
from app.tickets.models import EventKind, TicketEvent, TicketNote
from app.tickets.schemas import EventOut, NoteOut, PersonOut

Row = TypeVar("Row", TicketEvent, TicketNote)


def event_rows(
    session: Session, organization_id: UUID, ticket_id: UUID, cursor: str | None, limit: int
) -> tuple[list[TicketEvent], str | None]:
    """The newest `limit` events before `cursor`, oldest first, and the cursor of the older ones."""
    return _page(session, TicketEvent, organization_id, ticket_id, cursor, limit)


def note_rows(
    session: Session, organization_id: UUID, ticket_id: UUID, cursor: str | None, limit: int
) -> tuple[list[TicketNote], str | None]:
    """The newest `limit` notes before `cursor`, oldest first, and the cursor of the older ones."""
    return _page(session, TicketNote, organization_id, ticket_id, cursor, limit)


def _page(
    session: Session, model: type[Row], organization_id: UUID, ticket_id: UUID, cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    name = model.__tablename__
    statement = (
        select(model)
        .where(model.organization_id == organization_id, model.ticket_id == ticket_id)
        .order_by(model.created_at.desc(), model.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        moment, row_id = decode_cursor(name, cursor, 2)
        statement = statement.where(tuple_(model.created_at, model.id) < (cursor_time(moment), cursor_uuid(row_id)))
    rows = list(session.scalars(statement))
    if len(rows) <= limit:
        return rows[::-1], None
    rows = rows[:limit]
    return rows[::-1], encode_cursor(name, [rows[-1].created_at, rows[-1].id])


def show_history(
    session: Session, events: list[TicketEvent], notes: list[TicketNote]
) -> tuple[list[EventOut], list[NoteOut]]:
    """Events and notes as people see them, with names in place of ids; one query for all the names."""
    people = {e.actor_user_id for e in events} | {n.author_user_id for n in notes}
    names = names_of(session, {person for person in people if person is not None})
    answers = [e for e in events if e.kind is EventKind.outside_reply]
    writers = _writers(session, answers)

    def person(user_id: UUID | None) -> PersonOut | None:
        return PersonOut(user_id=user_id, name=names[user_id]) if user_id in names else None

    return [_event(event, writers.get(event.id) or person(event.actor_user_id)) for event in events], [
        _note(note, person(note.author_user_id)) for note in notes
    ]


def _writers(session: Session, answers: list[TicketEvent]) -> dict[UUID, PersonOut]:
    """Who answered from outside: nobody acted here, so the event is credited by the address it was written from."""
    if not answers:
        return {}
    emails = {event.id: str(event.data.get("email", "")) for event in answers}
    people = members_by_email(session, answers[0].organization_id, emails.values())
    return {
        event_id: PersonOut(user_id=people[email][0], name=people[email][1])
        for event_id, email in emails.items()
        if email in people
    }


def _event(event: TicketEvent, actor: PersonOut | None) -> EventOut:
    fields: dict[str, Any] = {name: getattr(event, name) for name in ("id", "kind", "data", "message_id", "created_at")}
    return EventOut(**fields, actor=actor, undoable=False)


def _note(note: TicketNote, author: PersonOut | None) -> NoteOut:
    return NoteOut(
        id=note.id,
        author=author,
        body_markdown=note.body_markdown,
        body_html=render_note(note.body_markdown),
        created_at=note.created_at,
    )
