"""Hostile HTML of our own writing, shared with the browser test."""

from __future__ import annotations

from pathlib import Path

_CONTROLS = str.maketrans({"␉": "\t", "␊": "\n", "␍": "\r", "␌": "\f", "␀": "\0"})


def read_vectors(canary: str = "http://canary.test", script: str = "alert(1)") -> list[tuple[str, str]]:
    """(heading, HTML) of every vector, with the canary's address and the script put in."""
    found, heading = [], ""
    for line in (Path(__file__).parent / "vectors.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line and not line.startswith("# "):
            html = line.replace("{{J}}", script).replace("{{C}}", canary).translate(_CONTROLS)
            found.append((heading, html))
    return found
