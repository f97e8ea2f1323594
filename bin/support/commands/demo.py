"""bin/demo: the whole system with a sample company, on this machine, by one command."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from support import record
from support.console import Problem, complain, say
from support.database import postmaster
from support.demo import Demo, end_leftovers, summary
from support.places import VAR, shown
from support.ports import require_free
from support.processes import identify, is_alive, stop
from support.stack import Stack
from support.supervisor import Supervisor, rotate

DESCRIPTION = """Installs what is needed, starts embedded PostgreSQL, the Workspace simulator with a sample company,
the API, the worker and the web UI, connects the journal mailbox, and prints the URL. Ctrl-C stops all of it."""


def parse(arguments: Sequence[str], name: str = "demo") -> argparse.Namespace:
    """Options of bin/demo and bin/dev. Ends the process with code 2 and one clear line when one is wrong."""
    parser = argparse.ArgumentParser(prog=f"bin/{name}", description=DESCRIPTION)
    parser.add_argument("--port", type=_port, default=3000, help="port of the web UI (3000)")
    parser.add_argument("--api-port", type=_port, default=8000, help="port of the API (8000)")
    parser.add_argument("--sim-port", type=_port, default=8025, help="port of the Workspace simulator (8025)")
    parser.add_argument(
        "--data-dir", type=Path, default=VAR / name, metavar="DIR", help=f"database, mail and logs (var/{name})"
    )
    parser.add_argument("--fresh", action="store_true", help="begin with an empty data directory")
    parser.add_argument(
        "--messages", type=_count, default=2000, metavar="N", help="mails in the sample company's journal (2000)"
    )
    parser.add_argument("--no-traffic", dest="traffic", action="store_false", help="no new mail while it runs")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--detach", action="store_true", help="return once the page answers, and go on running")
    either.add_argument("--stop", action="store_true", help="stop the demo that runs in the data directory")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of mails")
    return int(text)


def main(arguments: Sequence[str], name: str = "demo") -> int:
    options = parse(arguments, name)
    stop_command = f"bin/{name} --stop"
    if options.data_dir != VAR / name:
        stop_command += f" --data-dir {options.data_dir}"
    if options.stop:
        return stop_running(options.data_dir)
    lock = record.claim(options.data_dir, stop_command)
    try:
        stack = _stack(options, reload=name == "dev")
        _prepare(options, stack)
        if options.detach:
            return run_detached(stack, lock, stop_command)
        return _run(stack, lambda: say(summary(stack, detached=False, stop_command=stop_command)))
    finally:
        lock.close()


def _stack(options: argparse.Namespace, *, reload: bool) -> Stack:
    return Stack(
        data_dir=options.data_dir.resolve(),
        web_port=options.port,
        api_port=options.api_port,
        sim_port=options.sim_port,
        messages=options.messages,
        traffic=options.traffic,
        reload=reload,
    )


def _prepare(options: argparse.Namespace, stack: Stack) -> None:
    """Everything that can be refused is refused before anything is installed or started."""
    for name in end_leftovers(stack.data_dir, record.read(stack.data_dir)):
        say(f"Ended {name}, left running by an earlier demo.")
    require_free([("--port", stack.web_port), ("--api-port", stack.api_port), ("--sim-port", stack.sim_port)])
    if options.fresh:
        empty(stack.data_dir)
    rotate(stack.data_dir / "logs")


def empty(data_dir: Path) -> None:
    """Empties a demo's data directory; refuses one that holds anything a demo does not make."""
    made_here = {record.LOCK, record.RECORD, "pg", "logs", "blobs", "encryption.key", "pg.lock"}
    strange = sorted(child.name for child in data_dir.iterdir() if child.name not in made_here)
    if strange and not (data_dir / "pg").is_dir():
        raise Problem(f"--fresh would delete {shown(data_dir)}, which is no demo's: it holds {strange[0]}.")
    for child in data_dir.iterdir():
        if child.name == record.LOCK:
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()


def _run(stack: Stack, on_ready: Callable[[], None]) -> int:
    identity = identify(os.getpid())
    assert identity is not None, "this process runs"
    written = record.Record(identity, stack.url)
    written.write(stack.data_dir)
    return Demo(stack, Supervisor(stack.data_dir, written)).run(on_ready)


def run_detached(stack: Stack, lock: IO[str], stop_command: str) -> int:
    """Goes on in a child process of its own session. Returns when its page answers, or with what went wrong.

    The child keeps the lock of the data directory, and speaks on this terminal only until it is ready.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_detached(stack, writing))
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            ready = pipe.read() == b"ready"
    except KeyboardInterrupt:
        identity = identify(child)
        stop([identity] if identity else [], grace=60.0)
        return 130
    if not ready:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or 1
    say(summary(stack, detached=True, stop_command=stop_command))
    return 0


def _detached(stack: Stack, writing: int) -> int:
    os.setsid()
    log = stack.data_dir / "logs" / "demo.log"

    def on_ready() -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, output), (2, output)):
            os.dup2(source, target)
        os.write(writing, b"ready")
        os.close(writing)

    try:
        return _run(stack, on_ready)
    except Problem as problem:
        complain(problem)
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def stop_running(data_dir: Path) -> int:
    """Ends the demo of the data directory and all it started, also after its supervisor was killed."""
    found = record.read(data_dir)
    if found is None and postmaster(data_dir) is None:
        say(f"No demo runs in {shown(data_dir)}.")
        return 0
    if found is not None and is_alive(found.supervisor):
        # It stops its programs itself, in order; only what it cannot end within a minute is ended by force below.
        stop([found.supervisor], grace=60.0)
    end_leftovers(data_dir, found)
    say(f"Stopped the demo in {shown(data_dir)}.")
    return 0
