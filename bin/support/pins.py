"""Exact versions in pyproject.toml: the whole resolved set as uv's constraints, with no registry's address anywhere."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence

from support.console import Problem

NOTE = "# Written by bin/lock: the whole resolved set, so that every checkout installs exactly these versions."
KEYS = ("constraint-dependencies", "build-constraint-dependencies")
_TABLE = re.compile(r"^\[tool\.uv\][ \t]*\n", re.MULTILINE)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)\s*(?:;\s*(.+))?$")


def read_pins(compiled: str) -> list[str]:
    """Constraints from the output of `uv pip compile`, sorted.

    A package with one version is pinned without a marker: then that version also holds wherever something new
    begins to need it. One with several versions keeps the marker of each.
    """
    found: dict[str, dict[str, str]] = {}
    for line in compiled.splitlines():
        match = _PIN.match(line.strip())
        if match:
            name, version, marker = match.groups()
            found.setdefault(name, {})[version] = marker or ""
    pins = []
    for name, versions in sorted(found.items()):
        for version, marker in sorted(versions.items()):
            several = len(versions) > 1 and marker
            pins.append(f"{name}=={version} ; {marker}" if several else f"{name}=={version}")
    return pins


def current(text: str, key: str) -> list[str]:
    """The pins that pyproject.toml holds now."""
    return list(tomllib.loads(text).get("tool", {}).get("uv", {}).get(key, []))


def without_pins(text: str) -> str:
    """The same file without what `with_pins` writes."""
    text = text.replace(NOTE + "\n", "")
    for key in KEYS:
        text = re.sub(rf"^{key} = \[(?:[^\]\n]*\]|\n(?:[^\]].*\n|\n)*\])\n", "", text, flags=re.MULTILINE)
    # A table that held nothing but the pins goes too.
    return re.sub(r"\n*^\[tool\.uv\][ \t]*\n(?=\s*(?:\[|\Z))", "\n", text, flags=re.MULTILINE).rstrip("\n") + "\n"


def with_pins(text: str, pins: Mapping[str, Sequence[str]]) -> str:
    """The same file with the pins in its table `tool.uv`, all else untouched. Doing it twice changes nothing."""
    bare = without_pins(text)
    block = NOTE + "\n" + "".join(_array(key, pins.get(key, ())) for key in KEYS if pins.get(key))
    table = _TABLE.search(bare)
    at = table.end() if table else len(bare)
    result = bare[:at] + ("" if table else "\n[tool.uv]\n") + block + bare[at:]
    try:
        safe = _rest(result) == _rest(text)
    except tomllib.TOMLDecodeError:
        safe = False
    if not safe:
        raise Problem("pyproject.toml has a table tool.uv that bin/lock does not know how to edit.")
    return result


def _array(key: str, values: Iterable[str]) -> str:
    lines = "".join(f'  "{value}",\n' for value in values)
    return f"{key} = [\n{lines}]\n"


def _rest(text: str) -> object:
    """All that the file says but the pins."""
    data = tomllib.loads(text)
    uv = {key: value for key, value in data.get("tool", {}).get("uv", {}).items() if key not in KEYS}
    tool = {key: value for key, value in data.get("tool", {}).items() if key != "uv"}
    return {**data, "tool": {**tool, "uv": uv}}
