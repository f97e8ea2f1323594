"""Run jobs until told to stop. The database may come and go: the worker waits and goes on."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import InterfaceError, OperationalError

import app.worker.registry  # noqa: F401 - every job is known
from app.core.clock import now
from app.core.embedded import database_url
from app.core.logs import get_logger
from app.core.settings import get_settings
from app.gmail.schedule import schedule_due
from app.jobs.queue import queue_app
from app.outbound.schedule import schedule_replies
from app.outbound.unused_uploads import request_cleaning
from app.tickets.schedule import tend_tickets
from app.worker.recovery import DEAD_AFTER_SECONDS, HEARTBEAT_SECONDS, recover_stalled_jobs

log = get_logger(__name__)

CONCURRENCY = 4
_AWAY = (ConnectorException, OperationalError, InterfaceError, psycopg.OperationalError, PoolTimeout, OSError)
_RECOVERY_SECONDS = 5.0
_CLEANING_SECONDS = 3600.0
_LONGEST_TICK_SECONDS = 5.0


def run() -> None:
    """Run a worker until SIGTERM or SIGINT; jobs in work are given 20 seconds to end."""
    asyncio.run(_run_until_stopped())


async def _run_until_stopped() -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    url = database_url()
    delay = 1.0
    while not stopping.is_set():
        started = loop.time()
        try:
            await _run_once(url, stopping)
        except _AWAY as error:
            log.error("the database is away, trying again", kind=type(error).__name__, seconds=delay)
        if not stopping.is_set():
            delay = 1.0 if loop.time() - started > 30 else min(delay * 2, 15.0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), delay)


def connector(url: str) -> procrastinate.PsycopgConnector:
    """A connector of the queue for `url`; no prepared statements, for PgBouncer's sake."""
    return procrastinate.PsycopgConnector(
        conninfo=url, min_size=1, max_size=4, timeout=10, kwargs={"prepare_threshold": None, "connect_timeout": 10}
    )


async def _run_once(url: str, stopping: asyncio.Event) -> None:
    """One life of the worker, ended by `stopping` or by a lost database."""
    await asyncio.to_thread(lambda: psycopg.connect(url, connect_timeout=5).close())
    with queue_app.replace_connector(connector(url)) as queue:
        async with queue.open_async():
            worker = asyncio.create_task(
                queue.run_worker_async(
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=2.0,
                    listen_notify=True,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=20.0,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=DEAD_AFTER_SECONDS,
                )
            )
            tick = min(get_settings().gmail_poll_seconds, _LONGEST_TICK_SECONDS)
            sides = [
                asyncio.create_task(stopping.wait()),
                asyncio.create_task(_every(tick, _schedule)),
                asyncio.create_task(_every(_RECOVERY_SECONDS, lambda: recover_stalled_jobs(queue))),
                asyncio.create_task(_every(_CLEANING_SECONDS, lambda: asyncio.to_thread(request_cleaning))),
            ]
            log.info("worker started", concurrency=CONCURRENCY, tick_seconds=tick)
            await asyncio.wait([worker, *sides], return_when=asyncio.FIRST_COMPLETED)
            for task in (*sides, worker):
                task.cancel()
            results = await asyncio.gather(worker, *sides, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _schedule() -> None:
    await asyncio.to_thread(schedule_due, now())
    await asyncio.to_thread(schedule_replies, now())
    await asyncio.to_thread(tend_tickets, now())


async def _every(seconds: float, action: Callable[[], Awaitable[object]]) -> None:
    """Run `action` again and again. A database that is away ends it, and with it this life of the worker; any other
    failure is logged and the next turn tries anew."""
    while True:
        try:
            await action()
        except _AWAY:
            raise
        except Exception as error:
            log.error("a regular task failed", kind=type(error).__name__, exc_info=True)
        await asyncio.sleep(seconds)
