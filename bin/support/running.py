"""Runs programs to their end, quietly: output is shown whole when they fail."""

import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from support.console import Problem
from support.processes import identify, stop

_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_closed = threading.Event()


def run(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], doing: str) -> str:
    """Runs a program and returns its output; raises `Problem` with all of the output when it fails.

    The program is a session of its own, so that Ctrl-C reaches it through `end_all` alone.
    """
    code, output = attempt(arguments, cwd=cwd, env=env)
    if code != 0:
        detail = output.strip() or f"exit code {code}"
        raise Problem(f"{doing} failed: {' '.join(arguments)}\n{detail}")
    return output


def attempt(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Runs a program; returns its exit code and its output, errors included. 127: there is no such program."""
    with _lock:
        if _closed.is_set():
            raise Problem("Stopped.")
        try:
            process = subprocess.Popen(
                list(arguments),
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return 127, f"{arguments[0]}: {error.strerror}"
        _running.add(process)
    try:
        output, _ = process.communicate()
    except BaseException:
        identity = identify(process.pid)
        stop([identity] if identity else [], grace=10.0)
        process.wait()
        raise
    finally:
        with _lock:
            _running.discard(process)
    return process.returncode, output.decode(errors="replace")


def end_all(grace: float = 30.0) -> None:
    """Ends every program that `run` has under way, and lets none begin any more."""
    with _lock:
        _closed.set()
        under_way = [identity for process in _running if (identity := identify(process.pid))]
    stop(under_way, grace=grace)
