"""Who was not reached, from bounces that are written for people only: Postfix, qmail, Exim, sendmail, Exchange, Notes,
Gmail in any language, and whoever writes a reply code beside an address."""

from __future__ import annotations

import re

from app.mime.addresses import normal_spec, parse_list
from app.mime.enclosed import Enclosed
from app.mime.fields import Fields
from app.mime.model import Delivery
from app.mime.outcomes import outcome_of, status_in
from app.mime.text import one_line, squeeze

_NOTICE_CHARS = 30_000
_PLACES = 100
_REASON_CHARS = 1500
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}", re.ASCII)
# Where the message that came back begins: its trace, or a line that announces it.
_RETURNED = re.compile(
    r"^[ \t>|]{0,12}(?:Received: |Return-Path: |DKIM-Signature: |X-Received: |MIME-Version: |"
    r"-+ ?(?:Below this line|This is a copy|Original message|Unsent message|Header of|The header of|Returned message|"
    r"Message header|Text of the message|Message content|Included is|Beginning of)|Original message headers)",
    re.MULTILINE | re.IGNORECASE,
)
_NEVER = re.compile(r"^(?:mailer-?daemon|postmaster|abuse|no-?reply|do-?not-?reply|support|helpdesk|admin|hostmaster)@")
_NAMED = re.compile(
    r"(?:rcpt to|recipients?|delivered to|delivery to|deliver to|addressed to|sent to|message to|mail to|user|mailbox|"
    r"address|account|宛先|empfänger|destinataire|destinatario|получател\w*|to|an|à|para|für)\W{0,12}$",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?<![\d.])[45]\d\d(?![\d.])|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)|unknown|not found|does not exist|rejected|"
    r"is full|failed|not listed|no such|disabled",
    re.IGNORECASE,
)


def failures_in(text: str, fields: Fields, enclosed: Enclosed) -> list[Delivery]:
    """The recipients that the notice above the returned message names as not reached. Those that the returned message
    was sent to are the surest; then addresses that stand where mail systems write the failed one."""
    notice = _notice(text)
    places = {a: at for a, at in _places(notice, fields).items() if a not in enclosed.ids}
    source = "text"
    chosen = {a for a in places if a in enclosed.recipients}
    chosen = chosen or {a for a, at in places.items() if _stands_out(notice, at)} or set(places)
    if not chosen and len(enclosed.recipients) == 1:
        chosen, source = set(enclosed.recipients), "returned-message"
    starts = sorted(places[a][0] for a in chosen if a in places)
    ordered = sorted(chosen, key=lambda a: (places.get(a, (0, 0)), a))
    return [_delivery(address, _reason(notice, places.get(address), starts), source) for address in ordered]


def _notice(text: str) -> str:
    text = text[:_NOTICE_CHARS]
    # It says something of its own before anything is returned.
    returned = _RETURNED.search(text, min(40, len(text)))
    return text[: returned.start()] if returned else text


def _places(notice: str, fields: Fields) -> dict[str, tuple[int, int]]:
    """Address → where it first stands, without those of the report's own head and of postmasters."""
    own = {
        one.email
        for name in ("from", "to", "reply-to", "cc", "delivered-to", "sender")
        for value in fields.all(name)[:5]
        for one in parse_list(value, 50)
    }
    places: dict[str, tuple[int, int]] = {}
    for match in _ADDRESS.finditer(notice):
        address = normal_spec(match[0].lstrip("'*=|"))
        if address and address not in own and not _NEVER.match(address):
            places.setdefault(address, match.span())
        if len(places) >= _PLACES:
            break
    return places


def _stands_out(notice: str, at: tuple[int, int]) -> bool:
    """Whether the address has a line of its own, or follows or precedes words of failure."""
    start = notice.rfind("\n", 0, at[0]) + 1
    end = notice.find("\n", at[1])
    before, after = notice[start : at[0]], notice[at[1] : end if end >= 0 else len(notice)]
    if not before.strip(" \t<'\"*-•([") and re.match(r"[>\])'\"]*\s*(?:$|:|\.\.\.|\(|,|;|-)", after):
        return True
    return bool(_NAMED.search(before) or _FAILED.search(after[:200]) or _FAILED.search(before[-200:]))


def _reason(notice: str, at: tuple[int, int] | None, starts: list[int]) -> str:
    """What is said of a recipient: from its line on to the next recipient; all of it where none has a place."""
    if at is None:
        return notice[:_REASON_CHARS]
    start = notice.rfind("\n", 0, at[0]) + 1
    end = next((other for other in starts if other > at[0]), len(notice))
    own = notice[start : min(end, start + _REASON_CHARS)]
    # A single reason may stand above the list of those whom it concerns.
    return own if len(starts) > 1 or _FAILED.search(own) else notice[: start + _REASON_CHARS]


def _delivery(address: str, reason: str, source: str) -> Delivery:
    status = status_in(reason)
    said = squeeze(one_line(reason.replace("\n", " "), 1000))[:500]
    return Delivery(address, outcome_of("", status, reason), "failed", status, said, "", source)
