"""Hash stamps: a slow step is repeated only when what it reads, or what it wrote, has changed."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from support.places import VAR

STAMPS = VAR / "stamps"
_SKIPPED = frozenset({"node_modules", "dist", "coverage", "test-results", "playwright-report", "__pycache__"})


def tree_hash(paths: Iterable[Path], extra: str = "", skipped: frozenset[str] = _SKIPPED) -> str:
    """SHA-256 over names and bytes of the files, and of all files below the folders. Missing paths count as absent."""
    digest = hashlib.sha256(extra.encode())
    for path in paths:
        for file in _files(path, skipped):
            name, body = str(file.relative_to(path.parent)).encode(), file.read_bytes()
            digest.update(b"%d:%s%d:" % (len(name), name, len(body)))
            digest.update(body)
    return digest.hexdigest()


def _files(path: Path, skipped: frozenset[str]) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if child.name not in skipped and child.suffix != ".tsbuildinfo" and not child.is_symlink():
                yield from _files(child, skipped)


def is_fresh(name: str, digest: str, folder: Path = STAMPS) -> bool:
    stamp = folder / name
    return stamp.is_file() and stamp.read_text() == digest


def record(name: str, digest: str, folder: Path = STAMPS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(digest)
