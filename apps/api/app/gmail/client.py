"""The Gmail API as methods. Each call spends quota before it goes out, tries again what may pass by itself, refreshes
the access token once when it is refused, and otherwise raises `GmailError`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import httpx
import stamina

from app.core.clock import now
from app.core.metrics import GMAIL_REQUESTS
from app.core.settings import get_settings
from app.gmail import answers, batch, wire
from app.gmail.failures import PASSING, SLOW_DOWN, Failure, GmailError, classify

#: Quota units (price list of projects made since May 2026).
PROFILE, HISTORY, LIST, GET, SEND_AS, WATCH, STOP = 1, 2, 5, 20, 1, 100, 50
PAGE_SIZE = 500
#: Google takes 100 and recommends no more than 50.
LARGEST_BATCH = 50
#: What a batch may weigh before it is cut in half; bounds the memory of one batch in flight.
BATCH_BYTES = 48 * wire.MEBIBYTE
#: 150 MiB is Gmail's own limit of a message; base64 makes 4/3 of it.
SINGLE_BYTES = 208 * wire.MEBIBYTE
LARGEST_MAIL = 150 * wire.MEBIBYTE
_ATTEMPTS = 4

Value = TypeVar("Value")


class Access(Protocol):
    """What a client needs to know of the mailbox it speaks for."""

    def token(self, refused: str | None = None) -> str:
        """An access token; never the one that Google has `refused`."""
        ...

    def spend(self, units: int) -> None:
        """Take units from the budget, waiting a little if need be. Raises `MustWait`."""
        ...

    def slow_down(self, error: GmailError, attempt: int) -> None:
        """Google asked to go slower: tell every worker. Raises `MustWait` when it named a moment."""
        ...

    def slot(self) -> AbstractContextManager[Any]:
        """Bounds the requests in flight."""
        ...


class Gmail:
    """One mailbox (``users/me`` of the token)."""

    def __init__(self, access: Access, http: httpx.Client | None = None) -> None:
        self._access = access
        self._http = http

    def profile(self) -> answers.Profile:
        """Whose mailbox it is, and its present historyId."""
        return self._get("profile", PROFILE, "profile", answers.profile)

    def list_messages(self, page_token: str | None = None, query: str | None = None) -> answers.ListPage:
        """A page of all ids, spam and trash too. The order means nothing."""
        params: dict[str, Any] = {"maxResults": PAGE_SIZE, "includeSpamTrash": "true"}
        if page_token:
            params["pageToken"] = page_token
        if query:
            params["q"] = query
        return self._get("messages.list", LIST, "messages", answers.list_page, params)

    def history(self, start: int, page_token: str | None = None) -> answers.HistoryPage:
        """A page of the changes after historyId `start`, of every kind. ``not_found``: `start` is too old."""
        params: dict[str, Any] = {"startHistoryId": str(start), "maxResults": PAGE_SIZE}
        if page_token:
            params["pageToken"] = page_token
        return self._get("history.list", HISTORY, "history", answers.history_page, params)

    def raw(self, gmail_message_id: str) -> answers.Mail:
        """One message with its exact bytes, up to Gmail's own limit of 150 MiB."""
        path, params = f"messages/{gmail_message_id}", {"format": "raw"}
        return self._get("messages.get", GET, path, answers.raw_mail, params, limit=SINGLE_BYTES)

    def minimal(self, gmail_message_id: str) -> answers.Mail:
        """One message without its content: labels, dates, size."""
        path, params = f"messages/{gmail_message_id}", {"format": "minimal"}
        return self._get("messages.get", GET, path, answers.bare_mail, params)

    def raw_batch(self, gmail_message_ids: Sequence[str]) -> dict[str, answers.Mail | GmailError]:
        """Up to `LARGEST_BATCH` messages with their bytes; an id whose part is missing or failed maps to its error.
        Raises ``too_large`` when all together weigh more than `BATCH_BYTES`."""
        return self._batch(gmail_message_ids, "raw")

    def minimal_batch(self, gmail_message_ids: Sequence[str]) -> dict[str, answers.Mail | GmailError]:
        """As `raw_batch`, without content."""
        return self._batch(gmail_message_ids, "minimal")

    def send_as(self) -> list[dict[str, Any]]:
        """The addresses this mailbox may send as (``settings.sendAs``)."""
        return self._get("settings.sendAs.list", SEND_AS, "settings/sendAs", answers.send_as)

    def watch(self, topic: str) -> int:
        """Start (or renew) push notifications; the expiry in milliseconds since 1970."""
        body = self._call("watch", WATCH, "POST", "watch", json={"topicName": topic})
        return wire.read_json(body, lambda value: int(value["expiration"]))

    def stop(self) -> None:
        """End push notifications."""
        self._call("stop", STOP, "POST", "stop")

    def _get(
        self,
        name: str,
        units: int,
        path: str,
        read: Callable[[dict[str, Any]], Value],
        params: dict[str, Any] | None = None,
        *,
        limit: int = wire.SMALL,
    ) -> Value:
        def once() -> Value:
            return wire.read_json(self._authorised("GET", _users(path), params=params, limit=limit).body, read)

        return self._retrying(name, units, once)

    def _call(self, name: str, units: int, method: str, path: str, **options: Any) -> bytes:
        return self._retrying(name, units, lambda: self._authorised(method, _users(path), **options).body)

    def _batch(self, ids: Sequence[str], form: str) -> dict[str, answers.Mail | GmailError]:
        if len(ids) > LARGEST_BATCH:
            raise ValueError(f"a batch holds at most {LARGEST_BATCH}")
        paths = [f"/gmail/v1/users/me/messages/{identifier}?format={form}" for identifier in ids]
        found = self._retrying("batch", GET * len(ids), lambda: self._batch_once(paths))
        return {identifier: _mail_of(found.get(n), form) for n, identifier in enumerate(ids)}

    def _batch_once(self, paths: Sequence[str]) -> dict[int, batch.Part]:
        content_type, body = batch.encode(paths)
        response = self._authorised(
            "POST",
            f"{get_settings().gmail_api_url}/batch/gmail/v1",
            content=body,
            headers={"content-type": content_type},
            limit=BATCH_BYTES,
        )
        found = batch.decode(response.headers.get("content-type", ""), response.body)
        if found is None:
            raise GmailError(Failure.transient, "the batch answer is not multipart")
        if any(part.status == 401 for part in found.values()):
            # The token ended while the batch ran: replace it and send all of the batch again.
            self._access.token(refused=self._access.token())
            raise GmailError(Failure.transient, "the token ended within a batch")
        return found

    def _retrying(self, name: str, units: int, once: Callable[[], Value]) -> Value:
        attempts = stamina.retry_context(
            on=self._may_pass, attempts=_ATTEMPTS, timeout=60, wait_initial=0.2, wait_max=4, wait_jitter=0.5
        )
        for attempt in attempts:
            with attempt:
                self._access.spend(units)
                try:
                    value = once()
                except GmailError as error:
                    GMAIL_REQUESTS.labels(name, error.failure.value).inc()
                    if error.failure in SLOW_DOWN:
                        self._access.slow_down(error, attempt.num)
                    raise
                GMAIL_REQUESTS.labels(name, "ok").inc()
                return value
        raise AssertionError("stamina re-raises the last failure")

    @staticmethod
    def _may_pass(error: Exception) -> bool:
        passing = PASSING | {Failure.rate_limited, Failure.too_many_concurrent}
        return isinstance(error, GmailError) and error.failure in passing

    def _authorised(self, method: str, url: str, **options: Any) -> wire.Response:
        """With a token; a refused one is replaced once, and the whole request (or batch) is sent again."""
        token = self._access.token()
        response = self._send(method, url, token, **options)
        if response.status == 401:
            response = self._send(method, url, self._access.token(refused=token), **options)
        if response.status >= 400:
            raise classify(response.status, response.headers, response.body, now())
        return response

    def _send(self, method: str, url: str, token: str, **options: Any) -> wire.Response:
        headers = {**options.pop("headers", {}), "authorization": f"Bearer {token}"}
        with self._access.slot():
            return wire.send(method, url, http=self._http, headers=headers, **options)


def _users(path: str) -> str:
    return f"{get_settings().gmail_api_url}/gmail/v1/users/me/{path}"


def _mail_of(part: batch.Part | None, form: str) -> answers.Mail | GmailError:
    if part is None:
        return GmailError(Failure.transient, "no answer in the batch")
    if part.status >= 400:
        return classify(part.status, part.headers, part.body, now())
    try:
        return wire.read_json(part.body, answers.raw_mail if form == "raw" else answers.bare_mail)
    except GmailError as error:
        return error
