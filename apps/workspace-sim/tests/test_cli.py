"""The command: starts quickly, says clearly what is wrong."""

import re
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from workspace_sim.cli import main

COMMAND = Path(sys.executable).with_name("workspace-sim")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert "already in use: choose another with --port" in lines[0]


@pytest.mark.parametrize("option", [["--messages", "-1"], ["--quota-units-per-minute", "0"]])
def test_impossible_numbers(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", str(free_port()), *option]) == 1
    assert "must be positive" in capsys.readouterr().err


def test_serves_quickly_and_stops(tmp_path: Path) -> None:
    """The processor time of the whole run stays below the three seconds that listening may take."""
    port = free_port()
    options = ["--port", str(port), "--client-id", "cid", "--quota-units-per-minute", "77", "--auto-consent"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([COMMAND, "serve", *options], stdout=subprocess.PIPE, cwd=tmp_path)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            settings = first_answer(client, "/sim/settings")
        assert settings["quota_units_per_minute"] == 77
        assert settings["auto_consent"] is True
        assert settings["dedupe_by_message_id"] == "flaky"
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3
    assert re.search(rf"http://127\.0\.0\.1:{port}\b", out.decode())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def first_answer(client: httpx.Client, path: str) -> Any:
    """The JSON of `path` as soon as the server listens."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return client.get(path).json()
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
