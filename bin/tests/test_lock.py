"""bin/lock against a uv that answers without a network, and against what is committed."""

import os
import tomllib
from pathlib import Path

import pytest

from support.commands.lock import PROJECTS, main, resolve
from support.places import ROOT
from support.tools import Tools

PROJECT = """[project]
name = "x"
dependencies = ["alembic>=1"]

[build-system]
requires = ["hatchling"]
"""
# Keeps the version that the output file names already, as uv does; otherwise takes the newest it knows.
UV = """#!/bin/sh
while [ $# -gt 0 ]; do
  [ "$1" = --output-file ] && output=$2
  case "$1" in *.in) name=hatchling;; *.toml) name=alembic;; esac
  shift
done
grep -q constraint-dependencies pyproject.toml && exit 9
kept=$(grep "^$name==" "$output" 2>/dev/null)
echo "${kept:-$name==2.0}" > "$output"
"""


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    uv = tmp_path / "uv"
    uv.write_text(UV)
    uv.chmod(0o755)
    return Tools(str(uv), dict(os.environ))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(PROJECT)
    return folder


def test_locking_twice_changes_nothing(tools: Tools, project: Path) -> None:
    once = resolve(tools, project, [project])
    assert tomllib.loads(once)["tool"]["uv"]["constraint-dependencies"] == ["alembic==2.0"]
    (project / "pyproject.toml").write_text(once)
    assert resolve(tools, project, [project]) == once


def test_a_locked_version_stays_until_an_upgrade(tools: Tools, project: Path) -> None:
    locked = resolve(tools, project, [project]).replace("alembic==2.0", "alembic==1.5")
    (project / "pyproject.toml").write_text(locked)
    assert "alembic==1.5" in resolve(tools, project, [project])
    assert "alembic==2.0" in resolve(tools, project, [project], upgrade=True)


def test_check_finds_drift_and_writes_nothing(
    tools: Tools, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("support.commands.lock.PROJECTS", (project,))
    monkeypatch.setattr("support.commands.lock.find_tools", lambda web: tools)
    assert main(["--check"]) == 1
    assert (project / "pyproject.toml").read_text() == PROJECT
    assert "Run bin/lock" in capsys.readouterr().out
    assert main([]) == 0
    assert main(["--check"]) == 0


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_every_direct_dependency_is_pinned(project: Path) -> None:
    data = tomllib.loads((project / "pyproject.toml").read_text())
    pinned = {pin.partition("==")[0] for pin in data["tool"]["uv"]["constraint-dependencies"]}
    extras = data["project"].get("optional-dependencies", {}).values()
    wanted = [*data["project"]["dependencies"], *(item for extra in extras for item in extra)]
    names = {item.replace("[", ">").replace("=", ">").split(">")[0].strip().lower() for item in wanted}
    assert names - pinned - {other.name for other in PROJECTS} == set()


def test_no_lock_file_that_names_an_index_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "uv.lock" in ignored
