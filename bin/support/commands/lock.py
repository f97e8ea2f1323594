"""bin/lock: resolves all dependencies and writes the exact versions into each pyproject.toml."""

import argparse
import difflib
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from support import pins
from support.console import say
from support.places import API, SIMULATOR, shown
from support.running import attempt, run
from support.tools import Tools, find_tools

PROJECTS = (API, SIMULATOR)
OLDEST_PYTHON = "3.11"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/lock",
        description="Resolves the dependencies of each Python project, all extras, for every platform and Python from "
        "3.11, and writes the exact versions as constraint-dependencies into its pyproject.toml. "
        "Versions that are locked and still fit stay.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file would change")
    parser.add_argument("--upgrade", action="store_true", help="take the newest version of everything")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    tools = find_tools(web=False)
    drifted = False
    for project in PROJECTS:
        file = project / "pyproject.toml"
        before = file.read_text()
        after = resolve(tools, project, PROJECTS, upgrade=options.upgrade, offline_first=options.check)
        if after == before:
            say(f"{shown(file)}: up to date")
            continue
        drifted = True
        say(f"{shown(file)}: {'differs' if options.check else 'written'}")
        say("\n".join(_changes(before, after)))
        if not options.check:
            file.write_text(after)
    if drifted and options.check:
        say("The locked versions do not fit the dependencies. Run bin/lock and commit what it changes.")
        return 1
    return 0


def _changes(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [f"  {line}" for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def resolve(
    tools: Tools, project: Path, projects: Sequence[Path], *, upgrade: bool = False, offline_first: bool = False
) -> str:
    """The project's pyproject.toml as it should be. Reads the sources only; nothing is written."""
    text = (project / "pyproject.toml").read_text()
    with tempfile.TemporaryDirectory() as name:
        copies = Path(name)
        for each in projects:
            # Beside each other as in the repository, so that a dependency on a neighbour's folder is found.
            (copies / each.name).mkdir()
            (copies / each.name / "pyproject.toml").write_text(pins.without_pins((each / "pyproject.toml").read_text()))
        found = {}
        for key, source, extras in _sources(copies / project.name, text):
            output = copies / f"{key}.txt"
            if not upgrade:
                output.write_text("\n".join(pins.current(text, key)) + "\n")  # uv keeps the versions it finds here
            _compile(tools, source, output, extras, offline_first)
            found[key] = pins.read_pins(output.read_text())
    return pins.with_pins(text, found)


def _sources(copy: Path, text: str) -> list[tuple[str, Path, bool]]:
    """What to resolve for each key: the project with all extras, and what builds it."""
    build = tomllib.loads(text).get("build-system", {}).get("requires", [])
    wanted = copy / "build.in"
    wanted.write_text("\n".join(build) + "\n")
    sources = [("constraint-dependencies", copy / "pyproject.toml", True)]
    return [*sources, ("build-constraint-dependencies", wanted, False)] if build else sources


def _compile(tools: Tools, source: Path, output: Path, extras: bool, offline_first: bool) -> None:
    arguments = [tools.uv, "pip", "compile", source.name, "--universal", "--python-version", OLDEST_PYTHON]
    arguments += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--output-file"]
    arguments += [str(output), *(["--all-extras"] if extras else [])]
    if offline_first:
        before = output.read_text()
        if attempt([*arguments, "--offline"], cwd=source.parent, env=tools.env)[0] == 0:
            return
        output.write_text(before)
    run(arguments, cwd=source.parent, env=tools.env, doing="Resolving")
