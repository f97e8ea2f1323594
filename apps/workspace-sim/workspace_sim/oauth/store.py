"""Codes, grants and tokens, with Google's rules for when they stop working."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from workspace_sim.clock import Clock
from workspace_sim.errors import OAuthError
from workspace_sim.oauth import scopes as known
from workspace_sim.settings import Settings

CODE_SECONDS = 600
TESTING_REFRESH_SECONDS = 7 * 86_400
UNUSED_REFRESH_SECONDS = 183 * 86_400


@dataclass(slots=True)
class Code:
    client_id: str
    redirect_uri: str
    email: str
    scopes: list[str]
    expires: float
    offline: bool
    challenge: str = ""
    challenge_method: str = "plain"
    nonce: str = ""


@dataclass(slots=True)
class Refresh:
    token: str
    client_id: str
    email: str
    scopes: list[str]
    used: float
    expires: float | None = None


@dataclass(slots=True)
class Access:
    token: str
    client_id: str
    email: str
    scopes: list[str]
    expires: float
    refresh: str | None = None


@dataclass(slots=True)
class Tokens:
    """Everything issued. Dead tokens are removed: unknown and revoked look the same, as at Google."""

    clock: Clock
    settings: Settings
    codes: dict[str, Code] = field(default_factory=dict)
    refresh: dict[str, Refresh] = field(default_factory=dict)
    access: dict[str, Access] = field(default_factory=dict)
    granted: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def issue_code(self, code: Code) -> str:
        value = "4/0A" + secrets.token_urlsafe(48)
        self.codes[value] = code
        return value

    def redeem_code(self, value: str, client_id: str, redirect_uri: str, verifier: str) -> Code:
        """Single use: also a failed redemption spends the code. OAuthError invalid_grant otherwise."""
        code = self.codes.pop(value, None)
        if code is None:
            raise OAuthError(400, "invalid_grant", "Malformed auth code.")
        if code.client_id != client_id or code.expires < self.clock.timestamp():
            raise OAuthError(400, "invalid_grant", "Bad Request")
        if code.redirect_uri != redirect_uri:
            raise OAuthError(400, "redirect_uri_mismatch", "Bad Request")
        if code.challenge and not _verifies(code, verifier):
            description = "Invalid code verifier." if verifier else "Missing code verifier."
            raise OAuthError(400, "invalid_grant", description)
        return code

    def issue_refresh(self, client_id: str, email: str, scopes: list[str]) -> Refresh:
        """A new refresh token; the oldest of this user and client dies when the cap is passed."""
        own = [r for r in self.refresh.values() if (r.client_id, r.email) == (client_id, email)]
        for old in own[: max(0, len(own) + 1 - self.settings.refresh_tokens_per_user)]:
            self.drop_refresh(old.token)
        now = self.clock.timestamp()
        limited = self.settings.testing_mode and not set(scopes) <= known.SIGN_IN
        expires = now + TESTING_REFRESH_SECONDS if limited else None
        token = Refresh("1//0" + secrets.token_urlsafe(60), client_id, email, scopes, now, expires)
        self.refresh[token.token] = token
        return token

    def issue_access(self, client_id: str, email: str, scopes: list[str], refresh: str | None) -> Access:
        expires = self.clock.timestamp() + self.settings.access_token_seconds
        token = Access("ya29.a0" + secrets.token_urlsafe(90), client_id, email, scopes, expires, refresh)
        self.access[token.token] = token
        return token

    def live_refresh(self, value: str, client_id: str) -> Refresh:
        token = self.refresh.get(value)
        now = self.clock.timestamp()
        if token is None or token.client_id != client_id:
            raise OAuthError(400, "invalid_grant", "Token has been expired or revoked.")
        if (token.expires is not None and token.expires < now) or token.used + UNUSED_REFRESH_SECONDS < now:
            self.drop_refresh(value)
            raise OAuthError(400, "invalid_grant", "Token has been expired or revoked.")
        token.used = now
        return token

    def live_access(self, value: str) -> Access | None:
        token = self.access.get(value)
        return token if token is not None and token.expires > self.clock.timestamp() else None

    def drop_refresh(self, value: str) -> None:
        """Kill a refresh token and every access token made from it."""
        self.refresh.pop(value, None)
        self.access = {key: token for key, token in self.access.items() if token.refresh != value}

    def revoke(self, value: str) -> bool:
        """RFC 7009 with Google's rule that revoking either kind ends the whole grant; False when unknown."""
        refresh, access = self.refresh.get(value), self.access.get(value)
        token = refresh or access
        if token is None:
            return False
        self.revoke_user(token.email, token.client_id)
        return True

    def revoke_user(self, email: str, client_id: str | None = None, *, mail_scopes_only: bool = False) -> int:
        """End every grant of a user (for one client); `mail_scopes_only` is what a password change does."""
        ended = 0
        for token in list(self.refresh.values()):
            mail = any("mail" in scope and scope not in known.SIGN_IN for scope in token.scopes)
            if token.email == email and client_id in (None, token.client_id) and (mail or not mail_scopes_only):
                self.drop_refresh(token.token)
                ended += 1
        if not mail_scopes_only:
            self.access = {
                k: t for k, t in self.access.items() if t.email != email or client_id not in (None, t.client_id)
            }
            for pair in [p for p in self.granted if p[1] == email and client_id in (None, p[0])]:
                del self.granted[pair]
        return ended

    def expire_access(self, email: str | None = None) -> int:
        """Make live access tokens expire now (scenario 35)."""
        hit = [t for t in self.access.values() if email in (None, t.email)]
        for token in hit:
            token.expires = 0
        return len(hit)


def _verifies(code: Code, verifier: str) -> bool:
    if code.challenge_method == "plain":
        return secrets.compare_digest(code.challenge, verifier)
    digest = hashlib.sha256(verifier.encode()).digest()
    return secrets.compare_digest(code.challenge, base64.urlsafe_b64encode(digest).decode().rstrip("="))
