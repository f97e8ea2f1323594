"""Copies → canonical messages: N copies of one mail become one row, whatever order they come in.

Where copies differ (a Google Groups copy has a rewritten From and a footer) the message shows the best one: the least
"bulk", then the smallest hash, which is arbitrary but the same in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows, update_rows
from app.core.clock import now
from app.core.db import table_of
from app.core.ids import by_id
from app.messages.contents import write_attachments, write_contents
from app.messages.models import Direction, Message
from app.mime import Kind, Origin, ParsedMail, RecipientEvidence

_RANK = {Kind.HUMAN: 0, Kind.COMPLAINT: 1, Kind.NOTIFICATION: 1, Kind.CALENDAR: 1, Kind.LIST: 3, Kind.SPAM: 4}
_OTHER_RANK = 2
#: More ancestors than this no longer count; a millisecond is never reached.
_MOST_FOLLOWED = 999


@dataclass(frozen=True, slots=True)
class Copy:
    """One parsed copy of a mail."""

    occurrence_id: UUID
    raw_sha256: bytes
    label_ids: tuple[str, ...]
    internal_date: datetime | None
    mail: ParsedMail
    kind: Kind
    """The class of the mail, with what Gmail's labels and the organisation's domains add to it."""
    kind_evidence: dict[str, Any]
    direction: Direction
    recipient: RecipientEvidence
    identity: bytes
    origin: Origin
    """Whether it is really one of ours who wrote it, where it says so."""

    @property
    def rank(self) -> tuple[int, bytes]:
        """Smaller is a better source for what people see."""
        return _rank(self.kind, self.origin.verified is False), self.raw_sha256


def _rank(kind: Kind, is_forged: bool) -> int:
    """A copy that a list has changed on the way fails the checks that the direct one passes."""
    return 2 * _RANK.get(kind, _OTHER_RANK) + is_forged


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is in the store already."""

    id: UUID
    thread_id: UUID
    rank: tuple[int, bytes]
    internal_date: datetime | None


def known_messages(session: Session, organization_id: UUID, identities: Sequence[bytes]) -> dict[bytes, Known]:
    """The stored messages with these identities."""
    rows = session.execute(
        text(
            "SELECT identity_key, id, thread_id, classification, raw_sha256, internal_date,"
            " author->>'verified' = 'false' FROM messages"
            " WHERE organization_id = :o AND identity_key = ANY(:identities)"
        ),
        {"o": organization_id, "identities": list(set(identities))},
    )
    return {
        bytes(row[0]): Known(row[1], row[2], (_rank(Kind(row[3]), bool(row[6])), bytes(row[4])), row[5]) for row in rows
    }


def ids_in_use(session: Session, organization_id: UUID, message_ids: Sequence[str]) -> dict[str, set[bytes]]:
    """RFC Message-ID → identities of stored messages that carry it, to notice a reused id."""
    rows = session.execute(
        text(
            "SELECT rfc_message_id, identity_key FROM messages"
            " WHERE organization_id = :o AND rfc_message_id = ANY(:ids)"
        ),
        {"o": organization_id, "ids": list(set(message_ids))},
    )
    used: dict[str, set[bytes]] = {}
    for message_id, identity in rows:
        used.setdefault(message_id or "", set()).add(bytes(identity))
    return used


def sort_moment(mail: ParsedMail, internal_date: datetime | None, fallback: datetime) -> datetime:
    """When the mail was written, as far as one may believe it: the Date header unless it lies after Gmail's own
    arrival time, which no honest clock can say. A microsecond more for each mail that it says it follows: a Date
    counts whole seconds, and an answer within the same second still comes after what it answers."""
    known = [moment for moment in (mail.date, internal_date) if moment is not None]
    followed = min(max(len(mail.references), len(mail.in_reply_to)), _MOST_FOLLOWED)
    return min(known, default=fallback) + timedelta(microseconds=followed)


def write_messages(
    session: Session,
    organization_id: UUID,
    copies: Mapping[UUID, Copy],
    threads: Mapping[UUID, UUID],
    stitched: Mapping[UUID, tuple[str, float, dict[str, Any]]],
    internal_dates: Mapping[UUID, datetime | None],
    parser_version: int,
    stored: Collection[UUID],
) -> None:
    """Insert or rewrite messages (id → the best copy) with bodies and attachments; `stored` are those that are not
    new, and may be left out of `copies`."""
    if not copies:
        return
    rows = [
        _row(organization_id, i, copy, threads[i], stitched[i], internal_dates[i], parser_version)
        for i, copy in sorted(copies.items(), key=by_id)
    ]
    again = [message_id for message_id in stored if message_id in copies]
    # A plain insert is cheaper than one that looks for its own row first.
    before = frozenset(again)
    insert_rows(session, Message, [row for row in rows if row["id"] not in before])
    insert_rows(session, Message, [row for row in rows if row["id"] in before], conflict=_REWRITE)
    _move_in_ticket(session, organization_id, again)
    mails = {message_id: copy.mail for message_id, copy in copies.items()}
    write_contents(session, organization_id, mails, before)
    write_attachments(session, organization_id, mails, before)


#: What a better copy does not change: identity, place, and how it came to its place.
_KEPT = {"organization_id", "id", "identity_key", "thread_id", "created_at"} | {
    "stitch_reason",
    "stitch_confidence",
    "stitch_evidence",
}


#: A mail without any date keeps the moment of its first arrival here.
_SORT_AT = (
    "CASE WHEN excluded.date_header IS NULL AND excluded.internal_date IS NULL"
    " THEN messages.sort_at ELSE excluded.sort_at END"
)
_REWRITE = "ON CONFLICT (organization_id, id) DO UPDATE SET " + ", ".join(
    f"{c.name} = {_SORT_AT if c.name == 'sort_at' else f'excluded.{c.name}'}"
    for c in table_of(Message).columns
    if c.name not in _KEPT
)


def move_earlier(session: Session, organization_id: UUID, moments: Mapping[UUID, datetime]) -> None:
    """Another copy arrived at Gmail earlier than the ones known: the message, and its place in its ticket, follow."""
    rows = [{"id": message_id, "moment": moment} for message_id, moment in sorted(moments.items(), key=by_id)]
    update_rows(session, _MOVE_EARLIER, rows, o=organization_id, most=_MOST_FOLLOWED)
    _move_in_ticket(session, organization_id, moments)


def _move_in_ticket(session: Session, organization_id: UUID, message_ids: Collection[UUID]) -> None:
    if message_ids:
        session.execute(_MOVE_IN_TICKET, {"o": organization_id, "ids": list(message_ids)})


_MOVE_EARLIER = text(
    """
UPDATE messages m SET internal_date = row.moment,
    sort_at = least(coalesce(m.date_header, row.moment), row.moment)
        + least(greatest(cardinality(m.reference_ids), cardinality(m.in_reply_to)), :most) * interval '1 microsecond'
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, moment timestamptz)
WHERE m.organization_id = :o AND m.id = row.id AND (m.internal_date IS NULL OR m.internal_date > row.moment)
"""
)
_MOVE_IN_TICKET = text(
    "UPDATE ticket_messages t SET sort_at = m.sort_at FROM messages m"
    " WHERE m.organization_id = t.organization_id AND m.id = t.message_id"
    " AND t.organization_id = :o AND t.message_id = ANY(:ids) AND t.sort_at <> m.sort_at"
)


def _row(
    organization_id: UUID,
    message_id: UUID,
    copy: Copy,
    thread_id: UUID,
    stitched: tuple[str, float, dict[str, Any]],
    internal_date: datetime | None,
    parser_version: int,
) -> dict[str, Any]:
    mail = copy.mail
    return {
        "organization_id": organization_id,
        "id": message_id,
        "identity_key": copy.identity,
        "fingerprint": mail.fingerprint,
        "rfc_message_id": mail.message_id,
        "thread_id": thread_id,
        "direction": copy.direction,
        "classification": copy.kind.value,
        "classification_evidence": copy.kind_evidence,
        "from_email": mail.from_.email if mail.from_ else "",
        "from_name": mail.from_.name if mail.from_ else "",
        "author": {
            "email": mail.author.email,
            "name": mail.author.name,
            "source": mail.author.source,
            "evidence": mail.author.evidence | copy.origin.evidence,
            "verified": copy.origin.verified,
            "verified_reason": copy.origin.reason,
            **({"refuted": True} if copy.origin.refuted else {}),
        },
        "reply_to_emails": [a.email for a in mail.reply_to if a.email],
        "to_emails": [a.email for a in mail.to if a.email],
        "cc_emails": [a.email for a in mail.cc if a.email],
        "bcc_emails": [a.email for a in mail.bcc if a.email],
        "subject": mail.subject,
        "in_reply_to": list(mail.in_reply_to),
        "reference_ids": list(mail.references),
        "date_header": mail.date,
        "internal_date": internal_date,
        "sort_at": sort_moment(mail, internal_date, now()),
        "snippet": mail.snippet,
        "has_attachments": any(not a.is_inline for a in mail.attachments),
        "raw_sha256": copy.raw_sha256,
        "parser_version": parser_version,
        "defects": list(mail.defects),
        "stitch_reason": stitched[0],
        "stitch_confidence": stitched[1],
        "stitch_evidence": stitched[2],
    }
