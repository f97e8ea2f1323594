"""Jobs that are asked for while the database has trouble."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.core.db import transaction
from app.jobs.queue import enqueue, job, queue_app


@pytest.mark.usefixtures("database_url")
def test_a_database_that_gives_way_to_others_is_no_dead_letter() -> None:
    def ask() -> None:
        with transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            enqueue(session, "mailbox_backfill", queueing_lock="one")

    job("asks_in_vain")(ask)
    try:
        with transaction() as other:
            enqueue(other, "mailbox_backfill", queueing_lock="one")
            # As in a deadlock: whether there is one already is not known until somebody else has ended.
            with pytest.raises(OperationalError, match="lock timeout"):
                ask()
            queue_app.tasks["asks_in_vain"].func()
    finally:
        del queue_app.tasks["asks_in_vain"]
    ask()
    with transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 1
