"""The binding to procrastinate.

A job is enqueued on the caller's own connection: it exists if and only if the transaction commits. `lock` means
"never two at once", `queueing_lock` means "never two queued"; both are text of our own making.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.orm import Session

Function = TypeVar("Function", bound=Callable[..., Any])

#: Larger runs first.
LIVE, NORMAL, BACKGROUND = 10, 0, -10

#: The queue application; the worker gives it a connector that is open, everybody else enqueues on their session.
queue_app = procrastinate.App(connector=procrastinate.PsycopgConnector())

#: Failures that may pass by themselves are tried again after 2, 4, 8, 16, 32 s; then the job is a dead letter.
RETRY = procrastinate.RetryStrategy(max_attempts=5, exponential_wait=2)


def job(name: str) -> Callable[[Function], Function]:
    """Register `function` as the job `name`. Its arguments are ids, never payloads."""

    def register(function: Function) -> Function:
        queue_app.task(name=name, retry=RETRY)(function)
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
    """Enqueue job `name` in the session's transaction; None when one with this `queueing_lock` waits already."""
    # The savepoint is made before the connection is taken out, so that a refused insert undoes nothing else.
    with session.begin_nested() as savepoint:
        deferrer = queue_app.configure_task(
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
