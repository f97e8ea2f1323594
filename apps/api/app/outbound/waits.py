"""How long a reply waits before Gmail is asked again, where Gmail did not say."""

from __future__ import annotations

from datetime import timedelta

from app.gmail.failures import Failure

LONGEST_BACKOFF = timedelta(minutes=5)
#: Gmail counts its sending limit over 24 hours: asking every few seconds is of no use.
_FIRST_LIMIT_WAIT, _LONGEST_LIMIT_WAIT = timedelta(minutes=5), timedelta(hours=1)


def backoff(times: int) -> timedelta:
    """How long to wait after so many attempts or refusals."""
    return min(timedelta(seconds=5) * int(2 ** min(times, 10)), LONGEST_BACKOFF)


def limit_wait(failure: Failure, refusals: int) -> timedelta:
    """How long to wait for the end of a limit that Gmail gave no time for, after so many refusals."""
    if failure is Failure.sending_limit:
        return min(_FIRST_LIMIT_WAIT * int(2 ** min(refusals, 10)), _LONGEST_LIMIT_WAIT)
    return backoff(refusals)
