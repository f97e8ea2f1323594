"""The binding to procrastinate.

A job is enqueued on the caller's own connection: it exists if and only if the transaction commits. `lock` means
"never two at once", `queueing_lock` means "never two queued"; both are text of our own making.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.core.errors import Unavailable
from app.core.logs import get_logger

log = get_logger(__name__)

Function = TypeVar("Function", bound=Callable[..., Any])

#: Larger runs first.
LIVE, NORMAL, BACKGROUND = 10, 0, -10

#: The queue application; the worker gives it a connector that is open, everybody else enqueues on their session.
queue_app = procrastinate.App(connector=procrastinate.PsycopgConnector())

#: Enqueues, and is never opened: the worker's open connector would take a session's connection for an async one.
_enqueuing_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def job(name: str) -> Callable[[Function], Function]:
    """Register `function` as the job `name`. Its arguments are ids, never payloads.

    A job is never retried by the queue: with a `queueing_lock`, a successor may wait already, and a retried job holds
    back whatever shares its lock. When something outside was away, the job ends and the scheduler asks for it again
    within seconds (`app.worker`); any other failure is a bug and a dead letter.
    """

    def register(function: Function) -> Function:
        @functools.wraps(function)
        def run(**arguments: Any) -> None:
            try:
                function(**arguments)
            except (OperationalError, InterfaceError, Unavailable) as error:
                log.warning("job postponed", job=name, kind=type(error).__name__, **arguments)

        queue_app.task(name=name)(run)
        return function

    return register


def enqueue(
    session: Session,
    name: str,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = NORMAL,
    in_seconds: float | None = None,
    **arguments: Any,
) -> int | None:
    """Enqueue job `name` in the session's transaction; None when one with this `queueing_lock` waits already. Raises
    `OperationalError`, as every other statement of the session does, when the database is away or gives way to others
    (a deadlock, a timeout)."""
    # The savepoint is made before the connection is taken out, so that a refused insert undoes nothing else.
    with session.begin_nested() as savepoint:
        deferrer = _enqueuing_app.configure_task(
            name,
            lock=lock,
            queueing_lock=queueing_lock,
            priority=priority,
            schedule_in={"seconds": int(in_seconds)} if in_seconds else None,
            connection=session.connection().connection.driver_connection,
        )
        try:
            return deferrer.defer(**arguments)
        except AlreadyEnqueued:
            savepoint.rollback()
            return None
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.OperationalError):
                raise OperationalError(f"enqueue {name}", None, error.__cause__) from error
            raise
