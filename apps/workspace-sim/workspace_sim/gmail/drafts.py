"""users.drafts: the draft id stays, its message id changes with every save (guide "Drafts")."""

from typing import Any

from workspace_sim.errors import not_found
from workspace_sim.gmail.method import READ_BODY, WRITE, Call, method
from workspace_sim.gmail.render import chosen_format, reference, render
from workspace_sim.gmail.send import check_sending_limit, thread_of
from workspace_sim.gmail.upload import SEND_LIMIT, message_of
from workspace_sim.mail import headers
from workspace_sim.mailbox.message import StoredMessage
from workspace_sim.oauth.scopes import COMPOSE
from workspace_sim.routing.message_id import gmail
from workspace_sim.routing.submit import submit

_READ = READ_BODY | {COMPOSE}
_WRITE = WRITE | {COMPOSE}


def _find(call: Call, draft_id: str) -> StoredMessage:
    message = call.mailbox.messages.get(call.mailbox.drafts.get(draft_id, ""))
    if message is None:
        raise not_found()
    return message


def _save(call: Call) -> StoredMessage:
    raw, meta = message_of(call, SEND_LIMIT, nested=True)
    thread = thread_of(meta)
    if thread is not None and thread not in call.mailbox.threads:
        raise not_found()
    head, body = headers.split(raw)
    if not headers.get(head, "Message-ID"):
        head = headers.replaced(head, "Message-ID", gmail(call.world.rng))
    return call.mailbox.add(head, body, ["DRAFT"], None, thread)


@method("drafts.create", "POST drafts", scopes=_WRITE, cost=10, upload=True)
def create(call: Call) -> dict[str, Any]:
    message = _save(call)
    draft_id = f"r{call.world.rng.getrandbits(62)}"
    call.mailbox.drafts[draft_id] = message.id
    return {"id": draft_id, "message": reference(message)}


@method("drafts.list", "GET drafts", scopes=_READ, cost=5)
def list_(call: Call) -> dict[str, Any]:
    limit = call.number("maxResults", 100, 1, 500)
    newest = sorted(call.mailbox.drafts.items(), key=lambda item: item[1], reverse=True)
    skip = call.number("pageToken", 0, 0, 1 << 30)
    page = newest[skip : skip + limit]
    drafts = [
        {"id": draft_id, "message": {"id": m, "threadId": call.mailbox.messages[m].thread_id}} for draft_id, m in page
    ]
    value: dict[str, Any] = {"drafts": drafts} if drafts else {}
    if skip + limit < len(newest):
        value["nextPageToken"] = str(skip + limit)
    return value | {"resultSizeEstimate": len(newest)}


@method("drafts.get", "GET drafts/{id}", scopes=_READ, cost=20)
def get(call: Call) -> dict[str, Any]:
    message = _find(call, call.args["id"])
    return {"id": call.args["id"], "message": render(message, chosen_format(call), call.params("metadataHeaders"))}


@method("drafts.update", "PUT drafts/{id}", scopes=_WRITE, cost=15, upload=True)
def update(call: Call) -> dict[str, Any]:
    old = _find(call, call.args["id"])
    message = _save(call)
    call.mailbox.delete(old.id)
    call.mailbox.drafts[call.args["id"]] = message.id
    return {"id": call.args["id"], "message": reference(message)}


@method("drafts.delete", "DELETE drafts/{id}", scopes=_WRITE, cost=10)
def delete(call: Call) -> None:
    message = _find(call, call.args["id"])
    del call.mailbox.drafts[call.args["id"]]
    call.mailbox.delete(message.id)


@method("drafts.send", "POST drafts/send", scopes=_WRITE, cost=100, upload=True)
def send(call: Call) -> dict[str, Any]:
    draft_id = str(call.json().get("id", ""))
    draft = _find(call, draft_id)
    check_sending_limit(call)
    in_thread = len(call.mailbox.threads[draft.thread_id]) > 1
    sent = submit(call.world, call.account, draft.raw, draft.thread_id if in_thread else None)
    del call.mailbox.drafts[draft_id]
    call.mailbox.delete(draft.id)
    return reference(sent)
