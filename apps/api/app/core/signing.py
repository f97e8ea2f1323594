"""References to our own rows that travel in mail: a UUID with a MAC, so that only what we wrote ourselves is believed.

A key of each purpose and organisation is derived from ``ENCRYPTION_KEY_BASE64``; the first configured key signs, all of
them verify, so that old mail is still believed after a rotation. A valid signature says who *wrote* the reference, not
who sends it now: everybody who received the mail can repeat it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from enum import StrEnum
from uuid import UUID

from app.core.crypto import get_keyring

_HEADER_MAC, _ADDRESS_MAC = 16, 8
_HEADER = re.compile(r"\s*([0-9a-f-]{36})\.([0-9a-f]{32})\s*")
_ADDRESS = re.compile(r"oss-([a-z2-7]{39})", re.IGNORECASE)
#: RFC 5321 §4.5.3.1.1.
_LONGEST_LOCAL_PART = 64


class Reference(StrEnum):
    """What a reference points at, and where it stands."""

    ticket_header = "x-oss-ticket-id"
    message_header = "x-oss-message-id"
    ticket_address = "reply-to"


def _macs(kind: Reference, organization_id: UUID, identifier: UUID, size: int) -> list[bytes]:
    message = organization_id.bytes + identifier.bytes
    return [mac[:size] for mac in get_keyring().macs(f"reference:{kind.value}", message)]


def signed_header(kind: Reference, organization_id: UUID, identifier: UUID) -> str:
    """The value of a signed header: ``<uuid>.<mac>``."""
    return f"{identifier}.{_macs(kind, organization_id, identifier, _HEADER_MAC)[0].hex()}"


def read_header(kind: Reference, organization_id: UUID, value: str) -> UUID | None:
    """What a header refers to; None for one that this organisation did not sign."""
    match = _HEADER.fullmatch(value)
    if match is None:
        return None
    try:
        identifier = UUID(match[1])
    except ValueError:
        return None
    return identifier if _valid(kind, organization_id, identifier, bytes.fromhex(match[2])) else None


def signed_address(organization_id: UUID, ticket_id: UUID, address: str) -> str | None:
    """`address` with a plus-part that refers to the ticket; None where it would not fit an address."""
    local, _, domain = address.rpartition("@")
    mac = _macs(Reference.ticket_address, organization_id, ticket_id, _ADDRESS_MAC)[0]
    token = base64.b32encode(ticket_id.bytes + mac).decode().rstrip("=").lower()
    marked = f"{local}+oss-{token}"
    return f"{marked}@{domain}" if len(marked.encode()) <= _LONGEST_LOCAL_PART else None


def read_address(organization_id: UUID, address: str) -> UUID | None:
    """The ticket that an address with a plus-part refers to; None for one that this organisation did not sign."""
    _, plus, tail = address.rpartition("@")[0].rpartition("+")
    match = _ADDRESS.fullmatch(tail) if plus else None
    if match is None:
        return None
    try:
        data = base64.b32decode(match[1].upper() + "=")
    except binascii.Error:
        return None
    identifier = UUID(bytes=data[:16])
    return identifier if _valid(Reference.ticket_address, organization_id, identifier, data[16:]) else None


def _valid(kind: Reference, organization_id: UUID, identifier: UUID, mac: bytes) -> bool:
    return any(hmac.compare_digest(mac, own) for own in _macs(kind, organization_id, identifier, len(mac)))


def without_token(address: str) -> str:
    """`address` without a plus-part of this kind, signed or not."""
    local, at, domain = address.rpartition("@")
    base, plus, tail = local.rpartition("+")
    return f"{base}{at}{domain}" if plus and _ADDRESS.fullmatch(tail) else address
