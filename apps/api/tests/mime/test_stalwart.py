"""Our reading beside the golden files of Stalwart's mail-parser; each difference is listed with its reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.mime import ParsedMail, parse_mail
from tests.mime.corpus import require_corpus
from tests.mime.scores import Score

pytestmark = pytest.mark.quick
_COMPARED_CHARS = 3000


def test_the_golden_files_agree_but_for_the_listed_differences(record_property: pytest.RecordProperty) -> None:
    score = Score("stalwart")
    for path in sorted((require_corpus() / "stalwart").glob("*/*.eml")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        # Sizes there are of files with LF line ends.
        mail = parse_mail(path.read_bytes().replace(b"\r\n", b"\n"))
        score.mails += 1
        for field, theirs, ours in _compared(expected, mail):
            score.add(f"{path.parent.name}/{path.stem} {field}", theirs, ours)
    assert score.mails > 100
    score.settle(record_property)


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
    files = [_file(parts[index]) for index in expected["attachments"]]
    out.append(("attachments", len(files), len(mail.attachments)))
    if len(files) == len(mail.attachments):
        for index, (theirs_file, ours_file) in enumerate(zip(files, mail.attachments, strict=True), 1):
            name, size = theirs_file
            if name:
                out.append((f"name {index}", name, ours_file.filename))
            if size is not None:
                out.append((f"size {index}", size, ours_file.size))
    return out


def _file(part: dict[str, Any]) -> tuple[str, int | None]:
    """Name and decoded size of a part there; the name "" when it has none, the size None where it is no file's."""
    name = ""
    for header, key in (("content_disposition", "filename"), ("content_type", "name")):
        value = next((one["value"] for one in part["headers"] if one["name"] == header), None)
        given = (value or {}).get("ContentType", {}) if isinstance(value, dict) else {}
        found = {one["name"].lower(): one["value"] for one in given.get("attributes") or []}
        name = name or found.get(key, "")
    body = part["body"]
    kind = next(iter(body)) if isinstance(body, dict) else ""
    # Texts were decoded and messages taken apart there; of the others the bytes are kept.
    return name, len(body[kind]) if kind in ("Binary", "InlineBinary") else None


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
