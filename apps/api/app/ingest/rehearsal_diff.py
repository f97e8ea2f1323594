"""What differs between two views of messages and tickets, as people read it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

#: What a ticket got from routing; the rest it has from its mail.
_ROUTED = ("routing", "queue", "assignee")
_NEW = "a new ticket"
_MESSAGE_FIELDS = ("classification", "direction", "author", "subject", "outcome", "copies")
_TICKET_FIELDS = ("subject", "status", "requester", "messages")

Rows = Mapping[UUID, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Messages and tickets by id, each with its fields."""

    messages: Rows
    tickets: Rows


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing that would differ: from → to of each field. `id` and `label` (a message's subject, a ticket's code)
    are None for what does not exist yet."""

    what: Literal["message", "ticket", "routing"]
    kind: Literal["appears", "vanishes", "changes", "fails"]
    id: UUID | None
    label: str | None
    fields: dict[str, tuple[Any, Any]]


def alterations(before: Snapshot, after: Snapshot) -> list[Alteration]:
    """Messages, then tickets, then routing; in an order that does not depend on ids that are made up on the way."""
    found = [*_messages(before, after), *_tickets(before, after)]
    order = {"message": 0, "ticket": 1, "routing": 2}
    return sorted(found, key=lambda one: (order[one.what], one.kind, str(one.id or ""), repr(one.fields)))


def _messages(before: Snapshot, after: Snapshot) -> Iterator[Alteration]:
    for one in before.messages.keys() | after.messages.keys():
        old, new = before.messages.get(one), after.messages.get(one)
        fields = {
            name: (_shown(name, old, before, before), _shown(name, new, after, before)) for name in _MESSAGE_FIELDS
        }
        if old is None:
            yield Alteration("message", "appears", None, None, fields)
        elif new is None:
            yield Alteration("message", "vanishes", one, old["subject"], fields)
        elif changed := _changed(fields):
            yield Alteration("message", "changes", one, old["subject"], changed)


def _shown(name: str, row: Mapping[str, Any] | None, own: Snapshot, before: Snapshot) -> Any:
    """The value for people; a ticket by its code, one that does not exist yet as that."""
    if row is None:
        return None
    if name != "outcome" or row["ticket"] is None:
        return row[name]
    return own.tickets[row["ticket"]]["code"] if row["ticket"] in before.tickets else _NEW


def _tickets(before: Snapshot, after: Snapshot) -> Iterator[Alteration]:
    for one in before.tickets.keys() | after.tickets.keys():
        old, new = before.tickets.get(one), after.tickets.get(one)
        fields = _pairs(_TICKET_FIELDS, old, new)
        routed = _pairs(_ROUTED, old, new)
        if old is None:
            yield Alteration("ticket", "appears", None, None, _changed(fields | routed))
        elif new is None:
            yield Alteration("ticket", "vanishes", one, old["code"], _changed(fields))
        else:
            if changed := _changed(fields):
                yield Alteration("ticket", "changes", one, old["code"], changed)
            if changed := _changed(routed):
                yield Alteration("routing", "changes", one, old["code"], changed)


def _pairs(
    names: tuple[str, ...], old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> dict[str, tuple[Any, Any]]:
    return {name: (old[name] if old else None, new[name] if new else None) for name in names}


def _changed(fields: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    return {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
