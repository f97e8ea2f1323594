"""bin/bench: runs the benchmarks of bench/, prints one table and writes JSON.

A benchmark is a module bench/NAME.py whose docstring begins with one line of meaning. It is run by the API's Python
as `python -m bench.NAME --json FILE [its own options]`, prints what it does, and writes FILE: a list of objects with
`name`, `value`, `unit` and, where there is something to compare with, `compared_with`, `reference` (that one's value
in the same run) and `ratio`.
"""

import argparse
import ast
import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support import install
from support.console import Problem, say
from support.places import API, BENCH, ROOT, SIMULATOR, VAR, shown, venv_program
from support.tools import Tools, find_tools

RESULTS = VAR / "bench"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    at = list(arguments).index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Runs the benchmarks, prints a table and writes JSON. What follows -- goes to the benchmark.",
    )
    parser.add_argument("benchmarks", nargs="*", metavar="name", help="run only these; all when none is named")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and end")
    parser.add_argument("--json", type=Path, default=RESULTS / "latest.json", metavar="FILE", help="where results go")
    options = parser.parse_args(arguments[:at])
    options.passed_on = list(arguments[at + 1 :])
    return options


def available(folder: Path = BENCH) -> dict[str, str]:
    """Each benchmark's name with the first line of its docstring."""
    found = {}
    for file in sorted(folder.glob("*.py")):
        if not file.name.startswith("_") and file.stem != "conftest":
            found[file.stem] = (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n")[0]
    return found


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    known = available()
    if options.list:
        for name, meaning in known.items():
            say(f"{name:<16} {meaning}")
        return 0
    for name in options.benchmarks:
        if name not in known:
            raise Problem(f"There is no benchmark {name!r}; there are {', '.join(known) or 'none'}.")
    tools = find_tools(web=True)
    with install.installing():
        install.web_packages(tools)
        install.python_packages(tools, API, extras=True)
        install.python_packages(tools, SIMULATOR, extras=True)
    names = options.benchmarks or list(known)
    results = {name: _measure(tools, name, options.passed_on) for name in names}
    _write(options.json, {name: rows for name, rows in results.items() if rows is not None})
    say(table(results))
    say(f"\nWritten to {shown(options.json.resolve())}")
    return 0 if all(rows is not None for rows in results.values()) else 1


def _measure(tools: Tools, name: str, passed_on: Sequence[str]) -> list[dict[str, Any]] | None:
    """Runs one benchmark, its output shown as it comes. None when it failed."""
    say(f"== {name}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    output = RESULTS / f"{name}.json"
    output.unlink(missing_ok=True)
    arguments = [venv_program(API, "python"), "-m", f"bench.{name}", "--json", str(output), *passed_on]
    ended = subprocess.run(arguments, cwd=ROOT, env=tools.env, stdin=subprocess.DEVNULL)
    if ended.returncode != 0 or not output.is_file():
        say(f"{name} failed (exit code {ended.returncode}).")
        return None
    return list(json.loads(output.read_text()))


def _write(file: Path, results: dict[str, Any]) -> None:
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"time": when, "machine": machine, "results": results}, indent=2) + "\n")


def table(results: dict[str, list[dict[str, Any]] | None]) -> str:
    """One row a measured value, with what it is compared with."""
    rows = [("benchmark", "measured", "value", "compared with", "reference", "ratio")]
    for name, measured in results.items():
        if measured is None:
            rows.append((name, "failed", "", "", "", ""))
        for one in measured or []:
            unit = f" {one.get('unit', '')}".rstrip()
            reference = one.get("reference")
            rows.append(
                (
                    name,
                    str(one["name"]),
                    f"{_number(one['value'])}{unit}",
                    str(one.get("compared_with", "")),
                    "" if reference is None else f"{_number(reference)}{unit}",
                    "" if one.get("ratio") is None else f"{one['ratio']:.2f}",
                )
            )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
