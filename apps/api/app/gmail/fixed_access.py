"""Access with a token at hand, before there is a mailbox: nothing to renew, no budget yet."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from app.gmail.failures import Failure, GmailError


class FixedToken:
    """The `app.gmail.client.Access` of a fresh token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self, refused: str | None = None) -> str:
        """The token; `GmailError` when Google refused it, for there is no other."""
        if refused is not None:
            raise GmailError(Failure.unauthorized, "a fresh token was refused")
        return self._token

    def spend(self, units: int) -> None:
        """There is no budget yet."""

    def slow_down(self, error: GmailError, attempt: int) -> None:
        """There are no other workers yet."""

    def slot(self) -> AbstractContextManager[Any]:
        """One request at a time anyway."""
        return nullcontext()
