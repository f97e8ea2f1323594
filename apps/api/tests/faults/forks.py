"""Processes of ours without the seconds that each spends on importing the application: they are forked from one that
has imported it and done nothing else. What they run, and how it dies, is as when started by hand."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = get_context("forkserver")
# `app.main` itself is left out: it reads the settings when it is imported.
_CONTEXT.set_forkserver_preload(["app.worker.runner", "tests.faults.preloaded"])


def fork(module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> ForkServerProcess:
    """``python -m module arguments`` in this environment, everything it says going to `log`."""
    process = _CONTEXT.Process(target=_run, args=(module, tuple(arguments), dict(env), str(log)))
    process.start()
    return process


def _run(module: str, arguments: Sequence[str], env: Mapping[str, str], log: str) -> None:
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output, stream.fileno())
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
