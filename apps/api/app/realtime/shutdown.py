"""A server that is told to stop waits for open responses, and an event stream never ends by itself: so the signal ends
the streams, before the server begins to wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.realtime.stream import get_hub

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def closing_streams_on_signals() -> Iterator[None]:
    """While inside, SIGINT and SIGTERM end all event streams and then do what they did before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        get_hub().end_streams()
        previous = before[signal.Signals(number)]
        if callable(previous):
            previous(number, frame)

    for number, previous in before.items():
        if callable(previous):
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, previous in before.items():
            if signal.getsignal(number) is handle:
                signal.signal(number, previous)
