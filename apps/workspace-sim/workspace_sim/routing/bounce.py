"""Delivery status notifications (RFC 3464) as Gmail's mailer daemon writes them."""

from datetime import datetime
from email.utils import format_datetime

from workspace_sim.mail import headers
from workspace_sim.routing.stamp import token


def notification(original: bytes, sender: str, recipient: str, date: datetime) -> bytes:
    """The DSN that tells `sender` that `recipient` does not exist."""
    head, _ = headers.split(original)
    ids = headers.message_ids(headers.get(head, "Message-ID"))
    mark = token("dsn", *ids, recipient, date.isoformat())
    reference = f"In-Reply-To: {ids[0]}\r\nReferences: {ids[0]}\r\n" if ids else ""
    text = f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {sender}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
{reference}Message-ID: <{mark}@mx.google.com>
Date: {format_datetime(date)}
X-Failed-Recipients: {recipient}
MIME-Version: 1.0
Content-Type: multipart/report; boundary="{mark}"; report-type=delivery-status

--{mark}
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to {recipient} because the address couldn't be found, or is unable to receive mail.

The response was:
550 5.1.1 The email account that you tried to reach does not exist.

--{mark}
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: {format_datetime(date)}
X-Original-Message-ID: {ids[0] if ids else ""}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: {format_datetime(date)}

--{mark}
Content-Type: text/rfc822-headers

"""
    quoted = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    return quoted + head.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + f"\r\n--{mark}--\r\n".encode()
