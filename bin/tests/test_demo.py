"""The life of a demo, with stand-ins for its programs: it never leaves a process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.commands.demo import empty, parse
from support.console import Problem
from support.ports import free_ports, is_taken
from support.processes import ProcessId, is_alive
from support.record import Record, read

FAKE = Path(__file__).with_name("fake_demo.py")
NAMES = {"postgres", "simulator", "api", "web", "worker"}


@dataclass
class DemoRun:
    data_dir: Path
    ports: list[int] = field(default_factory=lambda: free_ports(3))

    def arguments(self, *options: str) -> list[str]:
        port, api, sim = map(str, self.ports)
        own = ["--data-dir", str(self.data_dir), "--port", port, "--api-port", api, "--sim-port", sim]
        return [sys.executable, "-B", str(FAKE), *own, *options]

    def call(self, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
        more = os.environ | env
        return subprocess.run(self.arguments(*options), capture_output=True, text=True, timeout=60, env=more)

    def foreground(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self.arguments(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self.record(ready=True)
        return process

    def record(self, *, ready: bool) -> Record:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = read(self.data_dir)
            if found is not None and found.ready >= ready:
                return found
            time.sleep(0.05)
        raise AssertionError("the demo was not ready in time")

    def left(self, record: Record) -> list[str]:
        found = [name for name, process in record.children.items() if is_alive(process)]
        found += ["supervisor"] if is_alive(record.supervisor) else []
        return found + [f"port {port}" for port in self.ports if is_taken(port)]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoRun]:
    run = DemoRun(tmp_path / "demo")
    yield run
    run.call("--stop")


def test_detached_it_answers_and_stop_leaves_nothing(demo: DemoRun) -> None:
    began = demo.call("--detach")
    assert began.returncode == 0, began.stderr
    assert f"http://localhost:{demo.ports[0]}" in began.stdout
    assert f"--stop --data-dir {demo.data_dir}" in began.stdout
    record = demo.record(ready=True)
    assert set(record.children) == NAMES
    with socket.create_connection(("127.0.0.1", demo.ports[0])):
        pass
    stopped = demo.call("--stop")
    assert (stopped.returncode, stopped.stderr) == (0, "")
    assert demo.left(record) == []
    assert read(demo.data_dir) is None


def test_stop_without_a_demo_says_so(demo: DemoRun) -> None:
    answer = demo.call("--stop")
    assert answer.returncode == 0
    assert answer.stdout.startswith("No demo runs in ")
    assert not demo.data_dir.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(demo: DemoRun, number: int) -> None:
    process = demo.foreground()
    record = demo.record(ready=True)
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    assert demo.left(record) == []
    assert "Traceback" not in output


def test_ctrl_c_while_it_starts_stops_everything(demo: DemoRun) -> None:
    process = subprocess.Popen(demo.arguments(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    record = demo.record(ready=False)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode in (0, 130), output  # 0: it was quicker than we
    assert "Traceback" not in output
    assert demo.left(record) == []


@pytest.mark.parametrize(("index", "flag"), [(0, "--port"), (1, "--api-port"), (2, "--sim-port")])
def test_a_taken_port_is_one_clear_line(demo: DemoRun, index: int, flag: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", demo.ports[index]))
        other.listen()
        answer = demo.call("--detach")
    assert answer.returncode == 1
    assert answer.stderr == (
        f"error: Port {demo.ports[index]} is taken by another program. Choose another one with {flag} N.\n"
    )
    assert read(demo.data_dir) is None


def test_a_second_demo_on_the_same_data_is_one_clear_line(demo: DemoRun) -> None:
    demo.call("--detach")
    answer = demo.call("--detach", "--fresh")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert f"a demo runs there at http://localhost:{demo.ports[0]}" in answer.stderr
    assert demo.left(demo.record(ready=True)) != []


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_program_that_fails_ends_the_demo_with_its_last_lines(demo: DemoRun, name: str) -> None:
    answer = demo.call(FAKE_FAILURE=name)
    assert answer.returncode == 1
    assert "the reason why" in answer.stderr
    assert f"{name}.log" in answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr
    assert read(demo.data_dir) is None
    assert [port for port in demo.ports if is_taken(port)] == []


def test_a_failure_while_detaching_is_told(demo: DemoRun) -> None:
    answer = demo.call("--detach", FAKE_FAILURE="api")
    assert answer.returncode == 1
    assert "the reason why" in answer.stderr


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_program_is_started_again(demo: DemoRun, number: int) -> None:
    demo.call("--detach")
    before = demo.record(ready=True).children["worker"]
    os.kill(before.pid, number)
    deadline = time.monotonic() + 10
    while demo.record(ready=True).children["worker"] == before and time.monotonic() < deadline:
        time.sleep(0.05)
    after = demo.record(ready=True)
    assert after.children["worker"] != before
    assert is_alive(after.children["worker"])
    assert "worker was stopped from outside" in (demo.data_dir / "logs" / "demo.log").read_text()


def test_stop_works_when_the_supervisor_was_killed(demo: DemoRun) -> None:
    demo.call("--detach")
    record = demo.record(ready=True)
    os.kill(record.supervisor.pid, signal.SIGKILL)
    assert demo.call("--stop").returncode == 0
    assert demo.left(record) == []


def test_the_next_demo_ends_what_a_killed_one_left(demo: DemoRun) -> None:
    demo.call("--detach")
    before = demo.record(ready=True)
    os.kill(before.supervisor.pid, signal.SIGKILL)
    answer = demo.call("--detach")
    assert answer.returncode == 0, answer.stderr
    assert "Ended worker, left running by an earlier demo." in answer.stdout
    assert [name for name, process in before.children.items() if is_alive(process)] == []


def test_a_recorded_pid_that_is_somebody_else_now_is_left_alone(demo: DemoRun) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
    try:
        demo.data_dir.mkdir()
        theirs = ProcessId(bystander.pid, "another time")
        Record(theirs, "http://localhost:1", True, {"api": theirs}).write(demo.data_dir)
        assert demo.call("--stop").returncode == 0
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_logs_of_earlier_runs_are_kept_apart(demo: DemoRun) -> None:
    for _ in range(2):
        demo.call("--detach")
        demo.call("--stop")
    logs = demo.data_dir / "logs"
    assert (logs / "worker.log").read_text() == "working\n"
    assert (logs / "worker.log.1").read_text() == "working\n"
    assert not (logs / "worker.log.2").exists()


def test_fresh_empties_a_demos_directory_only(tmp_path: Path) -> None:
    for name in ("pg", "logs", "blobs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "demo.lock").touch()
    empty(tmp_path)
    assert [child.name for child in tmp_path.iterdir()] == ["demo.lock"]
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(Problem, match=r"no demo's: it holds thesis\.txt"):
        empty(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_defaults_are_those_of_the_documentation() -> None:
    options = parse([])
    assert (options.port, options.api_port, options.sim_port, options.messages) == (3000, 8000, 8025, 2000)
    assert (options.traffic, options.fresh, options.detach, options.stop) == (True, False, False, False)
    assert options.data_dir.parts[-2:] == ("var", "demo")
    assert parse([], "dev").data_dir.parts[-2:] == ("var", "dev")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "0"], "'0' is not a port"),
        (["--api-port", "70000"], "'70000' is not a port"),
        (["--sim-port", "http"], "'http' is not a port"),
        (["--messages", "-1"], "--messages"),
        (["--messages", "many"], "'many' is not a number of mails"),
        (["--detach", "--stop"], "not allowed with"),
        (["--prot", "3000"], "unrecognized arguments"),
    ],
)
def test_a_wrong_option_is_named(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
