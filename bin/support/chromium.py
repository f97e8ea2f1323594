"""Finds a Chromium for the browser tests, or installs Debian's. A missing one is a failure, never a skipped test."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from support.console import Problem, say
from support.places import ROOT
from support.running import run

#: The shell is Chromium without a window and what belongs to one: the same engine, in two thirds of the time.
PACKAGE = "chromium-headless-shell"
NAMES = (PACKAGE, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium(env: Mapping[str, str]) -> str | None:
    """CHROMIUM_PATH when set, else the first known name on PATH."""
    named = env.get("CHROMIUM_PATH")
    if named:
        if not os.access(named, os.X_OK):
            raise Problem(f"CHROMIUM_PATH names {named}, which is no program.")
        return named
    return next((path for name in NAMES if (path := shutil.which(name, path=env.get("PATH")))), None)


def need_chromium(env: Mapping[str, str]) -> str:
    found = find_chromium(env)
    if found:
        return found
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Chromium is missing; installing Debian's.")
        quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-q"], cwd=ROOT, env=quiet, doing="Installing Chromium")
        run(["apt-get", "install", "-y", "-q", PACKAGE], cwd=ROOT, env=quiet, doing="Installing Chromium")
        found = find_chromium(env)
    if not found:
        raise Problem(f"Chromium is missing: install it (Debian: apt-get install {PACKAGE}) or set CHROMIUM_PATH.")
    return str(Path(found))
