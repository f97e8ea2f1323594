"""Google's error bodies.

Exception
├── GoogleError   the API envelope {"error": {code, message, errors[], status}}
└── OAuthError    the flat token-endpoint shape {"error", "error_description"}
"""

from datetime import datetime
from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class GoogleError(Exception):
    """An API failure with HTTP status, message and machine reason."""

    def __init__(
        self,
        code: int,
        message: str,
        reason: str,
        *,
        domain: str = "global",
        item_message: str | None = None,
        status: str | None = None,
        location: str | None = None,
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        item: dict[str, Any] = {"message": item_message or message, "domain": domain, "reason": reason}
        if location:
            item |= {"location": location, "locationType": "header"}
        error = {"code": code, "message": message, "errors": [item], "status": status or _STATUS[code]}
        self.body: dict[str, Any] = {"error": error | ({"details": details} if details else {})}


class OAuthError(Exception):
    """A token-endpoint failure (RFC 6749 §5.2) with Google's wording."""

    def __init__(self, code: int, error: str, description: str, subtype: str = "") -> None:
        super().__init__(description)
        self.code = code
        self.body = {"error": error, "error_description": description} | ({"error_subtype": subtype} if subtype else {})


def not_found() -> GoogleError:
    return GoogleError(404, "Requested entity was not found.", "notFound")


def invalid(message: str, reason: str = "invalidArgument") -> GoogleError:
    return GoogleError(400, message, reason)


def failed_precondition(message: str = "Precondition check failed.") -> GoogleError:
    return GoogleError(400, message, "failedPrecondition", status="FAILED_PRECONDITION")


def login_required() -> GoogleError:
    message = (
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other "
        "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return GoogleError(401, message, "required", item_message="Login Required.", location="Authorization")


def invalid_credentials() -> GoogleError:
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return GoogleError(401, message, "authError", item_message="Invalid Credentials", location="Authorization")


def insufficient_scope(method: str) -> GoogleError:
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "gmail.googleapis.com", "method": f"caribou.api.proto.MailboxService.{method}"},
    }
    return GoogleError(
        403,
        "Request had insufficient authentication scopes.",
        "insufficientPermissions",
        item_message="Insufficient Permission",
        details=[detail],
    )


def delegation_denied(email: str) -> GoogleError:
    return GoogleError(403, f"Delegation denied for {email}", "forbidden")


def quota_exceeded(status: int) -> GoogleError:
    """Per-user quota spent: Google answers either as 403 or as 429."""
    if status == 429:
        return GoogleError(429, "Resource has been exhausted (e.g. check quota).", "rateLimitExceeded")
    message = (
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service "
        "'gmail.googleapis.com' for consumer 'project_number:100000000001'."
    )
    return GoogleError(403, message, "rateLimitExceeded", domain="usageLimits")


def user_rate(status: int = 403) -> GoogleError:
    return GoogleError(status, "User Rate Limit Exceeded", "userRateLimitExceeded", domain="usageLimits")


def retry_after(until: datetime, sending: bool = False) -> GoogleError:
    """429 that carries the time to wait for inside its message."""
    stamp = until.strftime("%Y-%m-%dT%H:%M:%S.") + f"{until.microsecond // 1000:03d}Z"
    message = f"User-rate limit exceeded.  Retry after {stamp}" + (" (Mail sending)" if sending else "")
    return GoogleError(429, message, "userRateLimitExceeded", domain="usageLimits")


def too_many_concurrent() -> GoogleError:
    return GoogleError(429, "Too many concurrent requests for user", "rateLimitExceeded")


def daily_limit() -> GoogleError:
    return GoogleError(403, "Daily Limit Exceeded", "dailyLimitExceeded", domain="usageLimits")


def domain_policy() -> GoogleError:
    return GoogleError(403, "The domain administrators have disabled Gmail apps.", "domainPolicy")


def not_configured() -> GoogleError:
    message = (
        "Gmail API has not been used in project 100000000001 before or it is disabled. Enable it by visiting "
        "https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=100000000001 then retry."
    )
    return GoogleError(403, message, "accessNotConfigured", domain="usageLimits")


def backend_error(code: int = 500) -> GoogleError:
    return GoogleError(
        code, "Backend Error" if code == 500 else "The service is currently unavailable.", "backendError"
    )
