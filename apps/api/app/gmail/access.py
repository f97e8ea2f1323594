"""A connected mailbox as the client sees it: its token, its budget, its wish to be left alone."""

from __future__ import annotations

import random
import time
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.clock import now
from app.core.db import transaction
from app.core.metrics import GMAIL_UNITS
from app.gmail import quota, tokens
from app.gmail.failures import Failure, GmailError, MustWait
from app.gmail.quota import Lane
from app.mailboxes.pausing import wait_until

#: A worker thread sleeps this long for units at most; a longer wait gives the thread to another mailbox.
_LONGEST_SLEEP = 20.0


class MailboxAccess:
    """The `app.gmail.client.Access` of one mailbox, for work in one lane. Safe to share between threads. Opens its
    own short transactions: use it in none."""

    def __init__(self, organization_id: UUID, mailbox_id: UUID, lane: Lane) -> None:
        self.organization_id = organization_id
        self.mailbox_id = mailbox_id
        self.lane = lane
        self._token: tokens.AccessToken | None = None

    def token(self, refused: str | None = None) -> str:
        """The access token, remembered while it lasts."""
        known = self._token
        if known is None or known.value == refused or known.expires_at <= now() + timedelta(minutes=1):
            known = tokens.access_token(self.organization_id, self.mailbox_id, refused=refused)
            self._token = known
        return known.value

    def spend(self, units: int) -> None:
        """Take `units` from the shared budget; sleeps a little for them. Raises `MustWait` when that takes long."""
        give_up = time.monotonic() + _LONGEST_SLEEP
        while True:
            with transaction(self.organization_id) as session:
                seconds, level = quota.take(session, self.organization_id, self.mailbox_id, units, self.lane)
            if not seconds:
                GMAIL_UNITS.labels(self.lane.value).inc(units)
                return
            if time.monotonic() + seconds > give_up:
                raise MustWait(now() + timedelta(seconds=seconds), "quota" if not level.not_before else "rate_limited")
            time.sleep(min(seconds, 1.0) + random.uniform(0, 0.05))  # noqa: S311 - jitter

    def available(self) -> float:
        """Units that could be spent at once."""
        with transaction(self.organization_id) as session:
            return quota.available(session, self.organization_id, self.mailbox_id, self.lane)

    def slow_down(self, error: GmailError, attempt: int) -> None:
        """Let every worker of this mailbox wait: until the moment Google named (raises `MustWait`), else for a growing
        while with full jitter."""
        until = error.not_before
        if until is None and error.failure is Failure.daily_limit:
            until = now() + timedelta(hours=1)
        with transaction(self.organization_id) as session:
            if until is None:
                seconds = min(2.0 ** (attempt - 1), 32.0) * random.uniform(0.5, 1)  # noqa: S311 - jitter
                quota.hold_back(session, self.organization_id, self.mailbox_id, seconds, self.lane)
                return
            wait_until(session, self.organization_id, self.mailbox_id, until)
        raise MustWait(until, error.failure.value)

    def slot(self) -> AbstractContextManager[Any]:
        """At most a few requests of this process in flight for the mailbox."""
        return quota.slot(self.mailbox_id)
