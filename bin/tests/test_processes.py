import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from support.processes import ProcessId, command_line, identify, is_alive, start_mark, stop

Start = Callable[[str], subprocess.Popen[bytes]]
SLEEP = "import time; print('up', flush=True); time.sleep(300)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP


@pytest.fixture
def start() -> Iterator[Start]:
    begun: list[subprocess.Popen[bytes]] = []

    def begin(code: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
        begun.append(process)
        assert process.stdout is not None
        process.stdout.readline()  # it is up, with its signal handlers in place
        return process

    yield begin
    for process in begun:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def identity(process: subprocess.Popen[bytes]) -> ProcessId:
    found = identify(process.pid)
    assert found is not None
    return found


def test_this_process_is_alive() -> None:
    me = identify(os.getpid())
    assert me is not None
    assert is_alive(me)
    assert "python" in command_line(os.getpid())


def test_a_reused_pid_is_somebody_else(start: Start) -> None:
    process = start(SLEEP)
    stranger = ProcessId(process.pid, "long ago")
    assert not is_alive(stranger)
    assert stop([stranger], grace=0.1) == []
    assert process.poll() is None


def test_an_ended_process_that_nobody_waited_for_is_not_alive(start: Start) -> None:
    process = start(SLEEP)
    mine = identity(process)
    process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_alive(mine) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert start_mark(process.pid) is None  # a zombie until `wait`


def test_stop_asks_first(start: Start) -> None:
    process = start(SLEEP)
    assert stop([identity(process)]) == []
    assert process.wait() == -signal.SIGTERM


def test_stop_forces_who_does_not_listen(start: Start) -> None:
    process = start(DEAF)
    mine = identity(process)
    assert stop([mine], grace=0.2) == [mine]
    assert process.wait() == -signal.SIGKILL


def test_stop_ends_what_the_process_started(start: Start) -> None:
    child = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)']); "
    process = start(child + "print(p.pid, flush=True); p.wait()")
    listing = subprocess.run(["ps", "-A", "-o", "pid=,pgid="], capture_output=True, text=True).stdout
    group = [int(pid) for pid, pgid in (line.split() for line in listing.splitlines()) if int(pgid) == process.pid]
    members = [found for pid in group if (found := identify(pid))]
    assert len(members) == 2
    stop([identity(process)])
    deadline = time.monotonic() + 5
    while any(map(is_alive, members)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_alive, members))
