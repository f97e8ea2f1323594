"""Coverage-guided fuzzing of `app.mime`, without any library: `python -m tests.mime.fuzz --seconds 600` in `apps/api`.

Seeds are the golden files, the samples and, where it is there, the public corpus. Mutations know the structure of
mail. An input that reaches a new line of the package (or reaches one more often) joins the seeds. Each input must hold
the invariants of `check`; the first that does not is made smaller, written to the folder given by `--out`, and ends
the run.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import app.mime
from app.mime import ParsedMail, identity_key, recipient_evidence
from app.mime.budget import DEFAULT_BUDGET, Meter
from app.mime.parse import _parse
from tests.mime import mutations
from tests.mime.clean import assert_clean, strings
from tests.mime.corpus import corpus_dir, mail_files
from tests.mime.samples import SAMPLES

MAX_SECONDS = 2.0
MAX_SEED_BYTES = 8192
_PACKAGE = str(Path(app.mime.__file__).parent)
_GOLDEN = Path(__file__).parent / "golden"


def parse_unguarded(raw: bytes) -> ParsedMail:
    """`parse_mail` without its last guard: whatever goes wrong is raised."""
    return _parse(raw, Meter(DEFAULT_BUDGET))


def check(raw: bytes) -> None:
    """The invariants: nothing raised, no hang, all clean, the same bytes the same mail, transit changes nothing."""
    begun = time.process_time()
    mail = parse_unguarded(raw)
    assert time.process_time() - begun < MAX_SECONDS, "hang"
    assert_clean(mail)
    for one in strings(recipient_evidence(mail, own_addresses=frozenset(), own_domains=frozenset({"acme.example"}))):
        assert "\0" not in one
        one.encode("utf-8")
    if (
        mail.headers
        and raw[:1].isalpha()
        and not {"bare_cr", "missing_blank_line", "bad_header_line"} & {*mail.defects}
    ):
        copy = parse_unguarded(b"Delivered-To: journal@acme.example\nX-Received: by 2002:a05 with SMTP id 7\n" + raw)
        assert identity_key(copy) == identity_key(mail), "transit headers changed the identity"
    if len(raw) % 8 == 0:
        assert parse_unguarded(raw) == mail, "the same bytes, another mail"


class Coverage:
    """Which lines of the package were run, each with a power of eight of how often."""

    def __init__(self) -> None:
        self.seen: set[tuple[int, int, int]] = set()
        # By the id of the code object: to hash one takes long, and none of the package goes away.
        self._counts: dict[int, dict[int, int]] = {}

    def is_new(self, run: Callable[[], object]) -> bool:
        """Whether `run` reached anything that was not reached before."""
        self._counts = {}
        sys.settrace(self._call)
        try:
            run()
        finally:
            sys.settrace(None)
        found = {
            (code, line, (count.bit_length() + 2) // 3)
            for code, lines in self._counts.items()
            for line, count in lines.items()
        }
        new = not found <= self.seen
        self.seen |= found
        return new

    def _call(self, frame: FrameType, event: str, argument: object) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(_PACKAGE):
            return None
        counts = self._counts.setdefault(id(code), {})

        def line(frame: FrameType, event: str, argument: object) -> Any:
            at = frame.f_lineno
            counts[at] = counts.get(at, 0) + 1
            return line

        return line


def seeds(with_corpus: bool) -> list[bytes]:
    """The mails to begin with."""
    out = [*SAMPLES, *(path.read_bytes() for path in sorted(_GOLDEN.glob("*.eml")))]
    folder = corpus_dir()
    if with_corpus and folder.is_dir():
        out += [path.read_bytes() for path in mail_files(folder) if path.stat().st_size <= MAX_SEED_BYTES]
    return out


def fuzz(pool: list[bytes], seconds: float, executions: int, seed: int, report: Callable[[str], None]) -> bytes | None:
    """Run until the time or the number of executions is used up; the input that broke an invariant, or None."""
    source = random.Random(seed)
    coverage = Coverage()
    begin = len(pool)
    begun = told = time.monotonic()
    for count in range(executions):
        now = time.monotonic()
        if now - begun > seconds:
            break
        if now - told > 30:
            told = now
            report(f"{count} runs, {len(pool)} seeds, {len(coverage.seen)} places, {now - begun:.0f} s")
        raw = pool[count] if count < begin else mutations.mutate(source, pool)
        try:
            check(raw)
            if len(raw) <= MAX_SEED_BYTES and coverage.is_new(partial(parse_unguarded, raw)) and count >= begin:
                pool.append(raw)
        except Exception as error:
            report(f"{type(error).__name__}: {error}")
            return _smaller(raw, type(error))
    report(f"done: {count + 1} runs, {len(pool)} seeds, {len(coverage.seen)} places, {time.monotonic() - begun:.0f} s")
    return None


def _smaller(raw: bytes, kind: type[Exception]) -> bytes:
    """`raw` with every piece taken out that the failure does not need."""
    size = max(1, len(raw) // 2)
    while size:
        at = 0
        while at < len(raw):
            shorter = raw[:at] + raw[at + size :]
            try:
                check(shorter)
                at += size
            except kind:
                raw = shorter
            except Exception:
                at += size
        size //= 2
    return raw


def main() -> int:
    """Command line; the exit code 1 says that something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--out", type=Path, default=Path("fuzz-found"))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    found = fuzz(seeds(with_corpus=True), given.seconds, sys.maxsize, given.seed, lambda line: print(line, flush=True))
    if found is None:
        return 0
    given.out.mkdir(parents=True, exist_ok=True)
    path = given.out / f"{given.seed}.eml"
    path.write_bytes(found)
    print(f"written to {path}", flush=True)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
