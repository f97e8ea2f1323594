"""From an HTTP request line to an answer: match, authorise, fault, charge, handle. Batch parts take the same way."""

import asyncio
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from workspace_sim import errors
from workspace_sim.errors import GoogleError
from workspace_sim.faults import ERRORS, SHAPES, WIRE_AFTER, WIRE_BEFORE
from workspace_sim.gmail import drafts, history, labels, messages, send, settings, threads, watch
from workspace_sim.gmail.fields import select
from workspace_sim.gmail.method import METHODS, Call, Method

if TYPE_CHECKING:
    from workspace_sim.directory import Account
    from workspace_sim.oauth.store import Access
    from workspace_sim.world import World

MODULES = (drafts, history, labels, messages, send, settings, threads, watch)
"""Importing them fills the method table."""

PREFIXES = {"/gmail/v1/users/": False, "/upload/gmail/v1/users/": True, "/resumable/upload/gmail/v1/users/": True}


@dataclass(slots=True)
class Request:
    """A request as the dispatcher sees it. `target` is path and query; header names are lower case."""

    verb: str
    target: str
    headers: dict[str, str]
    body: bytes
    part: bool = False


@dataclass(slots=True)
class Answer:
    """Status, body, and `wire`: the damage to do on the wire while sending it."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    wire: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def as_json(status: int, value: dict[str, Any] | None) -> Answer:
    if value is None:
        return Answer(204, b"")
    return Answer(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


async def dispatch(world: "World", request: Request) -> Answer:
    """Never raises for bad requests: every refusal is an Answer."""
    try:
        return await _answer(world, request)
    except GoogleError as error:
        return as_json(error.code, error.body)


async def _answer(world: "World", request: Request) -> Answer:
    parts = urlsplit(request.target)
    matched = _match(request.verb, parts.path)
    if matched is None:
        return Answer(404, b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", "text/html; charset=UTF-8")
    found, user, args, upload = matched
    query = parse_qsl(parts.query, keep_blank_values=True)
    token, account = authorise(world, request.headers, query)
    check_user(world, account, user)
    if not found.scopes & set(token.scopes):
        raise errors.insufficient_scope(_rpc_name(found.name))
    mailbox = world.mailboxes[account.email]
    content_type = request.headers.get("content-type", "")
    call = Call(world, account, mailbox, token, args, query, content_type, request.body, upload)
    quota = world.quota
    if not request.part:
        if quota.in_flight[account.email] >= world.settings.max_concurrent_requests:
            raise errors.too_many_concurrent()
        quota.in_flight[account.email] += 1
    try:
        return await _run(world, found, call, request.part)
    finally:
        if not request.part:
            quota.in_flight[account.email] -= 1


async def _run(world: "World", found: Method, call: Call, part: bool) -> Answer:
    if world.settings.latency_ms and not part:
        await asyncio.sleep(world.settings.latency_ms / 1000)
    kind = world.faults.pick(found.name, call.account.email, part)
    if kind in ERRORS:
        raise ERRORS[kind](world.clock)
    if part and kind in WIRE_BEFORE | WIRE_AFTER:
        raise errors.backend_error(503)
    if kind == "hang":
        return Answer(200, b"", wire="hang")
    if kind in WIRE_BEFORE:
        return damaged(kind)
    if kind == "revoke":
        world.tokens.revoke_user(call.account.email)
        raise errors.invalid_credentials()
    world.quota.charge(call.account.email, found.cost)
    call.shape = kind if kind in SHAPES else None
    answer = as_json(200, select(found.handler(call), call.param("fields")))
    answer.headers.update(call.extra)
    return damaged(kind, answer) if kind in WIRE_AFTER else answer


def authorise(world: "World", headers: dict[str, str], query: list[tuple[str, str]]) -> "tuple[Access, Account]":
    """The live token and its account; GoogleError 401 otherwise, 400 when Gmail is off for the user."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        value = next((v for k, v in query if k == "access_token"), "")
    if not value:
        raise errors.login_required()
    token = world.tokens.live_access(value.strip())
    account = world.directory.accounts.get(token.email) if token else None
    if token is None or account is None or account.suspended:
        raise errors.invalid_credentials()
    if not account.gmail_enabled:
        raise errors.failed_precondition("Mail service not enabled")
    return token, account


def check_user(world: "World", account: "Account", user: str) -> None:
    """`userId` must be `me` or an own address."""
    if user != "me" and user.lower() not in (account.email, *account.aliases):
        raise errors.delegation_denied(user)


@cache
def _by_verb(verb: str) -> list[Method]:
    return [m for m in METHODS if m.verb == verb]


def _match(verb: str, path: str) -> tuple[Method, str, dict[str, str], bool] | None:
    for prefix, upload in PREFIXES.items():
        if path.startswith(prefix):
            user, _, rest = path[len(prefix) :].partition("/")
            for found in _by_verb(verb):
                hit = found.pattern.fullmatch(rest)
                if hit and (found.upload or not upload):
                    return found, unquote(user), {k: unquote(v) for k, v in hit.groupdict().items()}, upload
    return None


def damaged(kind: str | None, answer: Answer | None = None) -> Answer:
    """The answer that a wire fault turns `answer` into."""
    html = b"<html><title>Error</title><p>The server encountered a temporary error and could not complete your request."
    text = "text/html; charset=UTF-8"
    match kind:
        case "502_html":
            return Answer(502, html, text)
        case "503_html" | "503_html_after":
            return Answer(503, html, text)
        case "html_200":
            return Answer(200, html, text)
        case "empty_200":
            return Answer(200, b"")
        case "500_after":
            error = errors.backend_error(500)
            return as_json(500, error.body)
        case "truncated" if answer:
            return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.content_type)
        case "reset" | "reset_after":
            return Answer(200, b"", wire="reset")
        case "hang_after":
            return Answer(200, b"", wire="hang")
    return Answer(answer.status, answer.body, answer.content_type, wire=kind) if answer else Answer(500, b"")


def _rpc_name(name: str) -> str:
    resource, _, verb = name.rpartition(".")
    return verb[:1].upper() + verb[1:] + resource.rpartition(".")[2].capitalize()
