"""Cursors come back from outside: whatever is in them is an answer or `InvalidCursor`."""

from __future__ import annotations

import base64
import json

import pytest

from app.core.paging import InvalidCursor, decode_cursor, encode_cursor


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_key_comes_back() -> None:
    key = ("<é@x>", 3, 1.5, True, None)
    assert decode_cursor("by", encode_cursor("by", key), 5) == list(key)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(["by", "\ud800"]),
        json.dumps(["by", "a\udfffb"]),
        json.dumps(["by", "a\x00b"]),
        json.dumps(["other", "a"]),
        json.dumps(["by"]),
        json.dumps(["by", ["a"]]),
        json.dumps({"by": "a"}),
        '["by", NaN]',
        '["by", -Infinity]',
        '["by", 1e999]',
        "[" * 40_000,
        '["by", ' + "9" * 5000 + "]",
        "",
    ],
)
def test_a_forged_one_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor("by", _cursor(text), 1)


@pytest.mark.parametrize("cursor", ["é", "a", "\ud800", "%%%%", "gICA"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor("by", cursor, 1)
