"""The two cookies: the session, which no script reads, and the CSRF token, which our own script must."""

from __future__ import annotations

from fastapi import Response

from app.core.settings import Settings, get_settings


def _set(response: Response, settings: Settings, name: str, value: str, *, http_only: bool) -> None:
    response.set_cookie(
        name,
        value,
        max_age=settings.session_ttl_seconds,
        path="/",
        domain=settings.cookie_domain,
        secure=settings.cookie_secure,
        httponly=http_only,
        samesite=settings.cookie_samesite,
    )


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser its session."""
    settings = get_settings()
    _set(response, settings, settings.session_cookie_name, token, http_only=True)


def set_csrf_cookie(response: Response, token: str) -> None:
    """Give the browser the CSRF token to repeat in the header."""
    settings = get_settings()
    _set(response, settings, settings.csrf_cookie_name, token, http_only=False)


def clear_session_cookie(response: Response) -> None:
    """Take the session from the browser."""
    settings = get_settings()
    response.delete_cookie(
        settings.session_cookie_name,
        path="/",
        domain=settings.cookie_domain,
        secure=settings.cookie_secure,
        httponly=True,
        samesite=settings.cookie_samesite,
    )
