"""What can go wrong at Google, as named values. Google answers quota errors as 403 or 429 and outages as HTML, so
the ``reason`` decides, not the status (https://developers.google.com/workspace/gmail/api/guides/handle-errors).

    GmailError       Google refused or did not answer; ``failure`` says which way
    MustWait         our own budget, or the moment Google named, says: not yet
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

#: Google's own waits are minutes; a broken clock must not put a mailbox to sleep for a year.
LONGEST_WAIT = timedelta(hours=1)
#: Its sending limits are counted over 24 hours.
LONGEST_SENDING_WAIT = timedelta(hours=25)


class Failure(StrEnum):
    """How a request failed. The value is the stable code that people and logs see."""

    transient = "google_unreachable"
    rate_limited = "rate_limited"
    too_many_concurrent = "too_many_concurrent_requests"
    daily_limit = "daily_limit_exceeded"
    not_found = "not_found"
    unauthorized = "credentials_refused"
    token_revoked = "token_revoked"  # noqa: S105 - a code, not a secret
    scope_missing = "scope_missing"
    domain_policy = "gmail_disabled_by_admin"
    api_disabled = "gmail_api_not_enabled"
    client_invalid = "oauth_client_invalid"
    service_account_unusable = "service_account_unusable"
    subject_not_allowed = "subject_not_allowed"
    sending_limit = "sending_limit_reached"
    delegation_denied = "delegation_denied"
    mail_disabled = "mail_service_not_enabled"
    precondition = "precondition_failed"
    bad_request = "bad_request"
    too_large = "response_too_large"
    raw_undecodable = "raw_undecodable"


#: Trying the same request again may work.
PASSING = frozenset({Failure.transient, Failure.precondition})
#: Google asks to go slower; no fault of the mailbox.
SLOW_DOWN = frozenset({Failure.rate_limited, Failure.too_many_concurrent, Failure.daily_limit, Failure.sending_limit})
#: Only a new consent helps.
NEEDS_CONSENT = frozenset({Failure.unauthorized, Failure.token_revoked, Failure.scope_missing})
#: Only an administrator helps; looked at again every hour.
NEEDS_ADMIN = frozenset(
    {
        Failure.domain_policy,
        Failure.api_disabled,
        Failure.client_invalid,
        Failure.service_account_unusable,
        Failure.subject_not_allowed,
        Failure.delegation_denied,
        Failure.mail_disabled,
    }
)

_BY_REASON = {
    "rateLimitExceeded": Failure.rate_limited,
    "userRateLimitExceeded": Failure.rate_limited,
    "quotaExceeded": Failure.rate_limited,
    "dailyLimitExceeded": Failure.daily_limit,
    "insufficientPermissions": Failure.scope_missing,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Failure.scope_missing,
    "domainPolicy": Failure.domain_policy,
    "accessNotConfigured": Failure.api_disabled,
    "SERVICE_DISABLED": Failure.api_disabled,
    "forbidden": Failure.delegation_denied,
    "authError": Failure.unauthorized,
    "notFound": Failure.not_found,
    "backendError": Failure.transient,
}
_BY_STATUS = {
    400: Failure.bad_request,
    401: Failure.unauthorized,
    403: Failure.delegation_denied,
    404: Failure.not_found,
    408: Failure.transient,
    410: Failure.not_found,
    429: Failure.rate_limited,
}
_RETRY_AFTER = re.compile(r"Retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)", re.IGNORECASE)


class GmailError(Exception):
    """Google refused, or gave no usable answer. ``detail`` is Google's own wording, cut short, or our description;
    ``not_before`` is the moment it asked to wait for. ``refused_grant`` is the sealed refresh token that Google no
    longer takes, where that is what failed."""

    def __init__(
        self, failure: Failure, detail: str = "", *, status: int | None = None, not_before: datetime | None = None
    ) -> None:
        self.failure = failure
        self.detail = detail[:300]
        self.status = status
        self.not_before = not_before
        self.refused_grant: bytes | None = None
        super().__init__(failure.value)


class MustWait(Exception):
    """Not an error: the budget is spent or the mailbox rests, until `until`."""

    def __init__(self, until: datetime, why: str) -> None:
        self.until = until
        self.why = why
        super().__init__(why)


def classify(status: int, headers: Mapping[str, str], body: bytes, at: datetime) -> GmailError:
    """The error that a response with a status of 400 or more is, at the moment `at`."""
    error = _envelope(body)
    message = str(error.get("message") or f"HTTP {status}")
    failure = _failure(status, error, message)
    longest = LONGEST_SENDING_WAIT if failure is Failure.sending_limit else LONGEST_WAIT
    not_before = wait_named(message, headers, at, longest)
    return GmailError(failure, _anonymous(message), status=status, not_before=not_before)


def _envelope(body: bytes) -> dict[str, Any]:
    """The ``error`` object of Google's envelope; empty for HTML, the flat OAuth shape or a truncated body."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else {}


def _failure(status: int, error: dict[str, Any], message: str) -> Failure:
    if status >= 500:
        return Failure.transient
    found = next((_BY_REASON[reason] for reason in _reasons(error) if reason in _BY_REASON), None)
    if found is Failure.rate_limited and "concurrent" in message.lower():
        return Failure.too_many_concurrent
    if found is Failure.rate_limited and "mail sending" in message.lower():
        return Failure.sending_limit
    if status == 400 and ("failedPrecondition" in _reasons(error) or error.get("status") == "FAILED_PRECONDITION"):
        return Failure.mail_disabled if "not enabled" in message else Failure.precondition
    if found is None and status in (403, 429) and re.search(r"quota|rate.?limit", message, re.IGNORECASE):
        return Failure.rate_limited
    # 4xx without Google's envelope comes from something in between, not from Gmail.
    if found is None and not error and status not in (401, 429):
        return Failure.transient
    return found or _BY_STATUS.get(status, Failure.bad_request)


def _reasons(error: dict[str, Any]) -> list[str]:
    items = [*(error.get("errors") or []), *(error.get("details") or [])]
    return [str(item["reason"]) for item in items if isinstance(item, dict) and "reason" in item]


def wait_named(
    message: str, headers: Mapping[str, str], at: datetime, longest: timedelta = LONGEST_WAIT
) -> datetime | None:
    """The moment to wait for: "Retry after <ISO time>" in the message, or the Retry-After header in seconds or as a
    date (RFC 9110 §10.2.3). Never more than `longest` after `at`."""
    moment: datetime | None = None
    if match := _RETRY_AFTER.search(message):
        moment = _moment(match[1])
    elif value := headers.get("retry-after", "").strip():
        moment = at + timedelta(seconds=int(value)) if value.isdigit() and len(value) < 9 else _http_date(value)
    return min(moment, at + longest) if moment and moment > at else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _anonymous(message: str) -> str:
    """Google's wording without addresses: it reaches logs and rows that support staff read."""
    return re.sub(r"\S+@\S+", "(address)", message)
