"""Hand a mail to Gmail, and find out what became of it.

``messages.send`` has no idempotency key: after a timeout, a broken connection or a 5xx nobody knows whether the mail
left. So it is tried once, never repeated by itself, and the caller is told which of three things happened:

    Submitted        Gmail took it
    GmailError       Gmail refused it: it did not leave
    OutcomeUnknown   there was no answer that could be believed
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from app.core.clock import now
from app.core.metrics import GMAIL_REQUESTS
from app.core.settings import get_settings
from app.gmail import answers, wire
from app.gmail.client import GET, LIST, Gmail
from app.gmail.failures import SLOW_DOWN, Failure, GmailError, classify

SEND = 100
#: Gmail's own limit of a mail with its attachments.
LARGEST_MAIL = 25 * wire.MEBIBYTE
#: An answer takes a second or two; waiting longer teaches nothing that a look into the Sent folder does not.
ANSWER_SECONDS = 20.0
_CHUNK = 256 * 1024
_MOST_LISTED = 100
#: The request did not get as far as Google.
_NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError"})


class OutcomeUnknown(Exception):
    """The mail may have left, or not."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What Gmail called the mail."""

    gmail_message_id: str
    gmail_thread_id: str | None


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail of the Sent folder and some of its headers, by lower-case name."""

    id: str
    thread_id: str | None
    headers: dict[str, str]


class Submission(Gmail):
    """One mailbox to send through (``users/me`` of the token)."""

    def reserve(self) -> None:
        """Take what `submit` costs from the mailbox's budget, waiting a little if need be. Raises `MustWait`."""
        self._access.spend(SEND)

    def submit(self, raw: bytes, thread_id: str | None, go_on: Callable[[], bool]) -> Submitted:
        """Send exact bytes. `go_on` is asked before each piece goes out: when it says no, the mail is cut short, and so
        not sent. Its price is taken by `reserve` before. Raises `GmailError` and `MustWait` (it did not leave; a
        sending limit is the caller's to heed, for it forbids nothing else), `OutcomeUnknown`."""
        body = _Body(raw, thread_id, go_on)
        try:
            token = self._token()
            response = self._once(body, token)
            if response.status == 401:
                response = self._once(body, self._token(refused=token))
            if response.status >= 400:
                raise classify(response.status, response.headers, response.body, now())
        except GmailError as error:
            GMAIL_REQUESTS.labels("messages.send", error.failure.value).inc()
            if error.failure in SLOW_DOWN and error.failure is not Failure.sending_limit:
                self._access.slow_down(error, 1)
            if error.failure is Failure.transient and error.status is not None and error.status >= 400:
                # 5xx, or a 4xx of something in between: Gmail may have taken the mail before.
                raise OutcomeUnknown from None
            raise
        try:
            submitted = wire.read_json(response.body, _submitted)
        except GmailError:
            raise OutcomeUnknown from None
        GMAIL_REQUESTS.labels("messages.send", "ok").inc()
        return submitted

    def _token(self, refused: str | None = None) -> str:
        try:
            return self._access.token(refused)
        except GmailError as error:
            # The token endpoint's trouble, not that of a mail on its way.
            error.status = None
            raise

    def _once(self, body: _Body, token: str) -> wire.Response:
        try:
            return self._send(
                "POST",
                f"{get_settings().gmail_api_url}/upload/gmail/v1/users/me/messages/send?uploadType=multipart",
                token,
                content=body,
                headers={"content-type": body.content_type, "content-length": str(body.length)},
                timeout=httpx.Timeout(ANSWER_SECONDS, connect=10, pool=60),
            )
        except GmailError as error:
            if error.failure is Failure.transient and error.detail in _NEVER_SENT:
                raise
            GMAIL_REQUESTS.labels("messages.send", "unknown").inc()
            raise OutcomeUnknown from None

    def headers(self, gmail_message_id: str, names: Sequence[str]) -> SentMail:
        """One message's headers. ``not_found`` when it is gone."""
        params = {"format": "metadata", "metadataHeaders": list(names)}
        return self._get("messages.get", GET, f"messages/{gmail_message_id}", _sent_mail, params)

    def list_sent(self, since: datetime | None = None) -> list[str]:
        """The ids of what was sent, also of what was thrown away: the newest hundred or so, in no order that may be
        relied on; with `since` all that was sent after that moment, as far as Gmail's search has indexed it."""
        params: dict[str, Any] = {"labelIds": "SENT", "maxResults": _MOST_LISTED, "includeSpamTrash": "true"}
        if since is not None:
            params["q"] = f"after:{int(since.timestamp())}"
        found: list[str] = []
        while True:
            page = self._get("messages.list", LIST, "messages", answers.list_page, params)
            found.extend(item.id for item in page.messages)
            if since is None or page.next_page_token is None or page.next_page_token == params.get("pageToken"):
                return found
            params["pageToken"] = page.next_page_token

    def find_by_rfc_id(self, rfc_message_id: str) -> list[answers.Reference]:
        """The mails with this Message-ID, as far as Gmail's search has indexed them."""
        params = {"q": f"rfc822msgid:{rfc_message_id}", "maxResults": 10, "includeSpamTrash": "false"}
        return self._get("messages.list", LIST, "messages", answers.list_page, params).messages


class _Body:
    """``multipart/related`` of metadata and mail (RFC 2387), for JSON with base64 in it ends at about 5 MB. It can be
    sent again from its beginning (after a refused access token), and stops when the sender may no longer send."""

    def __init__(self, raw: bytes, thread_id: str | None, go_on: Callable[[], bool]) -> None:
        boundary = secrets.token_hex(24)
        meta = json.dumps({"threadId": thread_id} if thread_id else {})
        head = (
            f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{meta}\r\n"
            f"--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n"
        )
        chunks = [raw[at : at + _CHUNK] for at in range(0, len(raw), _CHUNK)]
        self._pieces = [head.encode(), *chunks, f"\r\n--{boundary}--\r\n".encode()]
        self._go_on = go_on
        self.content_type = f"multipart/related; boundary={boundary}"
        self.length = sum(map(len, self._pieces))

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if not self._go_on():
                raise httpx.WriteError("no longer ours to send")
            yield piece


def _submitted(value: dict[str, Any]) -> Submitted:
    identifier = value["id"]
    if not isinstance(identifier, str) or not identifier:
        raise ValueError
    thread = value.get("threadId")
    return Submitted(identifier, thread if isinstance(thread, str) else None)


def _sent_mail(value: dict[str, Any]) -> SentMail:
    listed = (value.get("payload") or {}).get("headers") or []
    headers = {str(one.get("name", "")).lower(): str(one.get("value", "")) for one in listed}
    return SentMail(str(value["id"]), value.get("threadId"), headers)
