"""The embedded PostgreSQL of a data directory, seen from outside: is it running, and stop it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from support.processes import ProcessId, command_line, identify, stop, wait_gone


def postmaster(data_dir: Path) -> ProcessId | None:
    """The server process that runs on `data_dir`/pg, by its own pid file; None when it does not run."""
    folder = data_dir.resolve() / "pg"
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    # The pid in a file left by a crash may by now be somebody else's.
    process = identify(pid)
    arguments = command_line(pid)
    return process if process and "postgres" in arguments and str(folder) in arguments else None


def stop_database(data_dir: Path) -> None:
    """Shuts the server down in order: open transactions are rolled back, everything is written (SIGINT, "fast")."""
    server = postmaster(data_dir)
    if server is None:
        return
    # Only the postmaster itself: it ends its own children, in the right order.
    with suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGINT)
    if wait_gone([server], 30.0):
        stop([server], grace=5.0, first=signal.SIGQUIT)
