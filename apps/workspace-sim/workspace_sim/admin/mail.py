"""Admin: deliver mail, look into mailboxes and customers, read the truth."""

import base64
import binascii
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workspace_sim.admin.guard import AdminError, body_of, text
from workspace_sim.compose import from_customer
from workspace_sim.mail import headers
from workspace_sim.mailbox.mailbox import Mailbox
from workspace_sim.oauth.web import world_of
from workspace_sim.routing.deliver import Delivery, Envelope, deliver
from workspace_sim.truth import Truth


def mailbox_of(request: Request) -> Mailbox:
    world = world_of(request)
    account = world.directory.account(str(request.path_params["email"]))
    if account is None:
        raise AdminError("no such account", 404)
    return world.mailboxes[account.email]


def instant(value: Any, request: Request) -> datetime:
    """An RFC 3339 time; now when absent."""
    if value is None:
        return world_of(request).clock.now()
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise AdminError(f"not a time: {value!r}") from None
    if moment.tzinfo is None:
        raise AdminError("a time needs its UTC offset")
    return moment


def _addresses(value: Any) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(i, str) and "@" in i for i in items):
        raise AdminError("'recipients' must be a list of addresses")
    return tuple(items)


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    copies = [{"mailbox": email, "id": m.id, "rfc_message_ids": list(m.rfc_ids)} for email, m in delivery.copies]
    return {
        "copies": copies,
        "suppressed_duplicates": delivery.suppressed,
        "outside": delivery.outside,
        "bounced": delivery.bounced,
    }


async def deliver_mail(request: Request) -> dict[str, Any]:
    """POST /sim/deliver: JSON envelope, or message/rfc822 with ?sender=&recipient=&recipient=."""
    if request.headers.get("content-type", "").startswith("message/rfc822"):
        query = request.query_params
        spec: dict[str, Any] = {
            "sender": query.get("sender", ""),
            "recipients": query.getlist("recipient"),
            "spam": query.get("spam") in ("1", "true"),
            "date": query.get("date"),
            "conversation": query.get("conversation"),
            "kind": query.get("kind", "human"),
        }
        raw = await request.body()
    else:
        spec = await body_of(request)
        raw = _raw(spec)
    date = instant(spec.get("date"), request)
    truth = None
    if spec.get("conversation"):
        truth = Truth(text(spec, "conversation"), text(spec, "kind", "human"), text(spec, "origin", "customer"))
    recipients = _addresses(spec.get("recipients") or [])
    spam = spec.get("spam") is True
    envelope = Envelope(text(spec, "sender", ""), recipients, raw, date, spam, truth)
    return delivery_json(deliver(world_of(request), envelope))


def _raw(spec: dict[str, Any]) -> bytes:
    if "raw_base64" in spec:
        try:
            return base64.b64decode(text(spec, "raw_base64").replace("-", "+").replace("_", "/"), validate=True)
        except binascii.Error:
            raise AdminError("'raw_base64' is not base64") from None
    return text(spec, "raw").encode("utf-8", "surrogateescape")


async def store(request: Request) -> dict[str, Any]:
    """POST /sim/mailboxes/{email}/messages: put exact bytes into one mailbox, unrouted, unstamped."""
    box = mailbox_of(request)
    labels = request.query_params.getlist("label") or ["INBOX", "UNREAD"]
    head, body = headers.split(await request.body())
    date = request.query_params.get("date")
    moment = int(instant(date, request).timestamp() * 1000)
    message = box.add(head, body, labels, moment)
    return {"id": message.id, "threadId": message.thread_id, "historyId": str(message.history_id)}


async def mailboxes(request: Request) -> list[Any]:
    return [_stats(box) for box in world_of(request).mailboxes.values()]


def _stats(box: Mailbox) -> dict[str, Any]:
    return {
        "email": box.email,
        "messages": len(box.messages),
        "threads": len(box.threads),
        "history_id": str(box.history_id),
        "history_floor": str(box.history_floor),
        "history_records": len(box.history),
        "bytes": sum(m.size for m in box.messages.values()),
        "labels": {label: len(keys) for label, keys in box.by_label.items() if keys},
    }


async def mailbox(request: Request) -> dict[str, Any]:
    """Counts and every id, for completeness checks; `?hashes=1` adds the SHA-256 of each raw message."""
    import hashlib

    box = mailbox_of(request)
    value = _stats(box) | {"ids": [key[2] for key in box.order]}
    if request.query_params.get("hashes"):
        value["sha256"] = {i: hashlib.sha256(m.raw).hexdigest() for i, m in box.messages.items()}
    return value


async def change(request: Request) -> dict[str, Any]:
    """PATCH /sim/mailboxes/{email}/messages/{id} {add, remove} or DELETE: as if a person did it in Gmail."""
    box, message_id = mailbox_of(request), str(request.path_params["id"])
    if message_id not in box.messages:
        raise AdminError("no such message", 404)
    if request.method == "DELETE":
        box.delete(message_id)
    else:
        body = await body_of(request)
        box.change_labels(message_id, _labels(body, "add"), _labels(body, "remove"))
    return {"history_id": str(box.history_id)}


def _labels(body: dict[str, Any], key: str) -> list[str]:
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise AdminError(f"{key!r} must be a list of label ids")
    return value


async def expire_history(request: Request) -> dict[str, Any]:
    """POST: every cursor issued so far answers 404 from now on."""
    box = mailbox_of(request)
    box.expire_history()
    return {"history_id": str(box.history_id), "history_floor": str(box.history_floor)}


async def truth(request: Request) -> dict[str, Any]:
    known = world_of(request).truth.known
    items = [
        {"message_id": i, "conversation": t.conversation, "kind": t.kind, "origin": t.origin} for i, t in known.items()
    ]
    return {"items": items}


async def customers(request: Request) -> list[Any]:
    return [
        {"email": c.email, "name": c.name, "bounces": c.bounces, "messages": len(c.messages)}
        for c in world_of(request).customers.values()
    ]


async def customer(request: Request) -> dict[str, Any]:
    """PUT /sim/customers/{email} {name?, bounces?}."""
    body = await body_of(request)
    found = world_of(request).customer(str(request.path_params["email"]))
    found.name = text(body, "name", found.name)
    found.bounces = bool(body.get("bounces", found.bounces))
    return {"email": found.email, "name": found.name, "bounces": found.bounces, "messages": len(found.messages)}


async def customer_messages(request: Request) -> dict[str, Any]:
    world = world_of(request)
    email = str(request.path_params["email"]).lower()
    if email not in world.customers:
        raise AdminError("no such customer", 404)
    wanted = request.query_params.get("raw") in ("1", "true")
    return {"email": email, "items": [m.as_dict(wanted) for m in world.customers[email].messages]}


async def customer_raw(request: Request) -> Response:
    """The exact bytes a customer received."""
    world, number = world_of(request), str(request.path_params["id"])
    found = world.customers.get(str(request.path_params["email"]).lower())
    if found is None or not number.isdigit() or not 0 < int(number) <= len(found.messages):
        raise AdminError("no such message", 404)
    return Response(found.messages[int(number) - 1].raw, media_type="message/rfc822")


async def customer_send(request: Request) -> dict[str, Any]:
    """POST /sim/customers/{email}/send {to, subject?, text, reply_to_message?: id in the customer's mailbox}."""
    body = await body_of(request)
    email = str(request.path_params["email"])
    number = body.get("reply_to_message")
    envelope = from_customer(
        world_of(request), email, text(body, "to", ""), text(body, "subject", ""), text(body, "text"), number
    )
    message_id = headers.get(headers.split(envelope.raw)[0], "Message-ID")
    return {"message_id": message_id} | delivery_json(deliver(world_of(request), envelope))
