"""Our own mail, met again: the sent copy that was read back, and the journal's copy, which proves the delivery.

A signed header alone is no proof of who sends a mail now, for everybody who received it can repeat it. So it counts for
mail that claims to come from the very address the reply was sent from, for a reply that was handed to Gmail, and only
until Gmail's own Message-ID of it is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import update_rows
from app.core.signing import Reference, read_address, read_header
from app.mime import ParsedMail
from app.tickets.lookup import lock_tickets_of

_RECIPIENT_HEADERS = ("delivered-to", "x-gm-original-to", "x-original-to", "envelope-to")
_MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class OwnMail:
    """A mail of a batch that may be one of our replies."""

    message_id: UUID
    rfc_message_id: str | None
    from_email: str
    reply_id: UUID | None
    """What a header of ours, validly signed, says."""


def reply_named_by(organization_id: UUID, mail: ParsedMail) -> UUID | None:
    """The reply that the mail says to be, validly signed."""
    value = mail.header(Reference.message_header.value)
    return read_header(Reference.message_header, organization_id, value) if value else None


def tickets_named_by(organization_id: UUID, mail: ParsedMail) -> tuple[str, ...]:
    """The tickets that signed tokens of ours in the mail name: plus-addresses among its recipients, or where answers to
    our own mail go; and the header of our own mail where there are no references to go by."""
    addresses = [one.email for one in (*mail.to, *mail.cc, *mail.reply_to)]
    for key, (_, value) in zip(mail.header_keys, mail.headers, strict=True):
        if key in _RECIPIENT_HEADERS:
            addresses.append(value.strip().strip("<>"))
    found = {
        read_address(organization_id, address) for address in addresses[:_MOST_ADDRESSES] if "+oss-" in address.lower()
    }
    if not (mail.in_reply_to or mail.references):
        header = mail.header(Reference.ticket_header.value)
        found.add(read_header(Reference.ticket_header, organization_id, header) if header else None)
    return tuple(sorted(str(ticket) for ticket in found if ticket is not None))


def link_own_mail(session: Session, organization_id: UUID, mails: Sequence[OwnMail]) -> None:
    """Tell replies which message they are; one of which the journal has a copy is ``observed`` by that, also when the
    sender has not heard from Gmail yet: it looks for the sent copy then, and sends nothing."""
    rows = [
        {"message": m.message_id, "rfc": m.rfc_message_id, "email": m.from_email, "reply": m.reply_id}
        for m in mails
        if m.rfc_message_id or m.reply_id
    ]
    if rows:
        lock_tickets_of(
            session,
            organization_id,
            "(r.rfc_message_id = ANY(:rfc) OR r.id = ANY(:replies))",
            rfc=[row["rfc"] for row in rows if row["rfc"]],
            replies=[row["reply"] for row in rows if row["reply"]],
        )
    update_rows(session, _LINK, rows, o=organization_id)


_LINK = text(
    """
WITH mail AS (
    SELECT row.*, EXISTS (
        SELECT FROM message_occurrences c
        JOIN mailboxes b ON b.organization_id = c.organization_id AND b.id = c.mailbox_id
        WHERE c.organization_id = :o AND c.message_id = row.message AND b.kind <> 'sending') AS journaled
    FROM json_to_recordset(CAST(:rows AS json)) AS row (message uuid, rfc varchar, email varchar, reply uuid)
), found AS (
    SELECT DISTINCT ON (r.id) r.id, mail.message, mail.rfc, mail.journaled
    FROM mail JOIN outbound_messages r ON r.organization_id = :o AND (
        r.rfc_message_id = mail.rfc
        OR (r.id = mail.reply AND r.from_email = mail.email AND r.attempted_at IS NOT NULL
            AND r.rfc_message_id IS NULL))
    WHERE (r.state <> 'cancelled' OR r.may_have_left)
      AND NOT EXISTS (SELECT FROM outbound_messages other WHERE other.organization_id = :o
                      AND other.message_id = mail.message AND other.id <> r.id)
    ORDER BY r.id, mail.journaled DESC, mail.message
)
UPDATE outbound_messages r SET
    message_id = found.message,
    rfc_message_id = coalesce(r.rfc_message_id, found.rfc),
    observed_at = CASE WHEN found.journaled THEN coalesce(r.observed_at, now()) ELSE r.observed_at END,
    state = CASE WHEN found.journaled THEN 'observed' ELSE r.state END,
    sent_at = coalesce(r.sent_at, r.attempted_at),
    waiting_code = CASE WHEN found.journaled THEN NULL ELSE r.waiting_code END,
    failure_code = CASE WHEN found.journaled THEN NULL ELSE r.failure_code END,
    due_at = CASE WHEN found.journaled AND r.gmail_message_id IS NULL THEN now() ELSE r.due_at END,
    updated_at = now()
FROM found WHERE r.organization_id = :o AND r.id = found.id
"""
)
