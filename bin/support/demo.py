"""The life of a demo: install, start everything that can be started at once, connect the mailbox, watch, stop."""

import concurrent.futures
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from support import connect, install, record, running
from support.console import Problem, say, timed
from support.database import stop_database
from support.places import API, SIMULATOR, shown, venv_program
from support.processes import is_alive, stop
from support.stack import STOP_ORDER, Stack
from support.supervisor import Supervisor, last_lines
from support.tools import Tools, find_tools
from support.web_client import wait_for

T = TypeVar("T")
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked the demo to end: Ctrl-C, SIGTERM, or the terminal was closed."""


def catch_signals() -> None:
    """Turns the first signal to end into `Interrupted` in the main thread; later ones change nothing."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        ignore_signals()
        raise Interrupted

    for number in ENDING:
        signal.signal(number, interrupt)


def ignore_signals() -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


class Demo:
    """Starts the stack under a supervisor. `run` returns the exit code and leaves nothing running."""

    def __init__(self, stack: Stack, supervisor: Supervisor) -> None:
        self.stack = stack
        self.supervisor = supervisor

    def run(self, on_ready: Callable[[], None]) -> int:
        """Runs until it is interrupted (0, or 130 before it was ready) or a program fails (`Problem`)."""
        try:
            catch_signals()
            self._start()
            on_ready()
            self._watch()
        except Interrupted:
            say("\nStopping.")
        finally:
            self._stop()
        # What the record says, for that is what others go by: a signal may come right after it was written.
        return 0 if self.supervisor.written.ready else 130

    def _start(self) -> None:
        """Two roads at once: the web pages, and the servers as soon as the packages of each are there."""
        pool = concurrent.futures.ThreadPoolExecutor(max_workers=4)
        try:
            with timed("uv"):
                tools = _in_background(pool, lambda: find_tools(web=False))
            with install.installing():
                pages = pool.submit(self._pages)
                simulator = pool.submit(self._simulator, tools)
                servers = pool.submit(self._servers, tools, pages)
                work: list[concurrent.futures.Future[Any]] = [pages, simulator, servers]
                _wait(work, self.supervisor.check)
            began = time.monotonic()
            wait_for(f"{self.stack.api_url}/readyz", 90, self.supervisor.check)
            wait_for(self.stack.url, 60, self.supervisor.check)
            wait_for(self.stack.sim_url, 90, self.supervisor.check)
            say(f"  {'Servers answer':<42} {time.monotonic() - began:6.1f} s")
            with timed("Journal mailbox connected"):
                connect.connect_journal(self.stack)
        except BaseException:
            self._end_programs()  # what the threads wait for, so that they end too
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        self.supervisor.written.ready = True
        self.supervisor.written.write(self.stack.data_dir)

    def _pages(self) -> Tools:
        """Makes the web pages ready; returns the tools, Node and pnpm with them."""
        with timed("Node and pnpm"):
            tools = find_tools(web=True)
        with timed("Web packages"):
            install.web_packages(tools)
        if not self.stack.reload:
            with timed("Web pages"):
                install.web_pages(tools)
        return tools

    def _simulator(self, tools: Tools) -> None:
        with timed("Simulator's packages"):
            install.python_packages(tools, SIMULATOR, extras=False)
        self.supervisor.start(self.stack.simulator(tools))

    def _servers(self, tools: Tools, pages: "concurrent.futures.Future[Tools]") -> None:
        with timed("API's packages"):
            install.python_packages(tools, API, extras=False)
        with timed("PostgreSQL and its tables"):
            database_url = self._database(tools)
            env = self.stack.environment(tools, database_url)
            migrate = [venv_program(API, "oss-ticketing"), "migrate"]
            output = running.run(migrate, cwd=API, env=env, doing="Creating the tables")
            (self.supervisor.logs / "migrate.log").write_text(output)
        self.supervisor.start(self.stack.api(tools, database_url))
        self.supervisor.start(self.stack.worker(tools, database_url))
        self.supervisor.start(self.stack.web(pages.result(), database_url))

    def _database(self, tools: Tools) -> str:
        child = self.supervisor.start(self.stack.postgres(tools))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for line in child.log.read_text(errors="replace").splitlines():
                if line.startswith("postgresql://"):
                    return line.strip()
            if child.process.poll() is not None:
                raise Problem(f"PostgreSQL did not start.\n{last_lines(child.log)}")
            time.sleep(0.05)
        raise Problem(f"PostgreSQL did not start within 60 s.\n{last_lines(child.log)}")

    def _watch(self) -> None:
        seen = _python_sources() if self.stack.reload else {}
        while True:
            self.supervisor.check()
            time.sleep(0.5)
            if self.stack.reload and seen != (now := _python_sources()):
                seen = now
                self.supervisor.restart("worker")

    def _end_programs(self) -> None:
        running.end_all()
        self.supervisor.stop_all(STOP_ORDER)

    def _stop(self) -> None:
        ignore_signals()
        self._end_programs()
        stop_database(self.stack.data_dir)
        record.forget(self.stack.data_dir)


def _in_background(pool: concurrent.futures.Executor, work: Callable[[], Tools]) -> Tools:
    """Waits in steps: a signal is seen by the main thread only between them."""
    future = pool.submit(work)
    _wait([future], lambda: None)
    return future.result()


def _wait(futures: Iterable["concurrent.futures.Future[T]"], meanwhile: Callable[[], None]) -> None:
    """Waits for all; the first failure is raised at once."""
    left = set(futures)
    while left:
        done, left = concurrent.futures.wait(left, timeout=0.2, return_when=concurrent.futures.FIRST_EXCEPTION)
        for future in done:
            future.result()
        meanwhile()


def _python_sources() -> dict[Path, float]:
    return {file: file.stat().st_mtime for file in (API / "app").rglob("*.py")}


def end_leftovers(data_dir: Path, left: record.Record | None) -> list[str]:
    """Ends what the demo of that record left running, however it ended. Returns the names of what was ended."""
    children = left.children if left is not None else {}
    ended = [name for name, process in children.items() if is_alive(process)]
    stop(children.values(), grace=20.0)
    stop_database(data_dir)
    record.forget(data_dir)
    return ended


def summary(stack: Stack, *, detached: bool, stop_command: str) -> str:
    """What a person needs to know once everything runs."""
    return f"""
  Open       {stack.url}
  Sign in    as {connect.ADMIN_EMAIL} of {connect.ORGANIZATION} (development sign-in, no password)
  API        {stack.api_url}/docs
  Workspace  {stack.sim_url} (simulated Google)
  Logs       {shown(stack.data_dir)}/logs
  Check      OSS_DATA_DIR={shown(stack.data_dir)} apps/api/.venv/bin/oss-ticketing verify
  Stop       {stop_command if detached else "Ctrl-C"}
"""
