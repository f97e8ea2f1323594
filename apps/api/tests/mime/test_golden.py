"""Mails of our own writing beside what is read in them. `OSS_GOLDEN_WRITE=1` writes the expectations anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.mime import ParsedMail, parse_mail

pytestmark = pytest.mark.quick
FOLDER = Path(__file__).parent / "golden"
FILES = sorted(FOLDER.glob("*.eml"))


def summary(mail: ParsedMail) -> dict[str, object]:
    """The facts a golden file pins."""
    return {
        "subject": mail.subject,
        "from": [mail.from_.email, mail.from_.name] if mail.from_ else None,
        "author": [mail.author.email, mail.author.name, mail.author.source],
        "to": [[one.email, one.name] for one in mail.to],
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "references": list(mail.references),
        "text": mail.body_text,
        "html": mail.body_html_sanitized,
        "new": [mail.body_text[start:end] for start, end in mail.quote.new_ranges],
        "signature": mail.body_text[slice(*mail.quote.signature)] if mail.quote.signature else None,
        "inline_answers": mail.quote.inline_answers,
        "attachments": [
            [one.part, one.filename, one.content_type, one.size, one.is_inline] for one in mail.attachments
        ],
        "kind": mail.classification.kind.value,
        "defects": list(mail.defects),
    }


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
@pytest.mark.parametrize("crlf", [False, True], ids=["lf", "crlf"])
def test_what_is_read(path: Path, crlf: bool) -> None:
    raw = path.read_bytes().replace(b"\r\n", b"\n")
    found = summary(parse_mail(raw.replace(b"\n", b"\r\n") if crlf else raw))
    golden = path.with_suffix(".json")
    if os.environ.get("OSS_GOLDEN_WRITE") and not crlf:
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert found == json.loads(golden.read_text("utf-8"))


def test_there_are_golden_files() -> None:
    assert len(FILES) >= 8
