"""The invariants of the store that SQL can decide, one set-based statement each.

Every statement reads the rows of one organisation (row-level security is on) and returns ``(violations, examples)``:
how many rows break the rule, and up to five of their ids.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.tickets.activity import HISTORY, LATEST, SPEAKS


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule, and the query of the ids that break it."""

    name: str
    rule: str
    offenders: str
    """Selects one text column, ``id``; ``:o`` is the organisation."""


#: In the order of docs/architecture.md.
INVARIANTS = (
    Invariant(
        "processed_has_message",
        "Every processed occurrence has a message.",
        """SELECT o.id::text FROM message_occurrences o
           LEFT JOIN messages m ON m.organization_id = o.organization_id AND m.id = o.message_id
           WHERE o.organization_id = :o AND o.state = 'processed' AND m.id IS NULL""",
    ),
    Invariant(
        "failed_has_reason",
        "Every occurrence that was set aside says why.",
        """SELECT id::text FROM message_occurrences
           WHERE organization_id = :o AND state = 'failed' AND error_code IS NULL""",
    ),
    Invariant(
        "message_has_ticket_or_reason",
        "Every message stands in a ticket, or its thread says why there is none.",
        """SELECT m.id::text FROM messages m
           JOIN threads t ON t.organization_id = m.organization_id AND t.id = m.thread_id
           LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
           WHERE m.organization_id = :o AND tm.ticket_id IS NULL
             AND (t.disposition = 'ticketed' OR btrim(t.reason) = '')""",
    ),
    Invariant(
        "message_has_copy",
        "Every message came from at least one occurrence.",
        """SELECT m.id::text FROM messages m WHERE m.organization_id = :o AND NOT EXISTS (
             SELECT FROM message_occurrences o WHERE o.organization_id = m.organization_id AND o.message_id = m.id)""",
    ),
    Invariant(
        "raw_is_recorded",
        "The raw bytes that a message or a fetched occurrence names are recorded as a blob.",
        """SELECT encode(used.sha256, 'hex') FROM (
             SELECT raw_sha256 AS sha256 FROM messages WHERE organization_id = :o
             UNION SELECT raw_sha256 FROM message_occurrences WHERE organization_id = :o AND raw_sha256 IS NOT NULL
           ) used
           LEFT JOIN blobs b ON b.organization_id = :o AND b.sha256 = used.sha256
           WHERE b.sha256 IS NULL""",
    ),
    Invariant(
        "one_message_per_identity",
        "An identity has one message.",
        """SELECT encode(identity_key, 'hex') FROM messages WHERE organization_id = :o
           GROUP BY identity_key HAVING count(*) > 1""",
    ),
    Invariant(
        "one_ticket_per_message",
        "A message stands in one ticket.",
        """SELECT message_id::text FROM ticket_messages WHERE organization_id = :o
           GROUP BY message_id HAVING count(*) > 1""",
    ),
    Invariant(
        "home_is_what_thread_says",
        "In a thread without pins every message has its home in the thread's ticket.",
        """SELECT m.id::text FROM messages m
           JOIN threads t ON t.organization_id = m.organization_id AND t.id = m.thread_id
           LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
           WHERE m.organization_id = :o AND NOT t.has_pins
             AND (coalesce(tm.home_ticket_id, tm.ticket_id) IS DISTINCT FROM t.ticket_id
                  OR tm.pinned_at IS NOT NULL)""",
    ),
    Invariant(
        "shown_where_home_is",
        "A message is shown in its home, or in the ticket that its home was merged into, which is never merged itself.",
        """SELECT tm.message_id::text FROM ticket_messages tm
           LEFT JOIN tickets h ON h.organization_id = tm.organization_id
             AND h.id = coalesce(tm.home_ticket_id, tm.ticket_id)
           WHERE tm.organization_id = :o AND tm.ticket_id IS DISTINCT FROM coalesce(h.merged_into, h.id)
           UNION ALL
           SELECT t.id::text FROM tickets t
           JOIN tickets into_it ON into_it.organization_id = t.organization_id AND into_it.id = t.merged_into
           WHERE t.organization_id = :o AND into_it.merged_into IS NOT NULL""",
    ),
    Invariant(
        "same_bytes_same_message",
        "Copies with the same bytes have the same message.",
        """SELECT encode(raw_sha256, 'hex') FROM message_occurrences WHERE organization_id = :o AND state = 'processed'
           GROUP BY raw_sha256 HAVING count(DISTINCT message_id) > 1""",
    ),
    Invariant(
        "one_copy_per_gmail_id",
        "A mailbox holds one occurrence of a Gmail id.",
        """SELECT min(id::text) FROM message_occurrences WHERE organization_id = :o
           GROUP BY mailbox_id, gmail_message_id HAVING count(*) > 1""",
    ),
    Invariant(
        "waiting_is_what_mails_say",
        "In a ticket that was always active somebody waits since the first mail from outside that nobody has answered.",
        f"""WITH mail AS (
             SELECT tm.ticket_id, m.id, m.direction, m.classification = 'human' AS human, {SPEAKS} AS speaks,
               CASE WHEN m.internal_date - m.sort_at > interval '{LATEST}' THEN m.internal_date ELSE m.sort_at END AS at
             FROM tickets t
             JOIN ticket_messages tm ON tm.organization_id = t.organization_id AND tm.ticket_id = t.id
             JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
             WHERE t.organization_id = :o AND t.status IN ('new', 'open', 'pending') AND NOT EXISTS (
               SELECT FROM ticket_events e WHERE e.organization_id = :o AND e.ticket_id = t.id
                 AND e.kind = 'status_changed' AND e.data->>'to' IN ('resolved', 'closed'))
           ), answered AS (
             SELECT ticket_id, bool_or(direction = 'inbound') AS from_outside,
               max(at) FILTER (WHERE speaks AND human AND direction = 'outbound') AS at
             FROM mail GROUP BY ticket_id
           ), waiting AS (
             SELECT m.ticket_id, min(m.at) AS since FROM mail m JOIN answered a USING (ticket_id)
             WHERE m.speaks AND m.direction = 'inbound' AND (a.at IS NULL OR m.at > a.at) AND EXISTS (
               SELECT FROM message_occurrences o WHERE o.organization_id = :o AND o.message_id = m.id
                 AND o.discovered_by <> 'import' AND o.created_at <= m.at + interval '{HISTORY}')
             GROUP BY m.ticket_id
           )
           SELECT t.id::text FROM tickets t
           JOIN answered a ON a.ticket_id = t.id
           LEFT JOIN waiting w ON w.ticket_id = t.id
           WHERE t.organization_id = :o AND a.from_outside
             AND (t.awaiting_reply_since IS DISTINCT FROM w.since OR t.is_answered <> (a.at IS NOT NULL))""",  # noqa: S608
    ),
    Invariant(
        "due_where_somebody_waits",
        "An answer is due only in a new or open ticket in which somebody waits.",
        """SELECT id::text FROM tickets WHERE organization_id = :o AND response_due_at IS NOT NULL
             AND (awaiting_reply_since IS NULL OR merged_into IS NOT NULL OR status NOT IN ('new', 'open'))""",
    ),
    Invariant(
        "only_own_rows",
        "No query of an organisation sees a row of another.",
        """SELECT id::text FROM (
             SELECT organization_id, id FROM tickets UNION ALL SELECT organization_id, id FROM messages
             UNION ALL SELECT organization_id, id FROM message_occurrences
             UNION ALL SELECT organization_id, id FROM mailboxes UNION ALL SELECT organization_id, id FROM threads
           ) seen WHERE organization_id <> :o""",
    ),
    Invariant(
        "cursor_is_known_before_listing",
        "A journal mailbox that was listed to the end knows the history id from before the listing.",
        """SELECT s.mailbox_id::text FROM mailbox_syncs s
           JOIN mailboxes m ON m.organization_id = s.organization_id AND m.id = s.mailbox_id
           WHERE s.organization_id = :o AND m.kind = 'journal'
             AND s.backfill_state = 'done' AND s.history_id IS NULL""",
    ),
    Invariant(
        "one_delivery_per_reply",
        "A reply has at most one delivered Gmail message, and a Gmail message is one reply's.",
        """SELECT min(r.id::text) FROM outbound_messages r
           JOIN send_identities i ON i.organization_id = r.organization_id AND i.id = r.send_identity_id
           WHERE r.organization_id = :o AND r.gmail_message_id IS NOT NULL
           GROUP BY i.mailbox_id, r.gmail_message_id HAVING count(*) > 1
           UNION ALL
           SELECT id::text FROM outbound_messages WHERE organization_id = :o
             AND CASE WHEN state = 'sent' THEN gmail_message_id IS NULL
                      WHEN state = 'observed' THEN message_id IS NULL OR observed_at IS NULL
                      WHEN state IN ('queued', 'cancelled') THEN gmail_message_id IS NOT NULL ELSE false END""",
    ),
)

#: Rules of the database itself, looked up in its catalogue; no organisation is set while they run.
CATALOGUE = (
    Invariant(
        "tenant_tables_are_guarded",
        "Row-level security is forced on every tenant table.",
        """SELECT c.relname::text FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
           WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
             AND c.relname NOT IN ('sessions', 'api_tokens', 'oauth_states')
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                      AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))""",
    ),
    Invariant(
        "foreign_keys_stay_inside",
        "Every foreign key between tenant tables carries the organisation.",
        """SELECT k.conname::text FROM pg_constraint k
           JOIN pg_class r ON r.oid = k.confrelid AND r.relforcerowsecurity
           JOIN pg_class f ON f.oid = k.conrelid AND f.relforcerowsecurity
           WHERE k.contype = 'f' AND NOT EXISTS (
             SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'organization_id'
               AND a.attnum = ANY (k.conkey))""",
    ),
    Invariant(
        "role_cannot_bypass",
        "The role that the application takes owns nothing and cannot bypass row-level security.",
        """SELECT rolname::text FROM pg_roles WHERE rolname = current_user
             AND (rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid))""",
    ),
    Invariant(
        "nothing_without_organisation",
        "A query without an organisation sees nothing.",
        """SELECT DISTINCT 'tickets' FROM tickets UNION ALL SELECT DISTINCT 'messages' FROM messages
           UNION ALL SELECT DISTINCT 'message_occurrences' FROM message_occurrences
           UNION ALL SELECT DISTINCT 'mailboxes' FROM mailboxes UNION ALL SELECT DISTINCT 'blobs' FROM blobs
           UNION ALL SELECT DISTINCT 'memberships' FROM memberships""",
    ),
)
