"""The fault menu: ambient faults drawn at seeded random, and scripted ones that hit the next matching calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from workspace_sim import errors
from workspace_sim.clock import Clock
from workspace_sim.errors import GoogleError

ERRORS: dict[str, Callable[[Clock], GoogleError]] = {
    "400_precondition": lambda clock: errors.failed_precondition(),
    "400_mail_disabled": lambda clock: errors.failed_precondition("Mail service not enabled"),
    "400_page_token": lambda clock: errors.invalid("Invalid pageToken"),
    "401": lambda clock: errors.invalid_credentials(),
    "403_quota": lambda clock: errors.quota_exceeded(403),
    "403_user_rate": lambda clock: errors.user_rate(403),
    "403_daily": lambda clock: errors.daily_limit(),
    "403_domain_policy": lambda clock: errors.domain_policy(),
    "403_not_configured": lambda clock: errors.not_configured(),
    "403_scope": lambda clock: errors.insufficient_scope("Call"),
    "404": lambda clock: errors.not_found(),
    "expired": lambda clock: errors.not_found(),
    "429": lambda clock: errors.quota_exceeded(429),
    "429_concurrent": lambda clock: errors.too_many_concurrent(),
    "429_retry_after": lambda clock: errors.retry_after(clock.now() + timedelta(seconds=30)),
    "429_sending": lambda clock: errors.retry_after(clock.now() + timedelta(minutes=30), sending=True),
    "500": lambda clock: errors.backend_error(500),
    "503": lambda clock: errors.backend_error(503),
    "504": lambda clock: errors.backend_error(504),
    "thread_rejected": lambda clock: errors.not_found(),
}
WIRE_BEFORE = frozenset({"reset", "hang", "502_html", "503_html"})
WIRE_AFTER = frozenset(
    {"reset_after", "hang_after", "500_after", "503_html_after", "truncated", "cut", "html_200", "empty_200", "slow"}
)
SHAPES = frozenset(
    {"empty_page", "backward_id", "duplicate_records", "shuffle", "duplicate", "raw_missing", "raw_broken", "revoke"}
)
OAUTH = frozenset({"invalid_grant", "invalid_client", "invalid_rapt"})
KINDS = frozenset(ERRORS) | WIRE_BEFORE | WIRE_AFTER | SHAPES | OAUTH


@dataclass(slots=True)
class Scripted:
    """The next `count` matching calls fail with `kind`, after `skip` that pass. `method` is a shell pattern."""

    kind: str
    method: str = "*"
    count: int = 1
    skip: int = 0
    email: str = "*"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault kind {self.kind!r}; known: {', '.join(sorted(KINDS))}")
        if self.count < 0 or self.skip < 0:
            raise ValueError("count and skip must not be negative")


@dataclass(slots=True)
class Faults:
    """What goes wrong. Rates are probabilities 0..1 per call; equal seeds draw equal faults for equal call orders."""

    clock: Clock
    seed: int = 1
    rates: dict[str, float] = field(default_factory=dict)
    methods: list[str] = field(default_factory=lambda: ["*"])
    batch_part_rate: float = 0.0
    batch_part_kinds: list[str] = field(default_factory=lambda: ["429_concurrent", "500", "503"])
    batch_missing_rate: float = 0.0
    empty_page_rate: float = 0.0
    shuffle_lists: bool = False
    list_duplicate_rate: float = 0.0
    push_drop_rate: float = 0.0
    push_duplicate_rate: float = 0.0
    hang_seconds: float = 60.0
    slow_seconds: float = 2.0
    script: list[Scripted] = field(default_factory=list)
    hits: dict[str, int] = field(default_factory=dict)
    rng: Random = field(default_factory=lambda: Random(1))

    def pick(self, method: str, email: str, part: bool = False) -> str | None:
        """The kind of fault for this call, if any. Parts of a batch have their own rate."""
        kind = self._scripted(method, email) or (self._part() if part else self._ambient(method))
        if kind:
            self.hits[kind] = self.hits.get(kind, 0) + 1
        return kind

    def chance(self, rate: float) -> bool:
        return rate > 0 and self.rng.random() < rate

    def _scripted(self, method: str, email: str) -> str | None:
        for entry in self.script:
            if fnmatchcase(method, entry.method) and fnmatchcase(email, entry.email):
                if entry.skip:
                    entry.skip -= 1
                    continue
                entry.count -= 1
                if entry.count <= 0:
                    self.script.remove(entry)
                return entry.kind
        return None

    def _part(self) -> str | None:
        return self.rng.choice(self.batch_part_kinds) if self.chance(self.batch_part_rate) else None

    def _ambient(self, method: str) -> str | None:
        if not self.rates or not any(fnmatchcase(method, pattern) for pattern in self.methods):
            return None
        draw = self.rng.random()
        for kind, rate in self.rates.items():
            if draw < rate:
                return kind
            draw -= rate
        return None

    def configure(self, spec: dict[str, Any]) -> None:
        """Merge a fault specification; ValueError names what is wrong and nothing is changed."""
        checked = {key: _check(key, value) for key, value in spec.items()}
        for key, value in checked.items():
            if key == "script":
                self.script.extend(value)
            else:
                setattr(self, key, value)
        if "seed" in checked:
            self.rng = Random(self.seed)

    def clear(self) -> None:
        fresh = Faults(self.clock)
        for name in _SPEC | {"hits", "rng"}:
            setattr(self, name, getattr(fresh, name))

    def as_dict(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in sorted(_SPEC - {"script"})}
        script = [
            {"kind": s.kind, "method": s.method, "count": s.count, "skip": s.skip, "email": s.email}
            for s in self.script
        ]
        return plain | {"script": script, "hits": self.hits}


_RATES = {
    "batch_part_rate",
    "batch_missing_rate",
    "empty_page_rate",
    "list_duplicate_rate",
    "push_drop_rate",
    "push_duplicate_rate",
}
_SPEC = _RATES | {
    "seed",
    "rates",
    "methods",
    "batch_part_kinds",
    "shuffle_lists",
    "hang_seconds",
    "slow_seconds",
    "script",
}


def _check(key: str, value: Any) -> Any:
    if key not in _SPEC:
        raise ValueError(f"unknown fault option {key!r}; known: {', '.join(sorted(_SPEC))}")
    if key in _RATES:
        return _rate(key, value)
    if key == "rates":
        return {kind: _rate(kind, rate) for kind, rate in _known(value).items()}
    if key == "batch_part_kinds":
        if not isinstance(value, list) or not value or not set(value) <= set(ERRORS):
            raise ValueError(f"batch_part_kinds: some of {', '.join(sorted(ERRORS))}")
        return value
    if key == "script":
        return [_script(entry) for entry in value]
    expected: dict[str, type | tuple[type, ...]] = {"seed": int, "methods": list, "shuffle_lists": bool}
    if not isinstance(value, expected.get(key, (int, float))):
        raise ValueError(f"{key}: wrong type")
    return value


def _script(entry: Any) -> Scripted:
    try:
        return Scripted(**entry)
    except TypeError:
        raise ValueError("script entries have kind, method, count, skip, email") from None


def _known(rates: Any) -> dict[str, float]:
    if not isinstance(rates, dict):
        raise ValueError("rates: an object of kind to probability")
    unknown: Iterable[str] = set(rates) - KINDS
    if unknown:
        raise ValueError(f"unknown fault kind {sorted(unknown)[0]!r}; known: {', '.join(sorted(KINDS))}")
    return rates


def _rate(key: str, value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"{key}: a probability between 0 and 1")
    return float(value)
