"""What stands at the root of the repository agrees with the code."""

import importlib
import itertools
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import tools
from support.places import ROOT

Settings: Any = importlib.import_module("app.core.settings").Settings

COMMANDS = ["demo", "dev", "test", "bench", "screenshots", "lock"]
# Optional values stand empty in .env.example: unset means the same.
VARIABLE = re.compile(r"^([A-Z0-9_]+)=(.*)$")


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {match[1]: match[2] for line in lines if (match := VARIABLE.match(line))}


def test_the_example_lists_every_variable_and_no_other() -> None:
    assert set(example()) == {name.upper() for name in Settings.model_fields}


def test_the_example_has_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in example():
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "env"
    file.write_text((ROOT / ".env.example").read_text())
    none = tmp_path / "none"
    assert Settings(_env_file=file) == Settings(_env_file=none)


def test_every_variable_has_its_meaning_above_it() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    bare = [line for before, line in itertools.pairwise(lines) if VARIABLE.match(line) and before[:2] != "# "]
    assert bare == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_for_help(name: str) -> None:
    answer = subprocess.run([ROOT / "bin" / name, "--help"], capture_output=True, text=True, cwd="/")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert f"usage: bin/{name}" in answer.stdout


def test_every_picture_is_there_and_shown() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"images/([\w-]+\.png)", page.read_text())}
    assert shown == {picture.name for picture in (ROOT / "docs" / "images").iterdir()}


def test_a_missing_python_is_one_clear_line(tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if os.path.exists(f"/bin/{name}") else f"/usr/bin/{name}")
    answer = subprocess.run([ROOT / "bin" / "demo"], capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert answer.returncode == 1
    assert answer.stderr.startswith("error: Python 3.11 or newer is needed")
    assert answer.stderr.count("\n") == 1


def test_continuous_integration_runs_bin_test(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / ".ci" / "run").write_text((ROOT / ".ci" / "run").read_text())
    (tmp_path / "bin" / "test").write_text("#!/bin/sh\necho ran with $# arguments\nexit 7\n")
    (tmp_path / "bin" / "test").chmod(0o755)
    answer = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (7, "ran with 0 arguments\n")


def test_the_image_has_the_versions_of_the_commands() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    assert f"ARG UV_VERSION={tools.UV_VERSION}\n" in text
    assert f"ARG PNPM_VERSION={tools.PNPM_VERSION}\n" in text
    assert f"FROM node:{tools.NODE_WHEEL_VERSION.partition('.')[0]}-slim" in text


def test_no_committed_file_names_the_host_of_an_index() -> None:
    hosts = "|".join(["files.python" + "hosted.org", "py" + "pi.org/simple", "registry.npm" + "js.org"])
    found = subprocess.run(["git", "grep", "-lE", hosts, "--", "."], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout == ""
    assert found.returncode == 1, found.stderr
