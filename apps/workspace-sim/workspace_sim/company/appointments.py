"""Calendar mail: invitations and the answers to them (RFC 5546, RFC 6047)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.mime import Part, base64_lines, multipart, random_hex, text_part
from workspace_sim.company.model import Account, Company, Customer, GeneratedMail
from workspace_sim.company.thread import Thread

_TITLES = (
    "Call: installation plan",
    "Demo Picker One",
    "Quarterly review",
    "Training session",
    "Contract call",
    "Remote diagnosis",
)
_ANSWERS = (("ACCEPTED", "Accepted"), ("ACCEPTED", "Accepted"), ("TENTATIVE", "Tentative"), ("DECLINED", "Declined"))


def appointment_thread(company: Company, ident: str, rng: Random, customer: Customer, start: datetime) -> Thread:
    """An invitation to or from a customer, mostly answered."""
    host = rng.choice(company.colleagues)
    dates = [start]
    if rng.random() < 0.75:
        dates.append(start + timedelta(seconds=rng.randrange(120, 90_000)))
    if len(dates) == 2 and rng.random() < 0.1:
        dates.append(dates[-1] + timedelta(seconds=rng.randrange(3_000, 90_000)))

    def mails() -> Iterator[GeneratedMail]:
        uid, title = f"{random_hex(rng, 26)}@google.com", rng.choice(_TITLES)
        begin = (start + timedelta(days=rng.randrange(2, 12))).replace(
            hour=rng.randrange(9, 16), minute=rng.choice((0, 30)), second=0
        )
        begin += timedelta(days=max(0, 7 - begin.weekday()) if begin.weekday() > 4 else 0)
        root = f"<calendar-{random_hex(rng, 32)}@google.com>"
        steps = (("REQUEST", "Invitation", ""), ("REPLY", *rng.choice(_ANSWERS)[::-1]), ("CANCEL", "Cancelled", ""))
        for sequence, (moment, (method, word, partstat)) in enumerate(zip(dates, steps, strict=False)):
            body = _ics(method, uid, title, begin, host, customer, partstat, moment, sequence)
            yield _mail(
                (host, customer),
                method,
                f"{word}: {title} @ {begin:%a %b} {begin.day}, {begin.year}",
                body,
                root,
                moment,
                ident,
                rng,
            )

    return Thread(tuple(dates), mails)


def _ics(
    method: str,
    uid: str,
    title: str,
    begin: datetime,
    host: Account,
    guest: Customer,
    partstat: str,
    stamp: datetime,
    sequence: int,
) -> str:
    end = begin + timedelta(minutes=45)
    lines = (
        "BEGIN:VCALENDAR",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"DTSTART:{begin:%Y%m%dT%H%M%SZ}",
        f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"ORGANIZER;CN={host.name}:mailto:{host.address}",
        f"UID:{uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat or 'NEEDS-ACTION'};\r\n "
        f"CN={guest.name}:mailto:{guest.address}",
        f"SEQUENCE:{1 if method == 'CANCEL' else 0}",
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        f"SUMMARY:{title}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines)


def _mail(
    people: tuple[Account, Customer],
    method: str,
    subject: str,
    ics: str,
    root: str,
    moment: datetime,
    ident: str,
    rng: Random,
) -> GeneratedMail:
    host, guest = people
    from_guest = method == "REPLY"
    sender: Account | Customer = guest if from_guest else host
    reader: Account | Customer = host if from_guest else guest
    offset = guest.utc_offset if from_guest else host.utc_offset
    own = root if method == "REQUEST" else f"<calendar-{random_hex(rng, 32)}@google.com>"
    text = (
        f"{subject}\n\n{sender.name}\n\nThis is an invitation from Google Calendar.\n"
        if not from_guest
        else f"{sender.name} has replied to this invitation.\n"
    )
    calendar = Part(
        [("Content-Type", f'text/calendar; charset="UTF-8"; method={method}'), ("Content-Transfer-Encoding", "base64")],
        base64_lines(ics.encode()),
    )
    tree = multipart(
        "alternative",
        f"000000000000{random_hex(rng, 16)}",
        [
            text_part(text, "plain", "UTF-8", "auto"),
            text_part(f"<p>{text.strip()}</p>", "html", "UTF-8", "auto"),
            calendar,
        ],
    )
    file = Part(
        [
            ("Content-Type", 'application/ics; name="invite.ics"'),
            ("Content-Disposition", 'attachment; filename="invite.ics"'),
            ("Content-Transfer-Encoding", "base64"),
        ],
        base64_lines(ics.encode()),
    )
    tree = multipart("mixed", f"000000000000{random_hex(rng, 16)}", [tree, file])
    headers = [
        ("MIME-Version", "1.0"),
        *((("In-Reply-To", root), ("References", root)) if own != root else ()),
        ("Reply-To", mailbox(sender.name, sender.address)),
        ("Sender", "Google Calendar <calendar-notification@google.com>"),
        ("Auto-Submitted", "auto-generated"),
        ("Message-ID", own),
        ("Date", date_header(moment, offset)),
        ("Subject", unstructured("Subject", subject)),
        ("From", mailbox(sender.name, sender.address)),
        ("To", mailbox(reader.name, reader.address)),
    ]
    raw = Part([*headers, *tree.headers], b"", tree.children, tree.boundary).render()
    origin = "customer" if from_guest else "colleague"
    return GeneratedMail(
        sender.address,
        (reader.address,),
        raw,
        moment,
        ident,
        "calendar",
        "customer" if origin == "customer" else "colleague",
    )
