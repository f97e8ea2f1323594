"""Mail no person wrote: absence notes (RFC 3834) and delivery failures (RFC 3464)."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from workspace_sim.company.clients import CLIENTS, charset_of, message_id
from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.letter import Sent
from workspace_sim.company.mime import Part, multipart, random_hex, text_part
from workspace_sim.company.model import Customer
from workspace_sim.company.spin import spin
from workspace_sim.company.topics import Manners

_FAILURES = (
    ("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist.", "Address not found",
     "Your message wasn't delivered to {to} because the address couldn't be found, or is unable to receive mail."),
    ("5.2.2", "552 5.2.2 Mailbox full", "Recipient inbox full",
     "Your message couldn't be delivered to {to}. Their inbox is full, or it's getting too much mail right now."),
    ("5.7.1", "554 5.7.1 Message rejected due to policy", "Message blocked",
     "Your message to {to} has been blocked. See technical details below for more information."),
    ("5.4.1", "DNS Error: DNS type 'mx' lookup of {domain} responded with code NXDOMAIN", "Domain not found",
     "Your message wasn't delivered to {to} because the domain {domain} couldn't be found."),
)  # fmt: skip


def vacation_reply(
    person: Customer, answered: Sent, manners: Manners, facts: Mapping[str, str], moment: datetime, rng: Random
) -> bytes:
    """The absence note of `person` to a mail of ours."""
    charset = charset_of(CLIENTS[person.client], person.language)
    subject = spin(manners.vacation_subject, rng, {"subject": answered.subject})
    text = spin(rng.choice(manners.vacation), rng, facts) + f"\n\n{person.name}\n"
    part = text_part(text, "plain", charset, "auto")
    headers = [
        ("From", mailbox(person.name, person.address, charset)),
        ("To", mailbox(*answered.author)),
        ("Subject", unstructured("Subject", subject, charset)),
        ("Date", date_header(moment, person.utc_offset)),
        ("Message-ID", message_id(person.client, person.address, moment, rng)),
        ("In-Reply-To", answered.message_id),
        ("References", "\r\n ".join((*answered.references[-8:], answered.message_id))),
        ("Auto-Submitted", "auto-replied" if person.client != "outlook" else "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("MIME-Version", "1.0"),
    ]
    if person.client in ("gmail", "yahoo"):
        headers[-2] = ("Precedence", "bulk")
    return Part([*headers, *part.headers], part.body).render()


def bounce(failed: Sent, failed_raw: bytes, recipient: str, moment: datetime, rng: Random) -> bytes:
    """Gmail's delivery status notification for `failed`, with the original's header or the whole of it."""
    domain = recipient.rpartition("@")[2]
    status, diagnostic, title, human = rng.choice(_FAILURES)
    slots = {"to": recipient, "domain": domain}
    explanation = human.format(**slots)
    text = f"\n** {title} **\n\n{explanation}\n\n\n\nThe response was:\n\n{diagnostic.format(**slots)}\n"
    html = (
        "<html><head><style>* "
        '{font-family:Roboto, "Helvetica Neue", Helvetica, Arial, sans-serif;}</style></head><body>'
        f'<table cellpadding="0" cellspacing="0" class="email-wrapper" '
        f'style="padding-top:32px;background-color:#ffffff;"><tbody><tr><td>'
        f'<h2 style="padding-top:8px;color:#212121;font-size:18px;">{title}</h2><p '
        f'style="color:#757575;">{explanation}</p>'
        f"<p>The response was:</p><p "
        f'style="font-family:monospace">{diagnostic.format(**slots)}</p></td></tr></tbody></table></body></html>'
    )
    arrival = date_header(moment, -480)
    report = (
        f"Reporting-MTA: dns; googlemail.com\nArrival-Date: {date_header(failed.date, -480)}\n"
        f"X-Original-Message-ID: {failed.message_id}\n\nFinal-Recipient: rfc822; {recipient}\nAction: "
        f"failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnostic.format(**slots)}\nLast-Attempt-Date: {arrival}\n"
    ).replace("\n", "\r\n")
    whole = rng.random() < 0.6
    original = failed_raw if whole else failed_raw.partition(b"\r\n\r\n")[0] + b"\r\n"
    alternative = multipart(
        "alternative",
        f"{random_hex(rng, 28)}",
        [text_part(text, "plain", "UTF-8", "7bit"), text_part(html, "html", "UTF-8", "7bit")],
    )
    status_part = Part([("Content-Type", "message/delivery-status")], report.encode())
    original_part = Part([("Content-Type", "message/rfc822" if whole else "text/rfc822-headers")], original)
    tree = multipart(
        "report", random_hex(rng, 28), [alternative, status_part, original_part], extra="report-type=delivery-status; "
    )
    sender = failed.author[1]
    headers = [
        ("Date", arrival),
        ("From", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
        ("To", sender),
        ("Auto-Submitted", "auto-replied"),
        ("Subject", "Delivery Status Notification (Failure)"),
        ("Message-ID", f"<{random_hex(rng, 8)}.{random_hex(rng, 12)}.{random_hex(rng, 8)}.GMR@mx.google.com>"),
        ("In-Reply-To", failed.message_id),
        ("References", failed.message_id),
        ("X-Failed-Recipients", recipient),
        ("MIME-Version", "1.0"),
    ]
    return Part([*headers, *tree.headers], tree.body, tree.children, tree.boundary).render()
