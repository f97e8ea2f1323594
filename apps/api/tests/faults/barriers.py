"""Locks that a test holds, so that a worker stops at the statement that needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg

from tests.faults.deployment import Deployment
from tests.faults.postgres import Connection

_WAITING = """
WITH RECURSIVE waits (pid) AS (
    SELECT pid FROM pg_stat_activity WHERE pg_blocking_pids(pid) && CAST(%(holders)s AS int[])
    UNION
    SELECT a.pid FROM waits w JOIN pg_stat_activity a ON w.pid = ANY (pg_blocking_pids(a.pid))
)
SELECT a.query FROM waits JOIN pg_stat_activity a USING (pid)
"""


class Barrier:
    """One lock, from its making until it is lifted."""

    def __init__(self, deployment: Deployment, statement: str, values: Mapping[str, object] | None = None) -> None:
        self.deployment = deployment
        self._db: Connection = psycopg.connect(deployment.server.url(deployment.database))
        self._db.execute(statement, values)
        self.holder = self._db.info.backend_pid

    def lift(self) -> None:
        self._db.close()


def waiting(barriers: Sequence[Barrier]) -> list[str]:
    """The statements that wait for one of the barriers, or in line behind one that does."""
    rows = barriers[0].deployment.db().execute(_WAITING, {"holders": [one.holder for one in barriers]})
    return [str(row[0]) for row in rows]
