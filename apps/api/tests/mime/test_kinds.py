"""Classes of mail: scores against the collections whose folders and file names tell the class."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.mime import Kind, parse_mail
from tests.mime.corpus import require_corpus

pytestmark = pytest.mark.quick
# Where ours differs and why that is right.
ACCEPTED = {
    "sisimai/arf-26.eml": "a one-click unsubscribe answer of iCloud with Auto-Submitted: auto-replied, no report",
    "sisimai/lhost-amazonses-12.eml": "a notification of a delivery, not of a failure, and no header says more",
    "sisimai/lhost-fml-02.eml": "a mailing list refuses a stranger in a mail that no header tells from a person's",
    "sisimai/lhost-kddi-02.eml": "a no-reply sender whose text tells the failure in no known phrase",
}
FLOOR = 0.98


def test_bounces_complaints_and_automatic_answers_are_told_apart() -> None:
    folder = require_corpus()
    scores: dict[str, list[int]] = {}
    wrong = []
    for path, kinds in _expected(folder):
        name = path.relative_to(folder).as_posix()
        found = parse_mail(path.read_bytes()).classification.kind
        score = scores.setdefault(name.split("/")[0], [0, 0])
        score[1] += 1
        if found in kinds:
            score[0] += 1
        elif name not in ACCEPTED:
            wrong.append((name, found))
    right, total = (sum(score[index] for score in scores.values()) for index in (0, 1))
    print("\nclasses:", ", ".join(f"{name} {score[0]}/{score[1]}" for name, score in scores.items()))
    assert total > 330
    assert right / total >= FLOOR
    assert wrong == []


def _expected(folder: Path) -> list[tuple[Path, set[Kind]]]:
    bounce, complaint, answer = {Kind.BOUNCE}, {Kind.COMPLAINT}, {Kind.AUTO_REPLY, Kind.VACATION}
    prefixes = {"arf-": complaint, "lhost-": bounce, "rhost-": bounce, "rfc3464-": bounce, "rfc3834-": answer}
    out = [
        (path, next(kinds for prefix, kinds in prefixes.items() if path.name.startswith(prefix)))
        for path in sorted((folder / "sisimai").glob("*.eml"))
    ]
    flanker = folder / "flanker" / "messages"
    out += [(path, bounce) for path in sorted((flanker / "bounce").glob("*.eml"))]
    out += [(path, complaint) for path in sorted((flanker / "complaints").glob("*.eml"))]
    out.append((flanker / "disposition-notification.eml", {Kind.RECEIPT}))
    out += [(path, bounce) for path in sorted((folder / "mikel-mail" / "multipart_report_emails").glob("*.eml"))]
    out += [(path, {Kind.HUMAN}) for path in sorted((folder / "talon" / "standard_replies").glob("*.eml"))]
    return out


def test_every_bounce_with_a_report_names_its_recipient() -> None:
    folder = require_corpus() / "sisimai"
    checked = 0
    for path in sorted(folder.glob("rfc3464-*.eml")):
        found = parse_mail(path.read_bytes()).classification
        if found.reason.endswith("(RFC 3464).") and found.kind is Kind.BOUNCE:
            checked += 1
            assert {"Final-Recipient", "Original-Recipient", "Status", "Action"} & set(found.evidence), path.name
    assert checked >= 8
