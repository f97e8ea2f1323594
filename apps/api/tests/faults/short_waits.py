"""``python -m tests.faults.short_waits``: the worker, quicker to notice that another one died and to look for mail
whose fate is unknown, and with small pages, so that a small mailbox has many moments to be killed in. Its code is the
worker's own."""

from __future__ import annotations

import app.gmail.client as client
import app.gmail.submission as submission
import app.outbound.lease as lease
import app.outbound.outcomes as outcomes
import app.worker.recovery as recovery

recovery.HEARTBEAT_SECONDS = 0.5
recovery.DEAD_AFTER_SECONDS = 4.0
client.PAGE_SIZE = 25
submission.ANSWER_SECONDS = 8.0
lease.LEASE_SECONDS = 3.0
outcomes.LOOK_AFTER = (0.2, 0.5, 1.0)

if __name__ == "__main__":
    import app.worker.runner as runner
    from app.core.logs import configure_logs
    from app.core.settings import get_settings

    runner._RECOVERY_SECONDS = 1.0
    configure_logs(get_settings())
    runner.run()
