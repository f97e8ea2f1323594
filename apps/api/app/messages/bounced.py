"""Addresses that our mail does not reach: what the newest evidence says of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.mime import Outcome


@dataclass(frozen=True, slots=True)
class Bounced:
    """Mail to `email` came back, and nothing since says that the address works again."""

    email: str
    kind: Outcome
    status: str
    diagnostic: str
    reported_at: datetime
    report_message_id: UUID
    report_ticket_id: UUID | None


def bounced_among(session: Session, organization_id: UUID, emails: Iterable[str]) -> dict[str, Bounced]:
    """Those of `emails` that bounce, by address in lower case. A report counts when it is about a mail of ours that we
    know and that went to the address: nobody outside can mark one by inventing a report, nor who knows another mail.
    Later mail from the address, or a later word
    that it was reached, takes the mark away; of several reports a hard one counts, then the newest. One query."""
    wanted = sorted({email.lower() for email in emails if email})
    if not wanted:
        return {}
    rows = session.execute(_BOUNCED, {"o": organization_id, "emails": wanted})
    return {row.recipient: Bounced(row.recipient, Outcome(row.kind), *row[2:]) for row in rows}


#: The mails of an address are looked at only when it has bounced: few do.
_BOUNCED = text(
    """
WITH failing AS (
    SELECT d.recipient, d.kind, d.status, d.diagnostic, d.message_id, d.position, report.sort_at
    FROM delivery_reports d
    JOIN messages report ON report.organization_id = d.organization_id AND report.id = d.message_id
    JOIN messages ours ON ours.organization_id = d.organization_id AND ours.id = d.original_message_id
        AND ours.direction = 'outbound'
    LEFT JOIN outbound_messages reply ON reply.organization_id = :o AND reply.message_id = ours.id
    WHERE d.organization_id = :o AND d.recipient = ANY(:emails) AND d.kind IN ('hard', 'soft', 'unknown')
      -- The journal's copy does not say who got a blind copy; the reply does.
      AND d.recipient = ANY(ours.to_emails || ours.cc_emails || ours.bcc_emails || coalesce(reply.bcc_emails, '{}'))
), proven AS (
    SELECT who.recipient, greatest(
        (SELECT max(mail.sort_at) FROM messages mail
         WHERE mail.organization_id = :o AND mail.from_email = who.recipient AND mail.direction = 'inbound'),
        (SELECT max(report.sort_at) FROM delivery_reports d
         JOIN messages report ON report.organization_id = d.organization_id AND report.id = d.message_id
         WHERE d.organization_id = :o AND d.recipient = who.recipient AND d.kind = 'delivered')
    ) AS at
    FROM (SELECT DISTINCT recipient FROM failing) who
)
SELECT DISTINCT ON (f.recipient) f.recipient, f.kind, f.status, f.diagnostic, f.sort_at, f.message_id, tm.ticket_id
FROM failing f
JOIN proven USING (recipient)
LEFT JOIN ticket_messages tm ON tm.organization_id = :o AND tm.message_id = f.message_id
WHERE proven.at IS NULL OR f.sort_at > proven.at
ORDER BY f.recipient, f.kind = 'hard' DESC, f.sort_at DESC, f.message_id, f.position
"""
)
