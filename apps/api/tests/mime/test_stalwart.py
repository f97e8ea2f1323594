"""Our reading beside the golden files of Stalwart's mail-parser; each difference is listed with its reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.mime import ParsedMail, parse_mail
from tests.mime.corpus import require_corpus

pytestmark = pytest.mark.quick
_ACCEPTED = Path(__file__).parent / "accepted_differences.json"
_COMPARED_CHARS = 3000


def test_the_golden_files_agree_but_for_the_listed_differences() -> None:
    folder = require_corpus() / "stalwart"
    accepted: dict[str, str] = json.loads(_ACCEPTED.read_text("utf-8"))
    files = sorted(folder.glob("*/*.eml"))
    assert len(files) > 100
    agreed = 0
    different: dict[str, tuple[object, object]] = {}
    for path in files:
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        mail = parse_mail(path.read_bytes())
        for field, theirs, ours in _compared(expected, mail):
            if theirs == ours:
                agreed += 1
            else:
                different[f"{path.parent.name}/{path.stem} {field}"] = (theirs, ours)
    total = agreed + len(different)
    print(f"\nstalwart: {agreed} of {total} facts agree ({agreed / total:.1%}), {len(different)} accepted differences")
    unexplained = {key: value for key, value in different.items() if key not in accepted}
    assert unexplained == {}
    assert set(accepted) - set(different) == set(), "accepted differences that no longer exist"


def _compared(expected: dict[str, Any], mail: ParsedMail) -> list[tuple[str, object, object]]:
    headers = {one["name"]: one["value"] for one in expected["parts"][0]["headers"] if isinstance(one["name"], str)}
    out: list[tuple[str, object, object]] = []
    if "subject" in headers:
        value = headers["subject"]
        out.append(("subject", " ".join((value.get("Text") or "").split()) if value != "Empty" else "", mail.subject))
    for name, ours in (("from", (mail.from_,) if mail.from_ else ()), ("to", mail.to), ("cc", mail.cc)):
        if name in headers:
            theirs = _addresses(headers[name])[: 1 if name == "from" else None]
            out.append((name, theirs, [(one.email, one.name) for one in ours]))
    if "date" in headers:
        out.append(("date", _date(headers["date"]), mail.date))
    parts = expected["parts"]
    texts = [parts[index]["body"] for index in expected["text_body"]]
    if texts and all(isinstance(body, dict) and "Text" in body for body in texts):
        out.append(("text", _squeezed("".join(body["Text"] for body in texts)), _squeezed(mail.body_text)))
    htmls = [parts[index]["body"] for index in expected["html_body"]]
    found = "".join(body["Html"] for body in htmls if isinstance(body, dict) and "Html" in body)
    if found:
        out.append(("html", _squeezed(found), _squeezed(mail.body_html or "")))
    out.append(("attachments", len(expected["attachments"]), len(mail.attachments)))
    return out


def _squeezed(text: str) -> str:
    return "".join(text.split())[:_COMPARED_CHARS]


def _addresses(value: Any) -> list[tuple[str, str]]:
    if value == "Empty":
        return []
    given = value.get("Address", {})
    groups = given["Group"] if "Group" in given else [{"addresses": given.get("List", [])}]
    return [
        ((one.get("address") or "").lower(), one.get("name") or "") for group in groups for one in group["addresses"]
    ]


def _date(value: Any) -> datetime | None:
    if value == "Empty":
        return None
    it = value["DateTime"]
    try:
        local = datetime(
            it["year"], it["month"], it["day"], it["hour"], it["minute"], min(it["second"], 59), tzinfo=UTC
        )
    except ValueError:
        return None
    offset = timedelta(hours=it["tz_hour"], minutes=it["tz_minute"])
    return local + offset if it["tz_before_gmt"] else local - offset
