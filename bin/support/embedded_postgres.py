"""Runs inside the API's own environment: holds the embedded PostgreSQL of OSS_DATA_DIR for as long as it lives.

Prints one line, the server's URL, when it answers. Ends by SIGTERM, which stops the server in order, or with exit
code 75 when the server went away by itself, so that the caller starts it again.
"""

import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

GONE = 75  # EX_TEMPFAIL of sysexits.h


def hold() -> int:
    asked_to_end = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        asked_to_end.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = Path(os.environ["OSS_DATA_DIR"]).resolve() / "pg"
    print(importlib.import_module("app.core.embedded").embedded_url(folder), flush=True)
    pid_file = folder / "postmaster.pid"
    pid = _first_line(pid_file)
    while not asked_to_end.wait(0.5):
        if _first_line(pid_file) != pid or not _exists(int(pid)):
            return GONE
    return 0


def _first_line(file: Path) -> str:
    try:
        return file.read_text().split("\n", 1)[0]
    except OSError:
        return ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(hold())
