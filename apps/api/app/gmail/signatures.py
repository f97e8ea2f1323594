"""Google's signed statements: id_tokens of a consent and the identity of push requests (RS256, keys by JWKS)."""

from __future__ import annotations

import threading
import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.core.settings import get_settings
from app.gmail import wire
from app.gmail.failures import Failure, GmailError

#: Both forms are Google's own (https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken).
ISSUERS = ["https://accounts.google.com", "accounts.google.com"]
_KEYS_LAST_SECONDS = 3600.0
#: A forged key id must not let anybody make us ask Google all the time.
_ASK_AGAIN_AFTER_SECONDS = 10.0
_LEEWAY_SECONDS = 60

_keys: dict[str, tuple[float, KeySet]] = {}
_keys_lock = threading.Lock()


class BadSignature(Exception):
    """Not a statement of Google's, or not one for us, or no longer valid."""


def verified_claims(token: str, *, audience: str, nonce: str | None = None) -> dict[str, Any]:
    """The claims of `token` once signature, issuer, audience, expiry and nonce hold. Raises `BadSignature`, or
    `GmailError` when the keys cannot be fetched."""
    try:
        decoded = _decode(token)
        options: dict[str, Any] = {
            "iss": {"essential": True, "values": ISSUERS},
            "aud": {"essential": True, "value": audience},
            "exp": {"essential": True},
            "sub": {"essential": True},
        }
        if nonce is not None:
            options["nonce"] = {"essential": True, "value": nonce}
        jwt.JWTClaimsRegistry(leeway=_LEEWAY_SECONDS, **options).validate(decoded.claims)
    except (JoseError, ValueError) as error:
        raise BadSignature(type(error).__name__) from None
    return dict(decoded.claims)


def _decode(token: str) -> jwt.Token:
    try:
        return jwt.decode(token, _key_set(_KEYS_LAST_SECONDS), algorithms=["RS256"])
    except (JoseError, ValueError):
        # Google may have changed its keys since we looked.
        return jwt.decode(token, _key_set(_ASK_AGAIN_AFTER_SECONDS), algorithms=["RS256"])


def _key_set(oldest: float) -> KeySet:
    url = get_settings().google_jwks_url
    with _keys_lock:
        known = _keys.get(url)
    if known and time.monotonic() - known[0] < oldest:
        return known[1]
    response = wire.send("GET", url)
    if response.status != 200:
        raise GmailError(Failure.transient, f"the key endpoint answered {response.status}", status=response.status)
    value = wire.json_object(response.body)
    try:
        keys = KeySet.import_key_set(value)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError):
        raise GmailError(Failure.transient, "the key endpoint answered no keys") from None
    with _keys_lock:
        _keys[url] = (time.monotonic(), keys)
    return keys
