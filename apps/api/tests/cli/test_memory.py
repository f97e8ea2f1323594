"""Importing an archive of any size needs little memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.cli.test_import import mbox

Superuser = psycopg.Connection[tuple[object, ...]]
_MEASURED = """
import resource, sys
from app.cli.main import app
app(sys.argv[1:], standalone_mode=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
MB = 1024 * 1024


def _peak_mb(path: Path, blobs: Path) -> float:
    """Peak resident memory of an import in a process of its own."""
    arguments = ["import", str(path), "--organization", "Acme", "--no-process"]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments],
        env=os.environ | {"LOCAL_BLOB_DIR": str(blobs)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[-1]) / 1024


@pytest.mark.corrupts_store  # its blobs are thrown away with the test's folder
def test_memory_does_not_grow_with_the_archive(acme: UUID, tmp_path: Path, superuser: Superuser) -> None:
    small = _peak_mb(mbox(tmp_path / "small.mbox", 20, 16_000), tmp_path / "blobs")
    large = mbox(tmp_path / "large.mbox", 150, 2 * MB)
    assert large.stat().st_size > 300 * MB
    peak = _peak_mb(large, tmp_path / "blobs")
    for file in (tmp_path / "blobs").rglob("*"):
        if file.is_file():
            file.unlink()
    large.unlink()
    assert superuser.execute("SELECT count(*) FROM message_occurrences").fetchone() == (170,)
    assert peak - small < 120
    assert peak < 500
