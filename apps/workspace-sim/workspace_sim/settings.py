"""Everything about the simulator that can be tuned at start or, through `/sim/settings`, while it runs."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

Dedupe = Literal["on", "off", "flaky"]
QuotaStyle = Literal["403", "429", "mixed"]


@dataclass(slots=True)
class Settings:
    """Behaviour switches. Field names are the keys of `PATCH /sim/settings`."""

    auto_consent: bool = False
    """Approve consent without a page when `login_hint` names an account."""
    access_token_seconds: int = 3599
    testing_mode: bool = False
    """External app in "Testing": refresh tokens live 7 days."""
    refresh_tokens_per_user: int = 100
    quota_units_per_minute: int = 6000
    quota_style: QuotaStyle = "mixed"
    max_concurrent_requests: int = 50
    """Requests of one user in flight at once; more answer 429 "Too many concurrent requests"."""
    batch_concurrency: int = 100
    """Parts of one batch that run at once; the rest answer 429 inside the 200."""
    latency_ms: int = 0
    dedupe_by_message_id: Dedupe = "on"
    journal_inbound: bool = True
    journal_outbound: bool = True
    journal_internal_sending: bool = True
    journal_internal_receiving: bool = False
    journal_groups: bool = True
    journal_spam: bool = True
    journal_x_gm_original_to: bool = True
    group_rewrite_from: bool = True
    """Groups rewrite From of outside senders to `'Name' via Group <group@>` (strict DMARC)."""
    group_footer: bool = False
    catch_all: str = ""
    """Account that receives mail for unknown addresses of the domain; empty bounces them."""
    strict_topics: bool = False
    """watch refuses topics that were not created through `/sim/pubsub`."""
    notifications_per_second: float = 1.0
    preserve_message_id: bool = False
    """Keep the client's Message-ID on messages.send (real Gmail replaces it)."""
    sending_limit_per_day: int = 2000
    customers_answer: bool = True
    """Sample customers answer replies while live traffic runs."""

    def update(self, changes: dict[str, Any]) -> None:
        """Apply `changes`; ValueError names the first bad key or value and nothing is changed."""
        checked = {key: _checked(key, value) for key, value in changes.items()}
        for key, value in checked.items():
            setattr(self, key, value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _checked(key: str, value: Any) -> Any:
    if key not in {f.name for f in fields(Settings)}:
        raise ValueError(f"unknown setting {key!r}")
    kind = get_type_hints(Settings)[key]
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ValueError(f"{key} must be one of {', '.join(get_args(kind))}")
    elif kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{key} must be of type {kind.__name__}")
    if kind in (int, float) and value < 0:
        raise ValueError(f"{key} must not be negative")
    return value


@dataclass(slots=True)
class Client:
    """An OAuth client as registered in the Cloud console."""

    client_id: str
    secret: str
    redirect_uri_prefixes: tuple[str, ...] = field(
        default=("http://localhost:", "http://127.0.0.1:", "http://localhost/", "http://127.0.0.1/")
    )
