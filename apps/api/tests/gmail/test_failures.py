"""Google's error bodies → named failures. The bodies are Google's own, seen in the wild."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.gmail.advice import action_for
from app.gmail.failures import Failure, classify, wait_named

pytestmark = pytest.mark.quick
AT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def body(code: int, message: str, reason: str | None = None, domain: str = "global", **more: object) -> bytes:
    errors = [{"message": message, "domain": domain, "reason": reason}] if reason else []
    return json.dumps({"error": {"code": code, "message": message, "errors": errors, **more}}).encode()


QUOTA = (
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service "
    "'gmail.googleapis.com' for consumer 'project_number:1'."
)
INSUFFICIENT = {
    "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]
}
TABLE = [
    (400, body(400, "Invalid pageToken", "badRequest"), Failure.bad_request),
    (400, body(400, "Invalid id value", "invalidArgument"), Failure.bad_request),
    (400, body(400, "Precondition check failed.", "failedPrecondition"), Failure.precondition),
    (400, body(400, "Mail service not enabled", "failedPrecondition"), Failure.mail_disabled),
    (401, body(401, "Invalid Credentials", "authError"), Failure.unauthorized),
    (401, b"", Failure.unauthorized),
    (403, body(403, "Insufficient Permission", "insufficientPermissions"), Failure.scope_missing),
    (403, body(403, "Request had insufficient authentication scopes.", **INSUFFICIENT), Failure.scope_missing),
    (403, body(403, "The domain administrators have disabled Gmail apps.", "domainPolicy"), Failure.domain_policy),
    (403, body(403, "Daily Limit Exceeded", "dailyLimitExceeded", "usageLimits"), Failure.daily_limit),
    (403, body(403, "Rate Limit Exceeded", "rateLimitExceeded", "usageLimits"), Failure.rate_limited),
    (403, body(403, "User Rate Limit Exceeded", "userRateLimitExceeded", "usageLimits"), Failure.rate_limited),
    (403, body(403, QUOTA, "rateLimitExceeded", "usageLimits"), Failure.rate_limited),
    (403, body(403, QUOTA), Failure.rate_limited),
    (403, body(403, "Gmail API has not been used in project 1", "accessNotConfigured"), Failure.api_disabled),
    (403, body(403, "Delegation denied for x@y.example", "forbidden"), Failure.delegation_denied),
    (404, body(404, "Requested entity was not found.", "notFound"), Failure.not_found),
    (429, body(429, "Resource has been exhausted (e.g. check quota).", "rateLimitExceeded"), Failure.rate_limited),
    (429, body(429, "Too many concurrent requests for user", "rateLimitExceeded"), Failure.too_many_concurrent),
    (429, b"<html>slow down</html>", Failure.rate_limited),
    (500, body(500, "Backend Error", "backendError"), Failure.transient),
    (502, b"<html><title>Error 502</title>", Failure.transient),
    (503, b"", Failure.transient),
    (404, b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", Failure.transient),
    (403, b'{"error":{"code":403,"mess', Failure.transient),
    (400, b'{"error":"invalid_request"}', Failure.transient),
    (400, b'{"error":{"errors":[null,"x"],"message":null}}', Failure.bad_request),
]


@pytest.mark.parametrize(("status", "content", "failure"), TABLE)
def test_the_reason_decides(status: int, content: bytes, failure: Failure) -> None:
    error = classify(status, {}, content, AT)
    assert error.failure is failure
    assert error.status == status


def test_every_failure_has_advice() -> None:
    assert all(
        "worker's log" not in action_for(failure) for failure in Failure if failure is not Failure.raw_undecodable
    )


def test_addresses_do_not_reach_the_detail() -> None:
    error = classify(403, {}, body(403, "Delegation denied for ann@acme.example", "forbidden"), AT)
    assert "acme" not in error.detail


@pytest.mark.parametrize(
    ("message", "headers", "expected"),
    [
        ("User-rate limit exceeded.  Retry after 2026-11-02T12:02:38.763Z", {}, timedelta(minutes=2, seconds=38.763)),
        ("User-rate limit exceeded.  Retry after 2026-11-02T12:02:38Z (Mail sending)", {}, timedelta(seconds=158)),
        ("Slow down", {"retry-after": "17"}, timedelta(seconds=17)),
        ("Slow down", {"retry-after": "Mon, 02 Nov 2026 12:01:00 GMT"}, timedelta(minutes=1)),
        ("Retry after 2031-01-01T00:00:00Z", {}, timedelta(hours=1)),
        ("Retry after 2026-11-02T11:00:00Z", {}, None),
        ("Retry after 2026-99-99T11:00:00Z", {}, None),
        ("Slow down", {"retry-after": "soon"}, None),
        ("Slow down", {}, None),
    ],
)
def test_the_moment_google_names(message: str, headers: dict[str, str], expected: timedelta | None) -> None:
    assert wait_named(message, headers, AT) == (AT + expected if expected is not None else None)


def test_a_sending_limit_is_waited_for_a_day_and_no_other_wish_for_more_than_an_hour() -> None:
    later = (AT + timedelta(hours=23)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    limit = f"User-rate limit exceeded.  Retry after {later}"
    sending = classify(429, {}, body(429, f"{limit} (Mail sending)", "rateLimitExceeded"), AT)
    other = classify(429, {}, body(429, limit, "rateLimitExceeded"), AT)
    assert (sending.failure, sending.not_before) == (Failure.sending_limit, AT + timedelta(hours=23))
    assert (other.failure, other.not_before) == (Failure.rate_limited, AT + timedelta(hours=1))
