"""Programs of ours as real processes, each with its own log. Nothing else is ever signalled."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.faults.scale import STEP_SECONDS

_API = Path(__file__).resolve().parents[2]


class Program:
    """A process that this test started."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                arguments, cwd=_API, env=dict(env), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL: it gets no chance to tidy up."""
        self._process.kill()
        self._process.wait(30)

    def stop(self, seconds: float = 60.0) -> bool:
        """SIGTERM, and SIGKILL when that does not help; whether it ended in order."""
        self._process.terminate()
        try:
            # uvicorn shuts down in order and then lets the signal have its way.
            return self._process.wait(seconds) in (0, -signal.SIGTERM)
        except subprocess.TimeoutExpired:
            self.kill()
            return False

    def said(self) -> str:
        """Everything that it has written."""
        return self.log.read_text(errors="replace")

    def __str__(self) -> str:
        return f"exit code {self._process.poll()}, log ends:\n{self.said()[-4000:]}"


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
