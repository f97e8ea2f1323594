"""The batch endpoint: multipart/mixed of application/http parts, answered in any order."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from workspace_sim import errors
from workspace_sim.errors import GoogleError, invalid
from workspace_sim.faults import ERRORS, WIRE_AFTER, WIRE_BEFORE
from workspace_sim.gmail.dispatch import Answer, Request, as_json, authorise, damaged, dispatch

if TYPE_CHECKING:
    from workspace_sim.world import World

MAX_PARTS = 100
_BLANK = re.compile(rb"\r?\n\r?\n")


@dataclass(slots=True)
class Inner:
    """One part: its Content-ID without brackets, and the request inside."""

    content_id: str
    request: Request


async def run_batch(world: "World", headers: dict[str, str], body: bytes) -> Answer:
    """Answer a batch; faults of the whole batch are drawn for the method name "batch"."""
    try:
        email = _email(world, headers)
        kind = world.faults.pick("batch", email)
        if kind in ERRORS:
            raise ERRORS[kind](world.clock)
        if kind in WIRE_BEFORE:
            return Answer(200, b"", wire="hang") if kind == "hang" else damaged(kind)
        parts = parse(headers.get("content-type", ""), body, headers)
        if len(parts) > MAX_PARTS:
            raise invalid(
                f"Inner request count exceeds the limit. Received: {len(parts)}, Limit: {MAX_PARTS}", "badRequest"
            )
    except GoogleError as error:
        return as_json(error.code, error.body)
    answer = await _run(world, parts)
    return damaged(kind, answer) if kind in WIRE_AFTER else answer


def _email(world: "World", headers: dict[str, str]) -> str:
    """The user of the outer token; a batch may also carry its tokens on the parts alone."""
    if "authorization" not in headers:
        return "*"
    return authorise(world, headers, [])[1].email


async def _run(world: "World", parts: list[Inner]) -> Answer:
    rng = world.faults.rng
    order = rng.sample(parts, len(parts))
    boundary = f"batch_{rng.getrandbits(80):020x}"
    chunks: list[bytes] = []
    for position, part in enumerate(order):
        if world.faults.chance(world.faults.batch_missing_rate):
            continue
        if position >= world.settings.batch_concurrency:
            refused = errors.too_many_concurrent()
            answer = as_json(refused.code, refused.body)
        else:
            answer = await dispatch(world, part.request)
        chunks.append(_rendered(boundary, part.content_id, answer))
    chunks.append(f"--{boundary}--".encode())
    return Answer(200, b"\r\n".join(chunks) + b"\r\n", f"multipart/mixed; boundary={boundary}")


def _rendered(boundary: str, content_id: str, answer: Answer) -> bytes:
    identity = f"Content-ID: <response-{content_id}>\r\n" if content_id else ""
    phrase = HTTPStatus(answer.status).phrase
    head = (
        f"--{boundary}\r\nContent-Type: application/http\r\n{identity}\r\nHTTP/1.1 {answer.status} {phrase}\r\n"
        f"Content-Type: {answer.content_type}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
    )
    return head.encode() + answer.body


def parse(content_type: str, body: bytes, outer: dict[str, str]) -> list[Inner]:
    """The requests of a batch body; GoogleError 400 when it is malformed."""
    boundary = re.search(r'boundary="?([^";,]+)"?', content_type)
    if not content_type.lower().startswith("multipart/mixed") or boundary is None:
        raise invalid("Failed to parse batch request, error: no boundary", "badRequest")
    marker = b"--" + boundary[1].strip().encode()
    parts = []
    for piece in body.split(marker)[1:]:
        if piece.startswith(b"--"):
            break
        parts.append(_inner(piece.lstrip(b" \t").removeprefix(b"\r\n").removeprefix(b"\n"), outer))
    if not parts:
        raise invalid("Failed to parse batch request, error: 0 items", "badRequest")
    return parts


def _inner(piece: bytes, outer: dict[str, str]) -> Inner:
    split = _BLANK.split(piece, maxsplit=2)
    if len(split) < 2:
        raise invalid("Failed to parse batch request, error: bad part", "badRequest")
    part_headers = _headers(split[0].decode("latin-1"))
    line, _, rest = split[1].decode("latin-1").replace("\r\n", "\n").lstrip("\n").partition("\n")
    words = line.split()
    if len(words) < 2:
        raise invalid("Failed to parse batch request, error: bad request line", "badRequest")
    inherited = {"authorization": outer["authorization"]} if "authorization" in outer else {}
    target = re.sub(r"^https?://[^/]+", "", words[1])
    payload = split[2].removesuffix(b"\n").removesuffix(b"\r") if len(split) > 2 else b""
    request = Request(words[0].upper(), target, inherited | _headers(rest), payload, part=True)
    return Inner(part_headers.get("content-id", "").strip().strip("<>"), request)


def _headers(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.replace("\r\n", "\n").split("\n") if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
