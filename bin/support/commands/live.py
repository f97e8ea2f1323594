"""The last step of bin/test: the whole system as a new user gets it, from bin/demo to nothing left running."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from support import connect, record
from support.checks import OUTPUT
from support.console import Problem, say
from support.places import API, ROOT, WEB, shown, venv_program
from support.ports import free_ports, is_taken
from support.processes import is_alive
from support.web_client import WebClient

MESSAGES = 200
DATA_DIR = OUTPUT / "demo"
FIRST_TICKETS_SECONDS = 60.0
ALL_PROCESSED_SECONDS = 120.0


class LiveRun:
    """One demo on free ports, and what is expected of it."""

    def __init__(self) -> None:
        self.web, self.api, self.sim, self.canary = free_ports(4)
        self.client = WebClient()
        self.began = time.monotonic()

    @property
    def api_url(self) -> str:
        return f"http://localhost:{self.web}/api"

    def checks(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("demo starts and connects the mailbox", self.start),
            ("first tickets within 60 s", self.first_tickets),
            ("every mail is processed", self.all_processed),
            ("verify finds no broken invariant", self.verify),
            ("a second demo on the same data is refused", self.second_demo),
            ("browser tests on live data", self.browser),
            ("stop leaves nothing running", self.stop),
        ]

    def demo(self, *options: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-B", str(ROOT / "bin" / "support"), "demo", "--data-dir", str(DATA_DIR), *options]
        # The image proxy asks nobody on this machine but the browser test's own server.
        env = os.environ | {"REMOTE_IMAGES_TEST_HOSTS": f"pictures.test:{self.canary}"}
        return subprocess.run(arguments, cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def start(self) -> None:
        ports = ["--port", self.web, "--api-port", self.api, "--sim-port", self.sim]
        options = ["--fresh", "--detach", "--messages", MESSAGES, *ports]
        answer = self.demo(*map(str, options))
        _expect(answer.returncode == 0, f"exit code {answer.returncode}\n{answer.stdout}{answer.stderr}")
        _expect(f"http://localhost:{self.web}" in answer.stdout, f"no URL in:\n{answer.stdout}")
        self.began = time.monotonic()
        connect.sign_in(self.client, self.api_url)

    def first_tickets(self) -> None:
        self._until(FIRST_TICKETS_SECONDS, "no ticket is listed", lambda: bool(self._items("/tickets?limit=1")))

    def all_processed(self) -> None:
        """At least the mails of the sample company are there, and none is on its way or has failed."""

        def done() -> bool:
            open_states = [s for s in ("discovered", "fetched") if self._items(f"/ops/occurrences?limit=1&state={s}")]
            return not open_states and self._count("/ops/occurrences", MESSAGES) >= MESSAGES

        self._until(ALL_PROCESSED_SECONDS, "mails are still on their way", done)
        failed = self._items("/ops/occurrences?limit=5&state=failed")
        _expect(not failed, f"failed: {[(each.get('id'), each.get('error')) for each in failed]}")

    def verify(self) -> None:
        env = os.environ | {"OSS_DATA_DIR": str(DATA_DIR)}
        program = venv_program(API, "oss-ticketing")
        answer = subprocess.run([program, "verify"], cwd=API, env=env, capture_output=True, text=True)
        _expect(answer.returncode == 0, f"exit code {answer.returncode}\n{answer.stdout}{answer.stderr}")

    def second_demo(self) -> None:
        answer = self.demo("--detach")
        _expect(answer.returncode == 1, f"exit code {answer.returncode}")
        _expect("is in use" in answer.stderr and answer.stderr.count("\n") == 1, f"said: {answer.stderr}")

    def browser(self) -> None:
        env = os.environ | {
            "E2E_BASE_URL": f"http://localhost:{self.web}",
            "E2E_EMAIL": connect.ADMIN_EMAIL,
            "E2E_ORGANIZATION": connect.ORGANIZATION,
            "E2E_KEEP_MAILBOX": "1",
            "E2E_SIM_URL": f"http://localhost:{self.sim}",
            "E2E_CANARY_PORT": str(self.canary),
        }
        answer = subprocess.run([os.environ.get("PNPM", "pnpm"), "e2e"], cwd=WEB, env=env, stdin=subprocess.DEVNULL)
        _expect(answer.returncode == 0, f"exit code {answer.returncode}; its output is above")

    def stop(self) -> None:
        written = record.read(DATA_DIR)
        _expect(written is not None, "the running demo left no record")
        assert written is not None
        answer = self.demo("--stop")
        _expect(answer.returncode == 0, f"exit code {answer.returncode}\n{answer.stdout}{answer.stderr}")
        processes = {"supervisor": written.supervisor, **written.children}
        _expect(len(processes) == 6, f"recorded only {', '.join(processes)}")
        alive = [name for name, process in processes.items() if is_alive(process)]
        _expect(not alive, f"still running: {', '.join(alive)}")
        left = [line for line in _all_command_lines() if str(DATA_DIR) in line]
        _expect(not left, "still running:\n" + "\n".join(left))
        taken = [port for port in (self.web, self.api, self.sim) if is_taken(port)]
        _expect(not taken, f"ports still taken: {taken}")

    def _items(self, path: str) -> list[dict[str, object]]:
        return list(self.client.api("GET", f"{self.api_url}{path}")["items"])

    def _count(self, path: str, enough: int) -> int:
        """How many items the list has, counted page by page up to `enough`."""
        count, cursor = 0, ""
        while count < enough:
            page = self.client.api("GET", f"{self.api_url}{path}?limit=100{cursor}")
            count += len(page["items"])
            if not page["next_cursor"]:
                break
            cursor = f"&cursor={page['next_cursor']}"
        return count

    def _until(self, seconds: float, otherwise: str, done: Callable[[], bool]) -> None:
        while not done():
            _expect(time.monotonic() - self.began < seconds, f"{otherwise} after {seconds:.0f} s")
            time.sleep(0.5)


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Problem(otherwise)


def _all_command_lines() -> list[str]:
    answer = subprocess.run(["ps", "-ww", "-A", "-o", "pid=,args="], capture_output=True, text=True)
    me = str(os.getpid())
    return [line for line in answer.stdout.splitlines() if line.split(None, 1)[0] != me]


def main(arguments: Sequence[str]) -> int:
    """Runs all checks in turn, the last also after a failure; shows the demo's logs when one fails."""
    signal.signal(signal.SIGTERM, _interrupt)
    run, passed, failed, began = LiveRun(), 0, 0, time.monotonic()
    try:
        for name, check in run.checks():
            problem = _try(check)
            passed, failed = passed + (problem is None), failed + (problem is not None)
            say(f"{f'FAILED {name}: {problem}' if problem else f'ok {name}'} ({time.monotonic() - began:.1f} s)")
            if problem is not None:
                _show_logs(DATA_DIR / "logs")
            if problem is not None and passed == 0:
                break  # without a running demo the other checks say nothing
    except KeyboardInterrupt:
        return 130
    finally:
        run.demo("--stop")
        shutil.rmtree(DATA_DIR, ignore_errors=True)
    say(f"{f'{failed} failed, ' if failed else ''}{passed} passed in {time.monotonic() - began:.1f}s")
    return 1 if failed else 0


def _try(check: Callable[[], None]) -> str | None:
    try:
        check()
    except (Problem, KeyError) as problem:
        return str(problem)
    return None


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _show_logs(folder: Path) -> None:
    for log in sorted(folder.glob("*.log")):
        say(f"--- {shown(log)}")
        say("\n".join(log.read_text(errors="replace").splitlines()[-40:]))
