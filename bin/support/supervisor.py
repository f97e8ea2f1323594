"""Starts the programs of the demo, watches them, and leaves none behind."""

import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from support import record
from support.console import Problem, say
from support.places import shown
from support.processes import ProcessId, identify, stop

# How a server ends that somebody ended: killed, told to stop, or (EX_TEMPFAIL, 75) asking to be started again.
ENDED_FROM_OUTSIDE = frozenset({0, 75, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT})
MOST_RESTARTS, RESTART_SECONDS = 10, 60.0
KEPT_LOGS = 3


@dataclass(frozen=True)
class Program:
    """How to start one long-running program."""

    name: str
    arguments: Sequence[str]
    cwd: Path
    env: Mapping[str, str]


@dataclass
class Child:
    program: Program
    process: subprocess.Popen[bytes]
    identity: ProcessId
    log: Path


@dataclass
class Supervisor:
    """Children by name. Their identities are on disk before anything else happens, so `--stop` finds them always."""

    data_dir: Path
    written: record.Record
    children: dict[str, Child] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _closed: bool = False
    _restarts: list[float] = field(default_factory=list)

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    def start(self, program: Program) -> Child:
        """Starts the program in a session of its own, output to its log, input from nowhere."""
        with self._lock:
            if self._closed:
                raise Problem("Stopped.")
            self.logs.mkdir(parents=True, exist_ok=True)
            log = self.logs / f"{program.name}.log"
            with log.open("ab") as output:
                process = subprocess.Popen(
                    list(program.arguments),
                    cwd=program.cwd,
                    env=dict(program.env),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            # A program that has ended already is found by `check`; until it is waited for, its pid stays its own.
            identity = identify(process.pid) or ProcessId(process.pid, "ended")
            child = Child(program, process, identity, log)
            self.children[program.name] = child
            self.written.children[program.name] = identity
            self.written.write(self.data_dir)
            return child

    def check(self) -> None:
        """Raises `Problem` when a program failed; one that was killed or stopped from outside is started again."""
        with self._lock:
            for child in list(self.children.values()):
                code = child.process.poll()
                if code is None:
                    continue
                if code not in ENDED_FROM_OUTSIDE or self._restarts_too_often():
                    raise Problem(f"{child.program.name} ended with exit code {code}.\n{last_lines(child.log)}")
                say(f"{child.program.name} was stopped from outside; starting it again.")
                self.start(child.program)

    def _restarts_too_often(self) -> bool:
        now = time.monotonic()
        self._restarts = [moment for moment in self._restarts if now - moment < RESTART_SECONDS] + [now]
        return len(self._restarts) > MOST_RESTARTS

    def restart(self, name: str) -> None:
        with self._lock:
            child = self.children[name]
            stop([child.identity], grace=10.0)
            child.process.wait()
            self.start(child.program)

    def stop_all(self, order: Sequence[Sequence[str]]) -> None:
        """Stops all programs, those named first before the others; a group of names at once."""
        with self._lock:
            self._closed = True
            named = {name for group in order for name in group}
            rest = [name for name in self.children if name not in named]
            for group in [rest, *order]:
                children = [self.children[name] for name in group if name in self.children]
                _stop_children(children)


def _stop_children(children: Sequence[Child]) -> None:
    for child in children:
        child.process.poll()
    stop([child.identity for child in children if child.process.returncode is None], grace=20.0)
    for child in children:
        child.process.wait()


def last_lines(log: Path, count: int = 20) -> str:
    """The end of a log file with its name, for a person to read."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-count:]
    except OSError:
        lines = []
    return "\n".join([f"The last lines of {shown(log)}:", *(f"  {line}" for line in lines or ["(empty)"])])


def rotate(logs: Path, kept: int = KEPT_LOGS) -> None:
    """NAME.log becomes NAME.log.1, that one NAME.log.2, and so on; the oldest goes."""
    for log in sorted(logs.glob("*.log")) if logs.is_dir() else []:
        for number in range(kept, 0, -1):
            older = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number}"))
