"""``python -m tests.faults.short_waits``: the worker, quicker to notice that another one died and to look for mail
whose fate is unknown, and with small pages, so that a small mailbox has many moments to be killed in. Its code is the
worker's own."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import app.gmail.client as client
import app.gmail.submission as submission
import app.gmail.tokens as tokens
import app.outbound.lease as lease
import app.outbound.outcomes as outcomes
import app.outbound.sending as sending
import app.worker.recovery as recovery
from app.core.logs import configure_logs
from app.core.settings import get_settings

recovery.HEARTBEAT_SECONDS = 0.5
recovery.DEAD_AFTER_SECONDS = 4.0
client.PAGE_SIZE = 25
submission.ANSWER_SECONDS = 4.0
tokens._LEASE = timedelta(seconds=2)
lease.LEASE_SECONDS = 3.0
outcomes.LOOK_AFTER = (0.2, 0.5, 1.0)
outcomes._LONGEST_BACKOFF = 1.0
sending._LOOK_AT_MAILBOX = timedelta(seconds=1)

#: Jobs that are held at once; see `tests.faults.deployment`.
_HOLD = int(os.environ.get("OSS_FAULT_HOLD", "0"))


async def _run() -> None:
    import app.worker.runner as runner  # Takes some of these when it is loaded.

    runner._RECOVERY_SECONDS = 1.0
    if _HOLD:
        runner.CONCURRENCY = _HOLD + 4
        submission.ANSWER_SECONDS = 60.0
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_HOLD + 8))
    await runner._run_until_stopped()


if __name__ == "__main__":
    configure_logs(get_settings())
    asyncio.run(_run())
