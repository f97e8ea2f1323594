"""What became of a message at each recipient, from the report that a mail system sent back.

The machine-readable part decides where there is one; else the header, the notification or the text that names who was
not reached. Only the notice itself is read, never the text of the message that came back.
"""

from __future__ import annotations

import re

from app.mime.addresses import normal_spec, parse_list
from app.mime.budget import Meter
from app.mime.enclosed import Enclosed
from app.mime.fields import Fields
from app.mime.model import Delivery, Outcome
from app.mime.notice import failures_in
from app.mime.outcomes import outcome_of, status_in
from app.mime.parts import Part
from app.mime.reports import report_fields
from app.mime.text import one_line

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MAX = 200
_TYPED = re.compile(r"^\s*(?:rfc-?822|utf-8|smtp|local|x400|unknown)?\s*;?\s*", re.IGNORECASE)
_VERP = re.compile(r"^[^@]*?[+-](?P<local>[^=@+]+)=(?P<domain>[^@=]+\.[^@=]+)@")
_SES = re.compile(
    r'\{\\?"emailAddress\\?"\s*:\s*\\?"(?P<address>[^"\\]{3,320})\\?"(?P<rest>[^{}]{0,2000})\}', re.IGNORECASE
)
_SES_FIELD = r'\\?"{name}\\?"\s*:\s*\\?"(?P<value>[^"\\]{{1,1000}})'
_SES_DELIVERED = re.compile(r'"recipients\\?"\s*:\s*\[([^\]]{1,10000})\]')


def read_receipt(leaves: list[Part], text: str, meter: Meter) -> tuple[Delivery, ...]:
    """Who has it: a mail system's word of delivery, or a reader's program's (RFC 8098; `action` is what it did)."""
    found = _from_status_parts(leaves, meter)
    if not found and "notificationType" in text[:20_000]:
        found = _from_ses(text[:200_000])
    for leaf in leaves if not found else ():
        if leaf.content_type != "message/disposition-notification":
            continue
        for block in report_fields(leaf.content(meter)):
            did = one_line(block.get("disposition", "").rpartition(";")[2].lower(), 40)
            if recipient := _recipient(block):
                found.append(Delivery(recipient, Outcome.DELIVERED, did, "", "", "", "disposition-notification"))
    return tuple(found)[:_MAX]


def read_deliveries(
    fields: Fields, leaves: list[Part], text: str, enclosed: Enclosed, meter: Meter
) -> tuple[Delivery, ...]:
    """Every recipient that the report names, each once, in its order."""
    found = _from_status_parts(leaves, meter) or _from_status_text(text)
    if not found and "x-failed-recipients" in fields.first:
        found = _from_header(fields, text)
    if not found and "emailAddress" in text[:200_000]:
        found = _from_ses(text[:200_000])
    found = found or failures_in(text, fields, enclosed) or _from_verp(fields, text)
    unique: dict[str, Delivery] = {}
    for one in found:
        known = unique.get(one.recipient)
        if known is None or (known.outcome is Outcome.UNKNOWN and one.outcome is not Outcome.UNKNOWN):
            unique[one.recipient] = one
    return tuple(unique.values())[:_MAX]


def _from_status_parts(leaves: list[Part], meter: Meter) -> list[Delivery]:
    found = []
    for leaf in leaves:
        if leaf.content_type in _STATUS_TYPES:
            found += _blocks(report_fields(leaf.content(meter)), "delivery-status")
    return found


def _from_status_text(text: str) -> list[Delivery]:
    """A report whose parts were flattened into text on the way."""
    if "inal-Recipient:" not in text[:200_000]:
        return []
    lines = text[:200_000].encode("utf-8", "replace")
    return _blocks(report_fields(lines), "delivery-status-text")


def _blocks(blocks: list[dict[str, str]], source: str) -> list[Delivery]:
    found = []
    for block in blocks:
        recipient = _recipient(block)
        if not recipient:
            continue
        action = one_line(block.get("action", "").lower().split(";")[0], 40).split(" ")[0]
        diagnostic = one_line(re.sub(r"^\s*[\w-]+\s*;\s*", "", block.get("diagnostic-code", "")), 1000)
        status = _status(block.get("status", ""), diagnostic)
        found.append(
            Delivery(
                recipient=recipient,
                outcome=outcome_of(action, status, diagnostic),
                action=action,
                status=status,
                diagnostic=diagnostic,
                remote_mta=one_line(block.get("remote-mta", "").partition(";")[2], 255),
                source=source,
            )
        )
    return found


def _recipient(block: dict[str, str]) -> str:
    """The address that a block is about: where it failed, else how the sender had written it."""
    named = [block[name] for name in ("final-recipient", "original-recipient", "x-actual-recipient") if name in block]
    for value in named:
        address = normal_spec(_TYPED.sub("", value).strip().strip("<>"))
        if address:
            return address
    return one_line(_TYPED.sub("", named[0]).strip("<> "), 320) if named else ""


def _status(stated: str, diagnostic: str) -> str:
    """The enhanced status; one in the remote system's words that is more exact than x.0.0 counts more."""
    status, told = status_in(stated), status_in(diagnostic)
    if told and (not status or (status.endswith(".0.0") and told[0] == status[0])):
        return told
    return status


def _from_header(fields: Fields, text: str) -> list[Delivery]:
    """X-Failed-Recipients (Gmail, Exim): the names are sure, the reason stands in the text."""
    addresses = [one.email for value in fields.all("x-failed-recipients") for one in parse_list(value, _MAX)]
    reasons = {one.recipient: one for one in failures_in(text, fields, Enclosed((), frozenset(a for a in addresses)))}
    found = []
    for address in (a for a in addresses if a):
        told = reasons.get(address)
        status = told.status if told else status_in(text[:6000])
        diagnostic = told.diagnostic if told else ""
        outcome = told.outcome if told else outcome_of("", status, text[:3000])
        found.append(Delivery(address, outcome, "failed", status, diagnostic, "", "x-failed-recipients"))
    return found


def _from_ses(text: str) -> list[Delivery]:
    """Amazon SES tells in JSON, by way of SNS."""
    if re.search(r'notificationType\\?"\s*:\s*\\?"Delivery', text):
        listed = _SES_DELIVERED.search(text)
        addresses = [normal_spec(one) for one in re.findall(r'"([^"\\]+@[^"\\]+)', listed[1])] if listed else []
        return [Delivery(a, Outcome.DELIVERED, "delivered", "", "", "", "amazon-ses") for a in addresses if a]
    transient = re.search(r'bounceType\\?"\s*:\s*\\?"Transient', text) is not None
    found = []
    for match in _SES.finditer(text):
        address = normal_spec(match["address"])
        if not address:
            continue
        diagnostic = one_line(_ses_field(match["rest"], "diagnosticCode"), 1000)
        status = status_in(_ses_field(match["rest"], "status")) or status_in(diagnostic)
        outcome = outcome_of("failed", status, diagnostic)
        if outcome is Outcome.UNKNOWN and transient:
            outcome = Outcome.SOFT
        found.append(Delivery(address, outcome, "failed", status, diagnostic, "", "amazon-ses"))
    return found


def _ses_field(text: str, name: str) -> str:
    match = re.search(_SES_FIELD.format(name=name), text)
    return match["value"] if match else ""


def _from_verp(fields: Fields, text: str) -> list[Delivery]:
    """The failed address inside the one that the report came back to: bounces+ann=example.org@ours."""
    for name in ("x-original-to", "delivered-to", "to"):
        for value in fields.all(name)[:10]:
            for one in parse_list(value, 10):
                match = _VERP.match(one.email)
                address = normal_spec(f"{match['local']}@{match['domain']}") if match else ""
                if address:
                    status = status_in(text[:6000])
                    return [Delivery(address, outcome_of("", status, text[:3000]), "failed", status, "", "", "verp")]
    return []
