"""Processes by identity (pid and start time), so that a reused pid is never mistaken for ours."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProcessId:
    """A process that can be told from a later one with the same pid."""

    pid: int
    started: str


def start_mark(pid: int) -> str | None:
    """When the process began, in the system's own words; None when there is none (a zombie is none)."""
    if sys.platform == "linux":
        try:
            # Fields after the command name, which may itself hold spaces and parentheses (proc(5)): state is the
            # first of them, starttime the twentieth.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    answer = subprocess.run(["ps", "-o", "lstart=,stat=", "-p", str(pid)], capture_output=True, text=True)
    began, _, state = answer.stdout.strip().rpartition(" ")
    return began.strip() if began and not state.startswith("Z") else None


def identify(pid: int) -> ProcessId | None:
    started = start_mark(pid)
    return ProcessId(pid, started) if started is not None else None


def is_alive(process: ProcessId) -> bool:
    return start_mark(process.pid) == process.started


def command_line(pid: int) -> str:
    """The process's arguments joined by spaces; empty when there is no such process."""
    return subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()


def stop(processes: Iterable[ProcessId], grace: float = 15.0, first: int = signal.SIGTERM) -> list[ProcessId]:
    """Asks each process and its group to end, then ends by force what is left after `grace` seconds.

    Returns those that had to be forced.
    """
    left = [process for process in processes if is_alive(process)]
    for process in left:
        _signal(process, first)
    left = wait_gone(left, grace)
    for process in left:
        _signal(process, signal.SIGKILL)
    wait_gone(left, 5.0)
    return left


def wait_gone(processes: Iterable[ProcessId], seconds: float) -> list[ProcessId]:
    """Waits until all have ended, at most `seconds`; returns those still there."""
    deadline = time.monotonic() + seconds
    left = [process for process in processes if is_alive(process)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [process for process in left if is_alive(process)]
    return left


def _signal(process: ProcessId, number: int) -> None:
    try:
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, number)  # a group leader of ours: also what it started
        else:
            os.kill(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return
