"""Gmail's resources as values. 64-bit numbers come as text and may pass 2^53; empty lists are simply absent."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.gmail.failures import Failure, GmailError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BASE64URL = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose mailbox a token opens, and where its history stands."""

    email: str
    history_id: int
    messages_total: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A message as lists and history name it; ``label_ids`` is None where the answer says nothing of labels."""

    id: str
    thread_id: str | None
    label_ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of ``messages.list``."""

    messages: list[Reference]
    next_page_token: str | None


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    """One history record, from its typed arrays; ``labelled`` holds (message, added, removed)."""

    id: int
    added: list[Reference]
    deleted: list[str]
    labelled: list[tuple[Reference, frozenset[str], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of ``history.list``; ``history_id`` is the mailbox's present one, not the page's."""

    records: list[HistoryRecord]
    next_page_token: str | None
    history_id: int


@dataclass(frozen=True, slots=True)
class Mail:
    """``messages.get``; ``raw`` holds the exact bytes when the format was raw."""

    id: str
    thread_id: str | None
    label_ids: tuple[str, ...]
    history_id: int | None
    internal_date: datetime | None
    size_estimate: int
    raw: bytes | None


def profile(value: dict[str, Any]) -> Profile:
    """Of ``users.getProfile``."""
    email, history_id = value.get("emailAddress"), _uint64(value.get("historyId"))
    if not isinstance(email, str) or "@" not in email or history_id is None:
        raise GmailError(Failure.transient, "a profile without address or historyId")
    return Profile(email.lower(), history_id, _int(value.get("messagesTotal")))


def list_page(value: dict[str, Any]) -> ListPage:
    """Of ``users.messages.list``."""
    return ListPage([_reference(item) for item in value.get("messages") or []], value.get("nextPageToken") or None)


def history_page(value: dict[str, Any]) -> HistoryPage:
    """Of ``users.history.list``. Only the typed arrays count; ``messages`` merely repeats them."""
    history_id = _uint64(value.get("historyId"))
    if history_id is None:
        raise GmailError(Failure.transient, "history without historyId")
    records = [_record(item) for item in value.get("history") or []]
    return HistoryPage(records, value.get("nextPageToken") or None, history_id)


def bare_mail(value: dict[str, Any]) -> Mail:
    """Of ``users.messages.get`` in a format without bytes."""
    return _mail(value, None)


def raw_mail(value: dict[str, Any]) -> Mail:
    """Of ``users.messages.get`` in the raw format. Raises ``raw_undecodable`` when the bytes are absent or broken."""
    return _mail(value, _raw(value.get("raw")))


def _mail(value: dict[str, Any], raw: bytes | None) -> Mail:
    reference = _reference(value)
    return Mail(
        id=reference.id,
        thread_id=reference.thread_id,
        label_ids=reference.label_ids or (),
        history_id=_uint64(value.get("historyId")),
        internal_date=_moment(value.get("internalDate")),
        size_estimate=_int(value.get("sizeEstimate")),
        raw=raw,
    )


def _record(item: dict[str, Any]) -> HistoryRecord:
    return HistoryRecord(
        id=_uint64(item.get("id")) or 0,
        added=[_reference(m) for m, _ in _typed(item, "messagesAdded")],
        deleted=[_reference(m).id for m, _ in _typed(item, "messagesDeleted")],
        labelled=[
            *((_reference(m), frozenset(labels), frozenset[str]()) for m, labels in _typed(item, "labelsAdded")),
            *((_reference(m), frozenset[str](), frozenset(labels)) for m, labels in _typed(item, "labelsRemoved")),
        ],
    )


def _typed(item: dict[str, Any], name: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    for change in item.get(name) or []:
        if message := change.get("message"):
            yield message, change.get("labelIds") or []


def _reference(value: dict[str, Any]) -> Reference:
    identifier = value.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise GmailError(Failure.transient, "a message without id")
    labels = value.get("labelIds")
    return Reference(identifier, value.get("threadId"), tuple(labels) if isinstance(labels, list) else None)


def _raw(text: object) -> bytes:
    """base64url, padded or not (both are seen), strictly: a damaged character must not become other bytes."""
    if not isinstance(text, str) or not text:
        raise GmailError(Failure.raw_undecodable, "no raw bytes in the answer")
    try:
        data = text.encode("ascii").rstrip(b"=").translate(_BASE64URL)
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        raise GmailError(Failure.raw_undecodable, "the raw bytes are not base64") from None


def _uint64(value: object) -> int | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and int(text) < 1 << 64 else None


def _int(value: object) -> int:
    return _uint64(value) or 0


def _moment(value: object) -> datetime | None:
    """Milliseconds since 1970; None for what no calendar holds."""
    try:
        return _EPOCH + timedelta(milliseconds=int(str(value)))
    except (ValueError, OverflowError):
        return None


def send_as(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The ``sendAs`` resources. A mailbox always has its own address: an answer without any is none."""
    listed = list(value["sendAs"])
    if not listed:
        raise ValueError
    return listed
