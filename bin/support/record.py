"""The record of a running demo in its data directory: who runs, where, and since when."""

import fcntl
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from support.console import Problem
from support.places import shown
from support.processes import ProcessId

RECORD = "demo.json"
LOCK = "demo.lock"


@dataclass
class Record:
    """Contents of demo.json. `ready` once the first page answers."""

    supervisor: ProcessId
    url: str
    ready: bool = False
    children: dict[str, ProcessId] = field(default_factory=dict)

    def write(self, data_dir: Path) -> None:
        """Replaces the file at once, so that a reader never sees half of it."""
        draft = data_dir / f"{RECORD}.new"
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        draft.replace(data_dir / RECORD)


def read(data_dir: Path) -> Record | None:
    """The record left in the data directory; None when there is none or it cannot be read."""
    try:
        raw = json.loads((data_dir / RECORD).read_text())
        children = {str(name): ProcessId(**child) for name, child in raw["children"].items()}
        return Record(ProcessId(**raw["supervisor"]), str(raw["url"]), bool(raw["ready"]), children)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def forget(data_dir: Path) -> None:
    (data_dir / RECORD).unlink(missing_ok=True)


def claim(data_dir: Path, stop_command: str) -> IO[str]:
    """Takes the data directory for this process until it ends; refuses one in which a demo runs."""
    if data_dir.exists() and not data_dir.is_dir():
        raise Problem(f"{shown(data_dir)} is not a directory.")
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / LOCK).open("a")
    except OSError as error:
        raise Problem(f"{shown(data_dir)} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        running = read(data_dir)
        where = f" at {running.url}" if running else ""
        raise Problem(f"{shown(data_dir)} is in use: a demo runs there{where}. Stop it with {stop_command}.") from None
    return lock
