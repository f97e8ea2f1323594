"""What the commands say: one line a fact, errors on standard error."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()


class Problem(Exception):
    """Ends the command with exit code 1. The message says what is wrong and how to mend it."""


def say(line: str = "") -> None:
    """Prints one whole line, also when several threads speak at once."""
    with _lock:
        print(line, flush=True)


def complain(problem: Problem) -> None:
    with _lock:
        print(f"error: {problem}", file=sys.stderr, flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Says what was done and how long it took, once it is done; nothing when it failed."""
    began = time.monotonic()
    yield
    say(f"  {what:<42} {time.monotonic() - began:6.1f} s")
