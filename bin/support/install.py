"""Installs the Python and web packages of the applications, and builds the web pages. Quick when nothing changed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support import stamps
from support.console import Problem
from support.places import VAR, WEB, shown
from support.running import attempt, run
from support.tools import Tools


@contextmanager
def installing(folder: Path = VAR) -> Iterator[None]:
    """One installation of this checkout at a time: two commands started together wait for each other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def python_packages(tools: Tools, project: Path, *, extras: bool) -> None:
    """`uv sync` of one project. Without `extras` nothing is removed, so that bin/demo does not undo bin/test.

    With the lock and the environment in place uv asks no network; where it wants to ask and nobody answers, what it
    has kept from before is tried.
    """
    arguments = [tools.uv, "sync", *(["--all-extras"] if extras else ["--inexact"])]
    code, output = attempt(arguments, cwd=project, env=tools.env)
    if code != 0 and attempt([*arguments, "--offline"], cwd=project, env=tools.env)[0] != 0:
        raise Problem(f"Installing {shown(project)} failed: {' '.join(arguments)}\n{output.strip()}")


def web_packages(tools: Tools) -> None:
    named = (WEB / name for name in ("package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"))
    digest = stamps.tree_hash(named, extra=tools.node)
    if (WEB / "node_modules").is_dir() and stamps.is_fresh("web-packages", digest):
        return
    run([tools.pnpm, "install", "--frozen-lockfile"], cwd=WEB, env=tools.env, doing="Installing apps/web")
    stamps.record("web-packages", digest)


def web_pages(tools: Tools) -> None:
    """`pnpm build`, unless neither the sources nor the built pages have changed since the last one."""
    if stamps.is_fresh("web-pages", _pages_digest()):
        return
    env = {name: value for name, value in tools.env.items() if name != "MOCK_API"}
    run([tools.pnpm, "build"], cwd=WEB, env=env, doing="Building the web pages")
    if not (WEB / "dist" / "index.html").is_file():
        raise Problem("Building the web pages made no apps/web/dist/index.html.")
    stamps.record("web-pages", _pages_digest())


def _pages_digest() -> str:
    sources = stamps.tree_hash([WEB])
    return stamps.tree_hash([WEB / "dist"], extra=sources, skipped=frozenset())
