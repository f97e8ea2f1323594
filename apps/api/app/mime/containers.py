"""Readable content inside parts that are no text: opaque S/MIME, a winmail.dat that has the only body, an invitation
that says nothing else. What is found stands before the part, which stays an attachment, whole."""

from __future__ import annotations

from dataclasses import replace

from app.mime.budget import Meter
from app.mime.calendar import read_calendar
from app.mime.cms import signed_content
from app.mime.names import given_name
from app.mime.parts import Part, leaves, read_tree
from app.mime.tnef import body_in

SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CLOSED = SMIME | TNEF | {"text/calendar", "application/ics"}
_NAMES = frozenset({"smime.p7m", "winmail.dat"})
_MAX_SIGNED_BYTES = 40_000_000


def opened(root: Part, meter: Meter) -> Part:
    """`root`, with what its containers hold beside them."""
    closed = [leaf for leaf in leaves(root) if leaf.content_type in _CLOSED or given_name(leaf).lower() in _NAMES]
    if not closed:
        return root
    signed = next((leaf for leaf in closed if _is_smime(leaf)), None)
    if signed is not None:
        inner = signed_content(signed.content(meter)[:_MAX_SIGNED_BYTES])
        if not inner:
            return root
        meter.defect("smime_signed")
        return _beside(root, signed, inner, meter)
    if any(_is_readable(leaf, meter) for leaf in leaves(root)):
        return root
    for leaf in closed:
        entity = _entity(leaf, meter)
        if entity is not None:
            return _beside(root, leaf, entity, meter)
    return root


def _is_smime(leaf: Part) -> bool:
    return leaf.content_type in SMIME or given_name(leaf).lower() == "smime.p7m"


def _is_readable(leaf: Part, meter: Meter) -> bool:
    """Whether a leaf is a text that a reader sees something of."""
    kind = leaf.content_type
    return kind.startswith("text/") and kind != "text/calendar" and bool(leaf.content(meter).strip())


def _entity(leaf: Part, meter: Meter) -> bytes | None:
    """A MIME entity of the text that a leaf holds, or None."""
    if leaf.content_type in TNEF or given_name(leaf).lower() == "winmail.dat":
        kind, text = body_in(leaf.content(meter))
    elif leaf.content_type in ("text/calendar", "application/ics"):
        invitation = read_calendar(leaf.content(meter))
        kind, text = "text/plain", invitation.as_text() if invitation else ""
    else:
        return None
    data = text.encode("utf-8", "replace")
    return f"Content-Type: {kind}; charset=utf-8\n\n".encode("ascii") + data if data.strip() else None


def _beside(part: Part, wanted: Part, entity: bytes, meter: Meter) -> Part:
    """`part` with `entity` before the leaf `wanted`."""
    if part is wanted:
        inner = read_tree(entity, 0, meter, number=f"{wanted.number}.s")
        return replace(part, content_type="multipart/mixed", children=(inner, wanted))
    if part.children:
        part.children = tuple(_beside(child, wanted, entity, meter) for child in part.children)
    return part
