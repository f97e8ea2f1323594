"""The batch format: matched by Content-ID, never by position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gmail import batch

pytestmark = pytest.mark.quick


def part(number: int, status: int, content: bytes) -> bytes:
    head = f"Content-Type: application/http\r\nContent-ID: <response-item-{number}>\r\n\r\nHTTP/1.1 {status} X\r\n"
    return head.encode() + b"Content-Type: application/json\r\nRetry-After: 3\r\n\r\n" + content + b"\r\n"


def answer(*parts: bytes) -> bytes:
    return b"".join(b"--b1\r\n" + p for p in parts) + b"--b1--\r\n"


def test_parts_in_any_order() -> None:
    found = batch.decode("multipart/mixed; boundary=b1", answer(part(2, 404, b"{}"), part(0, 200, b'{"id":"x"}')))
    assert found is not None
    assert {n: (p.status, p.body) for n, p in found.items()} == {2: (404, b"{}"), 0: (200, b'{"id":"x"}')}
    assert found[0].headers["retry-after"] == "3"


def test_a_quoted_boundary() -> None:
    assert batch.decode('multipart/mixed; boundary="b1"', answer(part(0, 200, b"{}"))) is not None


@pytest.mark.parametrize("content_type", ["text/html", "application/json", "multipart/mixed"])
def test_what_is_no_batch(content_type: str) -> None:
    assert batch.decode(content_type, b"<html>") is None


@given(cut=st.integers(0, 400))
def test_a_cut_off_answer_keeps_what_arrived(cut: int) -> None:
    whole = answer(part(0, 200, b'{"id":"x"}'), part(1, 200, b'{"id":"y"}'), part(2, 500, b"{}"))
    found = batch.decode("multipart/mixed; boundary=b1", whole[:cut])
    assert found is not None
    first_two = [found[n].body for n in (0, 1) if n in found]
    assert all(b'{"id":"'.startswith(b[:7]) or b.startswith(b'{"id":"') for b in first_two)


def test_requests_carry_their_number() -> None:
    content_type, body = batch.encode(["/gmail/v1/users/me/messages/a?format=raw", "/gmail/v1/users/me/messages/b"])
    boundary = content_type.split("boundary=")[1]
    assert body.count(b"--" + boundary.encode()) == 3
    assert b"Content-ID: <item-1>\r\n\r\nGET /gmail/v1/users/me/messages/b HTTP/1.1\r\n" in body
