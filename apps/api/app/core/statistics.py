"""The planner's statistics while a store fills for the first time.

A fresh table has none, and PostgreSQL's own analysis starts a minute late: until then it plans for a handful of rows
and reads every row of an organisation for each batch. So whoever fills the store asks for an analysis each time it
has grown fourfold (in between the planner scales what it knows by the size of the table); beyond `_ENOUGH` rows
autovacuum keeps up by itself.
"""

from __future__ import annotations

import threading

from sqlalchemy import text

from app.core.db import get_engine

_FIRST, _ENOUGH = 400, 100_000
#: Of the wide tables only what statements compare: to sample bodies and lists of addresses takes most of the time.
_TABLES = (
    "message_occurrences (organization_id, id, mailbox_id, gmail_message_id, state, priority, attempts, message_id,"
    " raw_sha256, created_at),"
    " messages (organization_id, id, identity_key, rfc_message_id, thread_id, from_email, classification, direction,"
    " sort_at), message_contents (organization_id, message_id), attachments, threads, thread_keys, tickets,"
    " ticket_messages, ticket_events (organization_id, id, ticket_id, kind, message_id, created_at, actor_user_id)"
)


class Growth:
    """How much this process has written, and when that calls for an analysis."""

    def __init__(self) -> None:
        self._written = 0
        self._next = _FIRST
        self._lock = threading.Lock()

    def due(self, rows: int) -> bool:
        """Count `rows` more; whether the store has grown fourfold since the last analysis."""
        with self._lock:
            self._written += rows
            if self._written < self._next or self._next > _ENOUGH:
                return False
            while self._next <= self._written:
                self._next *= 4
            return True


_growth = Growth()


def note_written(rows: int) -> None:
    """`rows` mails were written by this process: analyse when that is due. The connection's own role does it, for
    the application's role owns nothing; where that role does not own the tables either, PostgreSQL skips them."""
    if _growth.due(rows):
        with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"ANALYZE (SKIP_LOCKED) {_TABLES}"))
