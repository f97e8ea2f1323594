"""bin/screenshots: takes the pictures of README and docs from a demo, so that they never show what is no longer so."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support import connect, install
from support.chromium import need_chromium
from support.console import Problem, say
from support.places import ROOT, VAR, WEB, shown
from support.ports import free_ports
from support.tools import find_tools

DATA_DIR = VAR / "screenshots"
IMAGES = ROOT / "docs" / "images"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/screenshots", description="Starts a demo, takes every picture of README and docs, and ends the demo."
    )
    parser.add_argument("--url", help="a running demo to take them from; without it one is started")
    parser.add_argument("--messages", type=int, default=300, metavar="N", help="mails of the sample company")
    parser.add_argument("--into", type=Path, default=IMAGES, metavar="FOLDER", help="where the pictures go")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    tools = find_tools(web=True)
    with install.installing():
        install.web_packages(tools)
    env = tools.env | {"CHROMIUM_PATH": need_chromium(tools.env)}
    options.into.mkdir(parents=True, exist_ok=True)
    url = options.url or _start(options.messages)
    try:
        where = [url, connect.ADMIN_EMAIL, connect.ORGANIZATION, str(options.into.resolve())]
        taken = subprocess.run(["node", "scripts/screenshots.mjs", *where], cwd=WEB, env=env, stdin=subprocess.DEVNULL)
        if taken.returncode != 0:
            raise Problem("Not every picture was taken; the reason is above.")
    finally:
        if not options.url:
            _demo("--stop")
    say(f"Written to {shown(options.into.resolve())}")
    return 0


def _start(messages: int) -> str:
    web, api, sim = map(str, free_ports(3))
    ports = ["--port", web, "--api-port", api, "--sim-port", sim]
    _demo("--fresh", "--detach", "--no-traffic", "--messages", str(messages), *ports)
    return f"http://localhost:{web}"


def _demo(*options: str) -> None:
    arguments = [sys.executable, "-B", str(ROOT / "bin" / "support"), "demo", "--data-dir", str(DATA_DIR), *options]
    if subprocess.run(arguments, cwd=ROOT, stdin=subprocess.DEVNULL).returncode != 0:
        raise Problem("The demo did not start or end; the reason is above.")
