"""The command: starts quickly, says clearly what is wrong."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

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


def test_serves_within_three_seconds_and_stops(tmp_path: Path) -> None:
    port = free_port()
    begin = time.monotonic()
    options = [
        "--port",
        str(port),
        "--seed",
        "3",
        "--client-id",
        "cid",
        "--quota-units-per-minute",
        "77",
        "--auto-consent",
    ]
    process = subprocess.Popen([COMMAND, "serve", *options], stdout=subprocess.PIPE, cwd=tmp_path, env=os.environ)
    try:
        url = f"http://127.0.0.1:{port}"
        while True:
            try:
                settings = httpx.get(f"{url}/sim/settings", trust_env=False).json()
                break
            except httpx.ConnectError:
                assert time.monotonic() - begin < 10
                time.sleep(0.02)
        assert time.monotonic() - begin < 3
        assert settings["quota_units_per_minute"] == 77
        assert settings["auto_consent"] is True
        assert settings["dedupe_by_message_id"] == "flaky"
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
    assert re.search(rf"http://127\.0\.0\.1:{port}\b", out.decode())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
