"""How much is done, by environment; see the package's docstring."""

from __future__ import annotations

import os

#: Mails that the sample company is given; each lies in the journal once or more often.
MAILS = int(os.environ.get("OSS_FAULT_MAILS", "250"))
#: How often a process is killed in a test that kills one.
KILLS = int(os.environ.get("OSS_FAULT_KILLS", "3"))
#: Replies that are sent through a Gmail that misbehaves, by workers that are killed.
REPLIES = int(os.environ.get("OSS_REPLIES", "8"))
SEED = int(os.environ.get("OSS_FAULT_SEED", "1"))
#: The worker finds out sooner that its predecessor died, and lists in small pages; "0" runs it exactly as it ships.
SHORT_WAITS = os.environ.get("OSS_FAULT_SHORT_WAITS", "1") != "0"

#: The longest that one step may take on a busy machine, in seconds.
STEP_SECONDS = 120.0 + MAILS * 0.3
TEST_SECONDS = STEP_SECONDS * 3 + KILLS * 60


def unhurried(kills: int) -> int:
    """Quota units a minute with which a backfill outlasts `kills` kills: what may be spent at once (see
    `app.gmail.quota`) is three quarters of a life's share of the mails, at 20 units a mail. What is earned meanwhile
    comes on top: more `kills` than there are give a slow machine time."""
    return max(100, int(0.75 * MAILS * 20 / (kills + 1) / 0.175))


#: Quota that is never in the way.
UNLIMITED = 6_000_000
