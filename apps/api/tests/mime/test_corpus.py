"""Every mail of the public collections is read: no exception, no hang, nothing unclean leaves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.mime import parse_mail
from tests.mime.clean import assert_clean
from tests.mime.corpus import mail_files, require_corpus

pytestmark = pytest.mark.quick
MAX_SECONDS = 2.0


def test_every_mail_of_the_corpus_is_read() -> None:
    folder = require_corpus()
    files = mail_files(folder)
    assert len(files) > 600
    slowest: tuple[float, Path] = (0.0, folder)
    for path in files:
        raw = path.read_bytes()
        begun = time.perf_counter()
        mail = parse_mail(raw)
        slowest = max(slowest, (time.perf_counter() - begun, path))
        assert "parser_failed" not in mail.defects, path
        assert_clean(mail)
    print(f"\n{len(files)} mails read; slowest {slowest[0]:.3f} s ({slowest[1].name})")
    assert slowest[0] < MAX_SECONDS, slowest


def test_line_ends_do_not_change_the_fingerprint() -> None:
    folder = require_corpus()
    different = []
    for path in mail_files(folder):
        raw = path.read_bytes().replace(b"\r\n", b"\n")
        # A bare CR is content to one line end and half a line end to the other; NULs are raw UTF-16.
        if b"\r" in raw or b"\0" in raw:
            continue
        if parse_mail(raw).fingerprint != parse_mail(raw.replace(b"\n", b"\r\n")).fingerprint:
            different.append(path.name)
    assert different == []
