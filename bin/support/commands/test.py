"""bin/test: every check of the repository. Exit code 0 only when all pass."""

import argparse
import fcntl
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import IO

from support import install
from support.checks import OUTPUT, all_steps, quick_steps
from support.console import Problem, say, timed
from support.database import stop_database
from support.places import API, SIMULATOR
from support.running import end_all
from support.steps import Step, run_steps, table
from support.tools import Tools, find_tools


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/test", description="Installs what is needed and runs every check. Exit code 0 only if all pass."
    )
    parser.add_argument("--quick", action="store_true", help="the first answer: only what needs less than a minute")
    parser.add_argument("--list", action="store_true", help="name the steps and end")
    parser.add_argument("steps", nargs="*", metavar="step", help="run only these steps")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    began = time.monotonic()
    try:
        if options.list:
            tools = Tools("uv", {})
            return _list(quick_steps(tools) if options.quick else all_steps(tools))
        with _claim():
            tools = _install()
            steps = choose(quick_steps(tools) if options.quick else all_steps(tools), options.steps)
            results = run_steps(steps, OUTPUT / "logs")
            stop_database(OUTPUT / "migrations")
    except KeyboardInterrupt:
        end_all()
        stop_database(OUTPUT / "migrations")
        say("\nStopped.")
        return 130
    say(table(results, time.monotonic() - began))
    return 0 if all(result.passed for result in results) else 1


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _list(steps: Sequence[Step]) -> int:
    for step in steps:
        say(step.name)
    return 0


def choose(steps: Sequence[Step], names: Sequence[str]) -> list[Step]:
    """The named steps, or all. Raises `Problem` for a name that no step has."""
    known = {step.name for step in steps}
    for name in names:
        if name not in known:
            raise Problem(f"There is no step {name!r}; there are {', '.join(step.name for step in steps)}.")
    return [step for step in steps if not names or step.name in names]


def _install() -> Tools:
    with timed("uv, Node and pnpm"):
        tools = find_tools(web=True)
    jobs: list[tuple[str, Callable[[], None]]] = [
        ("API's packages", lambda: install.python_packages(tools, API, extras=True)),
        ("Simulator's packages", lambda: install.python_packages(tools, SIMULATOR, extras=True)),
        ("Web packages", lambda: install.web_packages(tools)),
    ]

    def do(job: tuple[str, Callable[[], None]]) -> None:
        with timed(job[0]):
            job[1]()

    shutil.rmtree(OUTPUT, ignore_errors=True)
    with install.installing(), ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        try:
            list(pool.map(do, jobs))
        except BaseException:
            end_all()  # so that the threads, for which the pool waits, come to their end
            raise
    return tools


def _claim() -> IO[str]:
    """One run at a time: two would write over each other's output and builds."""
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    lock = (OUTPUT.parent / "test.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Problem("bin/test runs already in this checkout; wait for it to end.") from None
    return lock
