"""What a ticket shows is derived from its messages in one set-based statement, so that mail may arrive in any order
and any number of times and the ticket ends up the same.

Status: until a person or a rule sets it, it follows the latest mail that a person wrote: an answer of ours makes it
``pending``, mail to us ``open`` (``new`` while nobody of ours has written). Once set, only mail that came after the
setting moves it. Automatic mail never moves it.

Subject and requester come from the ticket's own mails before those of tickets that were merged into it, and from the
mail that was written first. Its Date is what its author says: believed unless the mail came much later.

Somebody waits from the first mail of the asking side that no mail of a person on the answering side has followed, and
that was not there yet when a person of ours last resolved or closed the ticket. Old mail that is only now found lets
nobody wait.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.tickets.models import EventKind, TicketEvent
from app.tickets.snooze import wake_by_mail

#: Whether a mail stands for somebody waiting; the others inform. Of the alias ``m``; the invitation's automatic yes
#: informs too.
SPEAKS = (
    "(m.classification IN ('human', 'complaint', 'notification', 'calendar')"
    " AND m.classification_evidence->>'informs' IS NULL)"
)

#: How long a mail may honestly be under way (greylisting) and still count as written at its Date.
LATEST = "15 minutes"
#: What was older when it was found was there before us: nobody here lets its writer wait.
HISTORY = "14 days"

# Who asks and who answers. Mail from outside asks, ours answers; when nobody outside takes part, whoever began asks
# and the others answer. What our programs send is no answer to anybody who wrote.
_REFRESH = f"""
WITH mail AS (
    SELECT t.id AS ticket_id, t.status, t.status_set_at, m.id, m.sort_at, m.direction, m.has_attachments, m.snippet,
           m.subject, m.from_email, m.author, m.to_emails, m.identity_key, m.classification = 'human' AS human,
           coalesce(nullif(m.author->>'email', ''), m.from_email) AS writer, speaks.yes AS speaks,
           m.direction = 'outbound' AND m.to_emails || m.cc_emails <> '{{}}' AND NOT EXISTS (
               SELECT FROM unnest(m.to_emails || m.cc_emails || m.bcc_emails) one
               WHERE NOT split_part(one, '@', 2) = ANY(own.domains)) AS inside,
           tm.home_ticket_id IS NULL AS native, m.internal_date, m.created_at,
           CASE WHEN m.internal_date - m.sort_at > interval '{LATEST}' THEN m.internal_date ELSE m.sort_at END
               AS credible_at,
           speaks.yes AND (t.status_set_at IS NULL OR (m.created_at > t.status_set_at
                           AND m.sort_at > t.status_set_at - interval '1 day'
                           -- Its writer has chosen the status with it.
                           AND NOT (m.direction = 'outbound' AND EXISTS (
                               SELECT FROM outbound_messages r WHERE r.organization_id = :o AND r.message_id = m.id
                               AND r.set_status IS NOT NULL)))) AS moves
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
    JOIN organizations own ON own.id = :o
    JOIN tickets t ON t.organization_id = :o AND t.id = wanted.id
    JOIN ticket_messages tm ON tm.organization_id = :o AND tm.ticket_id = t.id
    JOIN messages m ON m.organization_id = :o AND m.id = tm.message_id
    CROSS JOIN LATERAL (SELECT {SPEAKS} AS yes) speaks
), company AS (
    SELECT ticket_id, bool_and(inside) AS inside,
        bool_or(speaks AND direction = 'inbound') AS asked_from_outside,
        (array_agg(writer ORDER BY speaks DESC, credible_at, internal_date, identity_key))[1] AS beginner
    FROM mail GROUP BY ticket_id
), weighed AS (
    SELECT mail.*, CASE WHEN c.inside AND writer = beginner THEN 'inbound' ELSE direction END AS side,
        speaks AND (human OR direction = 'inbound' OR NOT c.asked_from_outside) AS counts
    FROM mail JOIN company c USING (ticket_id)
), ranked AS (
    SELECT ticket_id, min(status) AS status, min(status_set_at) AS status_set_at, count(*) AS message_count,
        bool_or(has_attachments) AS has_attachments, min(sort_at) AS first_at, max(sort_at) AS last_at,
        max(sort_at) FILTER (WHERE direction = 'inbound') AS last_inbound_at,
        max(sort_at) FILTER (WHERE direction = 'outbound') AS last_outbound_at,
        min(sort_at) FILTER (WHERE speaks AND side = 'inbound') AS asked_at,
        bool_or(speaks AND human AND side = 'outbound') AS answered,
        max(credible_at) FILTER (WHERE speaks AND human AND side = 'outbound') AS answered_at,
        (array_agg(id ORDER BY native DESC, speaks DESC, credible_at, internal_date, identity_key))[1] AS root,
        (array_agg(id ORDER BY native DESC, speaks AND side = 'inbound' DESC, speaks DESC, credible_at, internal_date,
                            identity_key))[1] AS asked,
        (array_agg(id ORDER BY sort_at DESC, identity_key DESC))[1] AS latest,
        (array_agg(id ORDER BY sort_at DESC, identity_key DESC) FILTER (WHERE moves AND counts))[1] AS moving
    FROM weighed GROUP BY ticket_id
), answers AS (
    SELECT w.ticket_id, w.id, w.sort_at, w.writer, w.author->>'name' AS name
    FROM weighed w JOIN ranked r USING (ticket_id)
    WHERE w.speaks AND w.human AND w.side = 'outbound' AND w.sort_at >= r.asked_at AND NOT EXISTS (
        SELECT FROM outbound_messages s WHERE s.organization_id = :o AND s.message_id = w.id)
), withdrawn AS (
    DELETE FROM ticket_events e WHERE e.organization_id = :o AND e.ticket_id = ANY(CAST(:ids AS uuid[]))
        AND e.kind = 'outside_reply' AND NOT EXISTS (SELECT FROM answers a WHERE a.id = e.message_id)
), told AS (
    -- The message's own id makes it one event, however often the ticket is derived.
    INSERT INTO ticket_events (organization_id, id, ticket_id, kind, message_id, data, created_at)
    SELECT :o, id, ticket_id, 'outside_reply', id, jsonb_build_object('email', writer, 'name', name), sort_at
    FROM answers
    ON CONFLICT (organization_id, id) DO UPDATE SET ticket_id = excluded.ticket_id, data = excluded.data
        WHERE ticket_events.kind = 'outside_reply'
        AND (ticket_events.ticket_id, ticket_events.data) IS DISTINCT FROM (excluded.ticket_id, excluded.data)
), unanswered AS MATERIALIZED (
    -- Apart from what follows, which would otherwise be looked up for every pair of a mail and a ticket.
    SELECT w.ticket_id, w.id, w.credible_at FROM weighed w JOIN ranked r USING (ticket_id)
    LEFT JOIN LATERAL (
        SELECT e.created_at AS at, e.data->>'to' IN ('resolved', 'closed') AS so FROM ticket_events e
        WHERE e.organization_id = :o AND e.ticket_id = r.ticket_id AND e.kind = 'status_changed'
            AND e.actor_user_id IS NOT NULL AND e.undone_at IS NULL
        ORDER BY e.created_at DESC LIMIT 1) done ON done.so
    WHERE w.speaks AND w.side = 'inbound' AND (r.answered_at IS NULL OR w.credible_at > r.answered_at)
        AND (done.at IS NULL OR (w.created_at > done.at AND w.sort_at > done.at - interval '1 day'))
), waiting AS (
    -- An archive tells of what was; and what another way brings may have lain in the mailbox for years. Most often the
    -- first mail is none of these, and no other is looked up.
    SELECT one.ticket_id, first.credible_at AS since FROM (SELECT DISTINCT ticket_id FROM unanswered) one
    CROSS JOIN LATERAL (
        SELECT credible_at FROM (
            SELECT * FROM unanswered u WHERE u.ticket_id = one.ticket_id ORDER BY credible_at OFFSET 0) u
        WHERE (SELECT min(o.created_at) FROM message_occurrences o WHERE o.organization_id = :o AND o.message_id = u.id
               AND o.discovered_by <> 'import') <= u.credible_at + interval '{HISTORY}'
        LIMIT 1) first
), summary AS (
    SELECT r.*, waiting.since AS awaiting_since, root.subject, latest.snippet,
        latest.direction AS last_direction, moving.side AS moving_side,
        CASE asked.side WHEN 'inbound' THEN asked.writer
            ELSE coalesce(asked.to_emails[1], asked.from_email) END AS requester_email,
        CASE asked.side WHEN 'inbound' THEN asked.author->>'name' END AS requester_name
    FROM ranked r JOIN weighed root ON root.id = r.root JOIN weighed asked ON asked.id = r.asked
    JOIN weighed latest ON latest.id = r.latest LEFT JOIN weighed moving ON moving.id = r.moving
    LEFT JOIN waiting ON waiting.ticket_id = r.ticket_id
)
UPDATE tickets t SET
    subject = CASE WHEN t.subject_set_by_person THEN t.subject ELSE s.subject END,
    requester_email = coalesce(s.requester_email, ''), requester_name = coalesce(s.requester_name, ''),
    snippet = s.snippet, last_direction = s.last_direction,
    message_count = s.message_count, has_attachments = s.has_attachments,
    first_message_at = s.first_at, last_message_at = s.last_at,
    last_inbound_at = s.last_inbound_at, last_outbound_at = s.last_outbound_at,
    root_message_id = s.root, is_answered = s.answered, awaiting_reply_since = s.awaiting_since,
    status = CASE
        WHEN s.moving IS NULL OR t.status = 'spam' THEN t.status
        WHEN s.moving_side = 'inbound' THEN CASE WHEN s.answered OR t.status_set_at IS NOT NULL
                                                 THEN 'open' ELSE 'new' END
        WHEN t.status_set_at IS NOT NULL AND t.status IN ('resolved', 'closed') THEN t.status
        ELSE 'pending' END,
    updated_at = now()
FROM summary s
WHERE t.organization_id = :o AND t.id = s.ticket_id
RETURNING t.id, s.status, t.status, t.status_set_at IS NOT NULL, s.moving
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket whose status followed its mail."""

    ticket_id: UUID
    before: str
    after: str


def refresh_tickets(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> list[Moved]:
    """Derive these tickets anew from their messages. A status that a person had set and that mail moved becomes an
    event; one that is snoozed wakes when its requester has written."""
    if not ticket_ids:
        return []
    # A statement of its own: the next one then sees what a person has just changed, and decides by it.
    locked = session.execute(
        text(
            "SELECT id, snoozed_until IS NOT NULL AS snoozed FROM tickets"
            " WHERE organization_id = :o AND id = ANY(:ids) ORDER BY id FOR UPDATE"
        ),
        {"o": organization_id, "ids": sorted(ticket_ids)},
    )
    snoozed = [row.id for row in locked if row.snoozed]
    rows = session.execute(text(_REFRESH), {"o": organization_id, "ids": sorted(ticket_ids)}).all()
    moved = []
    for ticket_id, before, after, was_set, message_id in rows:
        if before == after:
            continue
        moved.append(Moved(ticket_id, before, after))
        if was_set:
            session.add(
                TicketEvent(
                    organization_id=organization_id,
                    id=new_id(),
                    ticket_id=ticket_id,
                    kind=EventKind.status_changed,
                    message_id=message_id,
                    data={"from": before, "to": after, "reason": "mail"},
                )
            )
    session.flush()
    wake_by_mail(session, organization_id, snoozed, SPEAKS)
    return moved
