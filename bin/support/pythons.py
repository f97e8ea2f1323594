"""Which Python of this machine the applications run with."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from support.places import API, ROOT
from support.running import attempt

NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")
#: Says "fast" or "slow" when it can run the applications: the modules are those that distributions sell apart.
#: Distributions optimize theirs, and do not always say so.
_PROBE = """
import ctypes, lzma, multiprocessing, sqlite3, ssl, sys, sysconfig, zoneinfo
if sys.version_info >= (3, 11) and sys.implementation.name == "cpython":
    optimized = "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))
    print("fast" if optimized or sys.base_prefix == "/usr" else "slow")
"""


def quickest_python(env: dict[str, str], made: Path = API / ".venv") -> str:
    """The Python that ``UV_PYTHON`` names, or that the environment `made` was made with. At first the one that runs
    this, if it was built with profile-guided optimization, else the first of PATH that was, if there is one: a Python
    built without, as pyenv does unless it is told to, takes a tenth to a fifth longer."""
    chosen = env.get("UV_PYTHON") or _made_with(made, env)
    if chosen or _answer(sys.executable, env) == "fast":
        return chosen or sys.executable
    return next((program for program in _on_path(env) if _answer(program, env) == "fast"), sys.executable)


def _made_with(made: Path, env: dict[str, str]) -> str:
    """So that a demo and an editor with another PATH do not take each other's environment away."""
    program = (made / "bin" / "python").resolve()
    return str(program) if _answer(str(program), env) else ""


def _answer(program: str, env: dict[str, str]) -> str:
    code, output = attempt([program, "-I", "-c", _PROBE], cwd=ROOT, env=env)
    return output.strip() if code == 0 else ""


def _on_path(env: dict[str, str]) -> Iterator[str]:
    seen = set[Path]()
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        if sys.platform == "darwin" and folder == "/usr/bin":
            continue  # macOS has a stub there that opens a window.
        for name in NAMES:
            program = Path(folder) / name
            if os.access(program, os.X_OK) and (real := program.resolve()) not in seen:
                seen.add(real)
                yield str(program)
