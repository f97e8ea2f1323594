import sys
from pathlib import Path

import pytest

from support.pythons import quickest_python


def python(folder: Path, answer: str, name: str = "python3") -> str:
    """A program that answers what is asked of a Python."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The Python that runs this, built without optimization."""
    slow = python(tmp_path / "pyenv", "echo slow")
    monkeypatch.setattr(sys, "executable", slow)
    return slow


def chosen(env: dict[str, str]) -> str:
    return quickest_python(env, Path("/nowhere/.venv"))


def path(*folders: Path) -> dict[str, str]:
    return {"PATH": ":".join(map(str, folders))}


def test_an_optimized_one_is_preferred(tmp_path: Path, running: str) -> None:
    quick = python(tmp_path / "usr", "echo fast", "python3.11")
    python(tmp_path / "local", "echo fast")
    assert chosen(path(tmp_path / "pyenv", tmp_path / "usr", tmp_path / "local")) == quick


@pytest.mark.parametrize("answer", ["echo slow", "exit 1", "echo ''", "exit 127"])
def test_what_is_too_old_incomplete_or_broken_is_not_taken(tmp_path: Path, running: str, answer: str) -> None:
    python(tmp_path / "usr", answer)
    assert chosen(path(tmp_path / "usr", tmp_path / "nowhere")) == running


def test_the_one_that_runs_this_is_kept_where_it_is_optimized(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = python(tmp_path / "own", "echo fast")
    monkeypatch.setattr(sys, "executable", own)
    python(tmp_path / "usr", "echo fast")
    assert chosen(path(tmp_path / "usr")) == own


def test_a_real_python_answers(tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    assert chosen(path(tmp_path)) in {sys.executable, str(tmp_path / "python3")}


def test_what_was_chosen_stays(tmp_path: Path, running: str) -> None:
    quick, other = python(tmp_path / "usr", "echo fast"), python(tmp_path / "other", "echo slow")
    venv = tmp_path / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").symlink_to(other)
    assert quickest_python(path(tmp_path / "usr"), tmp_path / ".venv") == other
    assert quickest_python(path(tmp_path / "usr") | {"UV_PYTHON": quick}, tmp_path / ".venv") == quick
    Path(other).unlink()
    assert quickest_python(path(tmp_path / "usr"), tmp_path / ".venv") == quick
