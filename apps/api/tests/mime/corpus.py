"""The public mail collections the tests read in place. Absent: skipped with the reason, but a failure under CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[4]
_NOT_MAIL = {".json", ".xml", ".html", ".bin", ".out", ".png", ".gif"}


def corpus_dir() -> Path:
    """Where the collections are (`OSS_CORPUS_DIR`, default `../shared/corpus` beside the repository)."""
    given = os.environ.get("OSS_CORPUS_DIR")
    return Path(given) if given else _REPOSITORY.parent / "shared" / "corpus"


def require_corpus() -> Path:
    """The folder, or a skip that says why, or a failure under CI."""
    folder = corpus_dir()
    if not folder.is_dir():
        reason = f"the mail corpus is not at {folder}; set OSS_CORPUS_DIR to run these tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def mail_files(folder: Path) -> list[Path]:
    """Every file below `folder` that is a mail, sorted."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in _NOT_MAIL:
            continue
        inside = path.relative_to(folder)
        mail = path.suffix in (".eml", ".msg")
        mail |= inside.parts[0] == "cpython" and path.name.startswith("msg_")
        mail |= inside.parts[0] == "talon" and "emails" in inside.parts and not path.stem.endswith(("_body", "_sender"))
        if mail:
            found.append(path)
    return found
