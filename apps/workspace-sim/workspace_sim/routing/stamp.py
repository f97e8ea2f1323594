"""The header lines Google puts on a mail on its way, newest on top."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from workspace_sim.mail import headers

_PACIFIC = ZoneInfo("America/Los_Angeles")


def token(*parts: str) -> str:
    """A stable opaque id as in Google's Received lines."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:20]


def pacific(date: datetime) -> str:
    local = date.astimezone(_PACIFIC)
    return f"{format_datetime(local)} ({local.tzname()})"


@dataclass(frozen=True, slots=True)
class Checked:
    """What Google's check of the sender found: the domain that the host proved to be of, the one that From shows, and
    whether these are one (RFC 7489 §3.1, relaxed)."""

    domain: str
    shown: str
    passed: bool


def checked(sender: str, head: bytes) -> Checked:
    """The check of a mail from `sender`, whose host is the sender's own and signs with its domain. A bounce without a
    sender is signed by whom it says to be from, and so is mail with a DKIM signature of that domain."""
    shown = headers.mailbox(headers.get(head, "From"))[1].rpartition("@")[2].lower()
    domain = sender.rpartition("@")[2].lower() or shown or "mail.invalid"
    signed = _SIGNED_BY.findall(headers.get(head, "DKIM-Signature").lower())
    return Checked(domain, shown or domain, not shown or any(_aligned(one, shown) for one in (domain, *signed)))


_SIGNED_BY = re.compile(r"\bd=([^;\s]+)")


def _aligned(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def inbound(
    sender: str, recipient: str, mailbox: str, date: datetime, end: bytes, check: Checked, *, spam: bool = False
) -> bytes:
    """Stamps of a mail that entered from outside and reached `mailbox`; `recipient` is the envelope recipient."""
    domain = sender.rpartition("@")[2] or "mail.invalid"
    mark = token(sender, recipient, mailbox, date.isoformat())
    verdict = "fail" if spam else "pass"
    dmarc = "pass" if check.passed and not spam else "fail"
    pairs = [
        ("Delivered-To", mailbox),
        (
            "Received",
            f"by 2002:a05:6a10:{mark[:4]}:b0:{mark[4:7]}:{mark[7:11]} with SMTP id {mark[:14]};\n{pacific(date)}",
        ),
        (
            "X-Received",
            f"by 2002:a17:902:{mark[3:7]}:b0:{mark[8:11]}:{mark[11:15]} with SMTP id {mark[2:18]};\n{pacific(date)}",
        ),
        ("Return-Path", f"<{sender}>"),
        (
            "Received",
            f"from mail.{domain} (mail.{domain}. [203.0.113.{int(mark[:2], 16) % 250 + 1}])\n"
            f"by mx.google.com with ESMTPS id {mark}\nfor <{recipient}>\n"
            f"(version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n{pacific(date)}",
        ),
        ("Received-SPF", f"{verdict} (google.com: domain of {sender or 'postmaster@' + domain} checked)"),
        (
            "Authentication-Results",
            f"mx.google.com;\ndkim={verdict} header.i=@{check.domain};\nspf={verdict} smtp.mailfrom={sender};\n"
            f"dmarc={dmarc} (p=NONE sp=NONE dis=NONE) header.from={check.shown}",
        ),
    ]
    return headers.block(pairs, end)


def internal(sender: str, recipient: str, mailbox: str, date: datetime, end: bytes) -> bytes:
    """Stamps of a mail from one account of the Workspace to another (or to its journal)."""
    mark = token(sender, recipient, mailbox, date.isoformat())
    pairs = [
        ("Delivered-To", mailbox),
        (
            "Received",
            f"by 2002:a05:6a10:{mark[:4]}:b0:{mark[4:7]}:{mark[7:11]} with SMTP id {mark[:14]};\n{pacific(date)}",
        ),
        (
            "X-Received",
            f"by 2002:a17:902:{mark[3:7]}:b0:{mark[8:11]}:{mark[11:15]} with SMTP id {mark[2:18]};\n{pacific(date)}",
        ),
        ("Return-Path", f"<{sender}>"),
        (
            "Received",
            f"from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41])\n"
            f"by mx.google.com with SMTPS id {mark}\nfor <{recipient}>\n(Google Transport Security);\n{pacific(date)}",
        ),
    ]
    return headers.block(pairs, end)


def journal_mark(original_to: str, spam: bool, end: bytes) -> bytes:
    """What the added-recipient options of a routing rule write ("Add X-Gm-Original-To", "Add X-Gm-Spam")."""
    pairs = [("X-Gm-Spam", "1"), ("X-Gm-Phishy", "0")] if spam else []
    return headers.block([*pairs, *([("X-Gm-Original-To", original_to)] if original_to else [])], end)


def outbound(sender: str, date: datetime, end: bytes, *, api: bool) -> bytes:
    """The line a message gets when it is submitted: HTTPREST for the API, Gmail's web client otherwise."""
    mark = token(sender, date.isoformat())
    by = "by gmailapi.google.com with HTTPREST" if api else f"by 2002:a05:7022:{mark[:4]} with SMTP id {mark[:14]}"
    origin = "from 104357089042 named unknown\n" if api else ""
    return headers.block([("Received", f"{origin}{by};\n{pacific(date)}")], end)
