"""What happened to a ticket and what people noted on it, in pages from the newest back."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.identity.access import Caller
from app.identity.members import members_by_email, names_of
from app.identity.models import Role
from app.tickets.fields import PersonOut
from app.tickets.lookup import family_of
from app.tickets.markdown import render_note
from app.tickets.models import EventKind, TicketEvent, TicketNote
from app.tickets.schemas import EventOut, NoteOut
from app.tickets.undoable import INTERNAL, obstacles

Row = TypeVar("Row", TicketEvent, TicketNote)


def event_rows(
    session: Session, organization_id: UUID, ticket_id: UUID, cursor: str | None, limit: int
) -> tuple[list[TicketEvent], str | None]:
    """The newest `limit` events before `cursor`, oldest first, and the cursor of the older ones."""
    mine = TicketEvent.ticket_id == ticket_id
    return _page(session, TicketEvent, organization_id, mine, cursor, limit)


def note_rows(
    session: Session, organization_id: UUID, ticket_id: UUID, cursor: str | None, limit: int
) -> tuple[list[TicketNote], str | None]:
    """The newest `limit` notes before `cursor`, oldest first, and the cursor of the older ones; also those of tickets
    that were merged into this one."""
    mine = TicketNote.ticket_id.in_(family_of(organization_id, ticket_id))
    return _page(session, TicketNote, organization_id, mine, cursor, limit)


def _page(
    session: Session,
    model: type[Row],
    organization_id: UUID,
    mine: ColumnElement[bool],
    cursor: str | None,
    limit: int,
) -> tuple[list[Row], str | None]:
    name = model.__tablename__
    statement = (
        select(model)
        .where(model.organization_id == organization_id, mine)
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


def show_events(session: Session, caller: Caller, events: list[TicketEvent]) -> list[EventOut]:
    """Events as `caller` sees them, with names in place of ids and whether the caller can undo each now."""
    names = names_of(session, {event.actor_user_id for event in events if event.actor_user_id is not None})
    writers = _writers(session, [event for event in events if event.kind is EventKind.outside_reply])
    fixed = obstacles(session, caller.organization_id, events) if caller.role is not Role.viewer else {}
    return [
        EventOut(
            id=event.id,
            kind=event.kind,
            actor=writers.get(event.id) or _person(names, event.actor_user_id),
            data={key: value for key, value in event.data.items() if key not in INTERNAL},
            message_id=event.message_id,
            created_at=event.created_at,
            undone_at=event.undone_at,
            undoable=event.id in fixed and fixed[event.id] is None,
        )
        for event in events
    ]


def show_notes(session: Session, notes: list[TicketNote]) -> list[NoteOut]:
    """Notes as people see them, with names in place of ids."""
    people = {note.author_user_id for note in notes} | {one for note in notes for one in note.mentioned_user_ids}
    names = names_of(session, {user_id for user_id in people if user_id is not None})
    return [_note(note, names) for note in notes]


def _person(names: dict[UUID, str], user_id: UUID | None) -> PersonOut | None:
    return PersonOut(user_id=user_id, name=names[user_id]) if user_id in names else None


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


def _note(note: TicketNote, names: dict[UUID, str]) -> NoteOut:
    mentions = [person for user_id in note.mentioned_user_ids if (person := _person(names, user_id))]
    return NoteOut(
        id=note.id,
        author=_person(names, note.author_user_id),
        body_markdown=note.body_markdown,
        body_html=render_note(note.body_markdown, [person.name for person in mentions]),
        mentions=mentions,
        created_at=note.created_at,
    )
