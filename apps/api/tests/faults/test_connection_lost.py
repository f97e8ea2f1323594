"""The connection breaks while a job is enqueued: that is the database being away, no bug and no dead letter."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError

from app.core.db import transaction
from app.core.errors import Unavailable
from app.gmail.wake import request_backfill
from app.jobs import queue
from tests.faults.postgres import Connection

#: What a job postpones itself for, and the API answers 503 for.
_AWAY = (OperationalError, InterfaceError, Unavailable)


def test_a_connection_lost_while_enqueuing_is_a_database_that_is_away(
    engine: Engine, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure = queue._enqueuing_app.configure_task
    backend: list[int] = []

    def configure_when_the_connection_is_gone(*arguments: Any, **options: Any) -> Any:
        # The savepoint is made by now; the insert is next.
        superuser.execute("SELECT pg_terminate_backend(%s, 5000)", backend)
        return configure(*arguments, **options)

    monkeypatch.setattr(queue._enqueuing_app, "configure_task", configure_when_the_connection_is_gone)

    def ask_for_a_backfill() -> None:
        with transaction() as session:
            backend.append(int(session.execute(text("SELECT pg_backend_pid()")).scalar_one()))
            request_backfill(session, uuid4(), uuid4())

    with pytest.raises(_AWAY):
        ask_for_a_backfill()
    monkeypatch.undo()
    with transaction() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_a_request_that_is_refused_for_another_reason_stays_a_bug(engine: Engine, superuser: Connection) -> None:
    superuser.execute("ALTER TABLE procrastinate_jobs ADD CONSTRAINT never CHECK (task_name <> 'mailbox_backfill')")
    with pytest.raises(Exception) as caught, transaction() as session:  # noqa: PT011 - the point is what it is not
        request_backfill(session, uuid4(), uuid4())
    assert not isinstance(caught.value, _AWAY)
