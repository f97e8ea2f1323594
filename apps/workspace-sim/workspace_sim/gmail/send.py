"""users.messages.send, insert and import."""

from email.utils import parsedate_to_datetime
from typing import Any

from workspace_sim.errors import invalid, not_found, retry_after
from workspace_sim.gmail.method import WRITE, Call, method
from workspace_sim.gmail.render import reference
from workspace_sim.gmail.upload import INSERT_LIMIT, SEND_LIMIT, message_of
from workspace_sim.mail import headers
from workspace_sim.oauth.scopes import COMPOSE, INSERT, SEND
from workspace_sim.routing.message_id import ensured
from workspace_sim.routing.submit import submit


@method("messages.send", "POST messages/send", scopes=WRITE | {COMPOSE, SEND}, cost=100, upload=True)
def send(call: Call) -> dict[str, Any]:
    raw, meta = message_of(call, SEND_LIMIT)
    check_sending_limit(call)
    return reference(submit(call.world, call.account, raw, thread_of(meta)))


def thread_of(meta: dict[str, Any]) -> str | None:
    """The requested thread, None when absent."""
    thread = meta.get("threadId")
    if thread is not None and not isinstance(thread, str):
        raise invalid("Invalid thread_id value")
    return thread or None


def check_sending_limit(call: Call) -> None:
    """Messages per user in a rolling day; over it 429 "(Mail sending)"."""
    until = call.world.note_sending(call.account.email)
    if until:
        raise retry_after(until, sending=True)


def _labels(call: Call, meta: dict[str, Any]) -> list[str]:
    labels = meta.get("labelIds") or []
    if not isinstance(labels, list) or not set(labels) <= set(call.mailbox.labels):
        raise invalid("Invalid label")
    return labels


def _store(call: Call, default_source: str) -> dict[str, Any]:
    raw, meta = message_of(call, INSERT_LIMIT)
    labels, thread = _labels(call, meta), thread_of(meta)
    if thread is not None and thread not in call.mailbox.threads:
        raise not_found()
    head, body = headers.split(raw)
    twins = call.mailbox.find_rfc_id(headers.get(head, "Message-ID"))
    if twins:
        revived = call.mailbox.change_labels(twins[0].id, labels, ["TRASH"])
        return reference(revived)
    date = _header_date(head) if call.param("internalDateSource", default_source) == "dateHeader" else None
    stored = call.mailbox.add(ensured(head, call.world.rng), body, labels, date, thread)
    return reference(stored)


def _header_date(head: bytes) -> int | None:
    try:
        return int(parsedate_to_datetime(headers.get(head, "Date")).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError):
        return None


@method("messages.insert", "POST messages", scopes=WRITE | {INSERT}, cost=25, upload=True)
def insert(call: Call) -> dict[str, Any]:
    return _store(call, "receivedTime")


@method("messages.import", "POST messages/import", scopes=WRITE | {INSERT}, cost=25, upload=True)
def import_(call: Call) -> dict[str, Any]:
    return _store(call, "dateHeader")
