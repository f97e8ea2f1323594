"""The client against answers that no server should give."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import httpx
import pytest
import stamina

from app.gmail import client as client_module
from app.gmail.client import Gmail
from app.gmail.failures import Failure, GmailError, MustWait

pytestmark = pytest.mark.quick
Handler = Callable[[httpx.Request], httpx.Response]


class Ledger:
    """An access that remembers what was asked of it."""

    def __init__(self) -> None:
        self.spent = 0
        self.refused: list[str] = []
        self.slowed: list[int] = []

    def token(self, refused: str | None = None) -> str:
        if refused:
            self.refused.append(refused)
        return f"token-{len(self.refused)}"

    def spend(self, units: int) -> None:
        self.spent += units

    def slow_down(self, error: GmailError, attempt: int) -> None:
        self.slowed.append(attempt)
        if error.not_before:
            raise MustWait(error.not_before, "asked")

    def slot(self) -> AbstractContextManager[Any]:
        return nullcontext()


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=4)
    yield
    stamina.set_testing(False)


def gmail(handler: Handler, access: Ledger | None = None) -> Gmail:
    return Gmail(access or Ledger(), httpx.Client(transport=httpx.MockTransport(handler)))


def sequence(*answers: httpx.Response | Exception) -> Handler:
    queue = list(answers)

    def handle(_: httpx.Request) -> httpx.Response:
        item = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(item, Exception):
            raise item
        return item

    return handle


def fail(status: int, reason: str, message: str = "no") -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": status, "message": message, "errors": [{"reason": reason}]}})


PAGE = httpx.Response(200, json={"messages": [{"id": "a", "threadId": "a"}]})


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"<html>Error</html>"),
        httpx.Response(200, content=b'{"messages":[{"id":"a"'),
        httpx.Response(200, content=b"[]"),
        httpx.Response(200, json={"messages": [{"threadId": "a"}]}),
        httpx.Response(200, json={"messages": {"id": "a"}}),
        httpx.Response(502, content=b"<html>"),
        fail(500, "backendError"),
        fail(400, "failedPrecondition", "Precondition check failed."),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("cut"),
    ],
)
def test_scenario_69_no_usable_answer_is_an_outage_and_never_an_empty_mailbox(
    answer: httpx.Response | Exception,
) -> None:
    assert [m.id for m in gmail(sequence(answer, PAGE)).list_messages().messages] == ["a"]
    with pytest.raises(GmailError) as caught:
        gmail(sequence(answer)).list_messages()
    assert caught.value.failure in (Failure.transient, Failure.precondition)


def test_scenario_35_a_refused_token_is_replaced_once() -> None:
    access = Ledger()
    assert gmail(sequence(fail(401, "authError"), PAGE), access).list_messages().messages
    assert access.refused == ["token-0"]
    with pytest.raises(GmailError) as caught:
        gmail(sequence(fail(401, "authError"))).list_messages()
    assert caught.value.failure is Failure.unauthorized


@pytest.mark.parametrize("reason", ["domainPolicy", "accessNotConfigured", "insufficientPermissions", "forbidden"])
def test_what_only_people_can_mend_is_not_tried_again(reason: str) -> None:
    access = Ledger()
    with pytest.raises(GmailError):
        gmail(sequence(fail(403, reason)), access).list_messages()
    assert access.spent == client_module.LIST


def test_scenario_32_each_refusal_for_haste_slows_everybody_down() -> None:
    access = Ledger()
    answers = [fail(429, "rateLimitExceeded", "Too many concurrent requests for user")] * 2
    assert gmail(sequence(*answers, PAGE), access).list_messages().messages
    assert access.slowed == [1, 2]


def test_scenario_31_a_named_moment_is_obeyed_at_once() -> None:
    answer = fail(429, "userRateLimitExceeded", "User-rate limit exceeded.  Retry after 2199-01-01T00:00:00.000Z")
    access = Ledger()
    with pytest.raises(MustWait):
        gmail(sequence(answer), access).list_messages()
    assert access.slowed == [1]


def test_a_body_beyond_the_limit_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "BATCH_BYTES", 1000)
    with pytest.raises(GmailError) as caught:
        gmail(sequence(httpx.Response(200, content=b"x" * 2000))).raw_batch(["a", "b"])
    assert caught.value.failure is Failure.too_large


def test_scenario_11_a_batch_of_more_than_fifty_is_never_sent() -> None:
    with pytest.raises(ValueError, match="at most 50"):
        gmail(sequence(PAGE)).raw_batch([str(n) for n in range(51)])


def test_scenario_9_missing_parts_are_failures_of_their_own() -> None:
    found = json.dumps({"id": "b", "raw": "aGVsbG8="}).encode()
    content = (
        b"--x\r\nContent-Type: application/http\r\nContent-ID: <response-item-1>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
        + found
        + b"\r\n--x--"
    )
    answer = httpx.Response(200, content=content, headers={"content-type": "multipart/mixed; boundary=x"})
    result = gmail(sequence(answer)).raw_batch(["a", "b"])
    assert isinstance(result["a"], GmailError)
    assert not isinstance(result["b"], GmailError)
    assert result["b"].raw == b"hello"


def test_a_refused_token_inside_a_batch_sends_the_whole_batch_again() -> None:
    def one(status: int, content: bytes) -> httpx.Response:
        head = b"--x\r\nContent-Type: application/http\r\nContent-ID: <response-item-0>\r\n\r\n"
        body = head + f"HTTP/1.1 {status} X\r\n\r\n".encode() + content + b"\r\n--x--"
        return httpx.Response(200, content=body, headers={"content-type": "multipart/mixed; boundary=x"})

    access = Ledger()
    refusal = json.dumps({"error": {"code": 401, "message": "no", "errors": [{"reason": "authError"}]}}).encode()
    result = gmail(sequence(one(401, refusal), one(200, b'{"id":"a","raw":"aGVsbG8="}')), access).raw_batch(["a"])
    assert not isinstance(result["a"], GmailError)
    assert access.refused


def test_errors_name_neither_address_nor_url() -> None:
    with pytest.raises(GmailError) as caught:
        gmail(sequence(httpx.ConnectError("https://gmail.googleapis.com/ann@acme.example"))).list_messages()
    assert "acme" not in caught.value.detail + str(caught.value)
