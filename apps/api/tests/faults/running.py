"""Programs of ours as real processes, each with its own log. Nothing else is ever signalled."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.faults.forks import fork
from tests.faults.scale import STEP_SECONDS


class Program:
    """``python -m module`` as a process that this test started."""

    def __init__(self, module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.log = log
        self._process = fork(module, arguments, env, log)

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """SIGKILL: it gets no chance to tidy up."""
        self._process.kill()
        self._process.join(30)

    def stop(self, seconds: float = 60.0) -> bool:
        """SIGTERM, and SIGKILL when that does not help; whether it ended in order."""
        self._process.terminate()
        self._process.join(seconds)
        if self._process.is_alive():
            self.kill()
            return False
        # uvicorn shuts down in order and then lets the signal have its way.
        return self._process.exitcode in (0, -signal.SIGTERM)

    def said(self) -> str:
        """Everything that it has written."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def __str__(self) -> str:
        return f"exit code {self._process.exitcode}, log ends:\n{self.said()[-4000:]}"


def eventually(
    what: str,
    reached: Callable[[], bool],
    *,
    seconds: float = STEP_SECONDS,
    every: float = 0.1,
    why: Callable[[], object] = lambda: "",
) -> float:
    """Wait until `reached`; how long it took. Fails with `what` and `why()` when it takes too long."""
    started = time.monotonic()
    while not reached():
        assert time.monotonic() - started < seconds, f"not within {seconds:.0f} s: {what}. {why()}"
        time.sleep(every)
    return time.monotonic() - started
