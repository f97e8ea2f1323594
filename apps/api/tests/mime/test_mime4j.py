"""Structure and decoded parts beside mime4j's expectations, of its own torture mails and of MIME-tools'."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from app.mime import parts
from app.mime.budget import DEFAULT_BUDGET, Meter
from app.mime.parse import root_of
from tests.mime.corpus import require_corpus
from tests.mime.scores import Score

pytestmark = pytest.mark.quick
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@pytest.mark.parametrize("collection", ["testmsgs", "mimetools-testmsgs"])
def test_structure_and_parts(collection: str, record_property: pytest.RecordProperty) -> None:
    score = Score(f"mime4j-{collection.removesuffix('-testmsgs')}")
    for path in sorted((require_corpus() / "mime4j" / collection).glob("*.msg")):
        source = path.with_name(f"{path.stem}_decoded.xml").read_bytes()
        expected = ElementTree.fromstring(_NO_XML.sub(b"?", source))
        score.mails += 1
        _compare(score, path, path.stem, root_of(path.read_bytes(), Meter(DEFAULT_BUDGET)), expected)
    assert score.mails >= 30
    score.settle(record_property)


def _compare(score: Score, folder: Path, key: str, part: parts.Part, expected: Any) -> None:
    """Kind of the node, names of its fields, number of its children, content of its leaves."""
    header = expected.find("header")
    names = [] if header is None else [one.text.strip().split(":", 1)[0].strip() for one in header.findall("field")]
    score.add(f"{key} fields", names, [name for name, _, _ in part.fields.items])
    multipart, message = expected.find("multipart"), expected.find("message")
    if multipart is not None:
        children = multipart.findall("body-part")
        score.add(f"{key} parts", len(children), len(part.children))
        for index, (ours, theirs) in enumerate(zip(part.children, children, strict=False), 1):
            _compare(score, folder, f"{key}/{index}", ours, theirs)
    elif message is not None:
        score.add(f"{key} type", "message/rfc822", part.content_type)
        content = part.content(Meter(DEFAULT_BUDGET))
        _compare(score, folder, f"{key}/m", root_of(content, Meter(DEFAULT_BUDGET)), message)
    else:
        body = expected.find("text-body")
        name = (expected.find("binary-body") if body is None else body).get("name")
        theirs = folder.with_name(name).read_bytes()
        score.add(f"{key} content", _lf(theirs), _lf(part.content(Meter(DEFAULT_BUDGET))))


def _lf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
