"""Which remote images a browser may ask us for: addresses that we signed, for one mail and a short time.

Without the signature the endpoint would be an open proxy for everybody who may sign in; with it, it fetches what a
mail of the organisation holds and nothing else.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from uuid import UUID

from app.core.crypto import Keyring
from app.core.errors import Forbidden

_PURPOSE = "remote-image"
#: Signed addresses change once an hour and live up to two, so that a browser's cache may keep the images that long.
LIFETIME_SECONDS = 3600


class BadGrant(Forbidden):
    """The signature does not fit the address, the mail, the organisation or the time."""

    code = "remote_not_granted"
    title = "This image may not be loaded"


def expiry(at: datetime) -> int:
    """Until when (Unix seconds) an address signed at `at` holds: one to two hours."""
    return (int(at.timestamp()) // LIFETIME_SECONDS + 2) * LIFETIME_SECONDS


def sign(keyring: Keyring, organization_id: UUID, message_id: UUID, url: str, expires: int) -> str:
    """The signature that lets `url` be loaded for this mail until `expires`."""
    message = b"\0".join((organization_id.bytes, message_id.bytes, str(expires).encode(), url.encode()))
    return base64.urlsafe_b64encode(keyring.mac(_PURPOSE, message)).decode().rstrip("=")


def check(
    keyring: Keyring, organization_id: UUID, message_id: UUID, url: str, expires: int, signature: str, *, at: datetime
) -> None:
    """Raises `BadGrant` unless `sign` made `signature` for exactly this, and its time has not passed."""
    expected = sign(keyring, organization_id, message_id, url, expires)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise BadGrant("The address was not signed for this mail.")
    if at.timestamp() > expires:
        raise BadGrant("The address was signed too long ago. Open the message again.")
