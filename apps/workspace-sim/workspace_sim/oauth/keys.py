"""The RS256 signing key, JWKS, and the JWTs Google signs: id_token and Pub/Sub push tokens."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://accounts.google.com"


@lru_cache(maxsize=1)
def signing_key() -> RSAKey:
    """One key per process."""
    return RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)


def jwks() -> dict[str, Any]:
    key = signing_key()
    public = dict(key.as_dict(private=False)) | {"use": "sig", "alg": "RS256", "kid": key.kid}
    return {"keys": [public]}


def sign(claims: dict[str, Any]) -> str:
    key = signing_key()
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def at_hash(access_token: str) -> str:
    """Left half of SHA-256, base64url without padding (OpenID Connect Core §3.1.3.6)."""
    digest = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def unpadded(value: str) -> bytes:
    """base64url with or without padding."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
