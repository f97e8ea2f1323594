"""The table of API methods: verb, path, accepted scopes (discovery document) and quota cost."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workspace_sim.errors import invalid
from workspace_sim.mailbox.mailbox import Mailbox
from workspace_sim.oauth import scopes as s

if TYPE_CHECKING:
    from workspace_sim.directory import Account
    from workspace_sim.oauth.store import Access
    from workspace_sim.world import World

READ = frozenset({s.MAIL, s.MODIFY, s.READONLY, s.METADATA})
READ_BODY = frozenset({s.MAIL, s.MODIFY, s.READONLY})
WRITE = frozenset({s.MAIL, s.MODIFY})
FULL = frozenset({s.MAIL})

_FALSE = {"", "0", "false", "no"}


@dataclass(slots=True)
class Call:
    """One authorised call, direct or as a part of a batch."""

    world: "World"
    account: "Account"
    mailbox: Mailbox
    token: "Access"
    args: dict[str, str]
    query: list[tuple[str, str]]
    content_type: str
    body: bytes
    upload: bool = False
    shape: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    """Response headers set by the handler."""

    def param(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.query if key == name), default)

    def params(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]

    def flag(self, name: str) -> bool:
        return self.param(name).lower() not in _FALSE

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """An integer clamped to `high`; GoogleError 400 when it is none or below `low`."""
        text = self.param(name)
        if not text:
            return default
        if not re.fullmatch(r"-?\d{1,10}", text) or int(text) < low:
            raise invalid(f"Invalid value at '{name}'")
        return min(int(text), high)

    def json(self) -> dict[str, Any]:
        """The JSON body as an object; an empty body is `{}`."""
        if not self.body.strip():
            return {}
        try:
            value = json.loads(self.body)
        except ValueError:
            raise invalid("Invalid JSON payload received. Parse error.", "parseError") from None
        if not isinstance(value, dict):
            raise invalid("Invalid JSON payload received.", "parseError")
        return value


Handler = Callable[[Call], dict[str, Any] | None]


@dataclass(slots=True, frozen=True)
class Method:
    name: str
    verb: str
    pattern: re.Pattern[str]
    handler: Handler
    scopes: frozenset[str]
    cost: int
    upload: bool


METHODS: list[Method] = []


def method(
    name: str, route: str, *, scopes: frozenset[str], cost: int, upload: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler: `route` is "VERB path" below `users/{userId}/`."""
    verb, _, path = route.partition(" ")
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "/?")

    def register(handler: Handler) -> Handler:
        METHODS.append(Method(name, verb, pattern, handler, scopes, cost, upload))
        return handler

    return register
