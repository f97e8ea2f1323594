"""Whether a worker is running, told by the heartbeats that it writes into the queue's tables."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

#: A worker writes its heartbeat every two seconds; half a minute without one means that it is gone.
ALIVE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Workers:
    """Workers with a fresh heartbeat, and the age of the newest heartbeat (None: there never was one)."""

    alive: int
    newest_seconds: float | None


def workers(session: Session) -> Workers:
    """The workers of this database."""
    row = session.execute(
        text(
            "SELECT count(*) FILTER (WHERE last_heartbeat > now() - make_interval(secs => :alive)),"
            " extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        ),
        {"alive": ALIVE_SECONDS},
    ).one()
    return Workers(row[0], None if row[1] is None else float(row[1]))
