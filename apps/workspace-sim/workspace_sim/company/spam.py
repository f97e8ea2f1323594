"""Unwanted mail: offers, phishing and advance-fee letters, as they slip through."""

from base64 import b32encode
from datetime import datetime
from random import Random

from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.mime import Part, random_hex, text_part
from workspace_sim.company.model import Company, GeneratedMail
from workspace_sim.company.spin import spin

_LETTERS = (
    (
        "[Boost|Improve] your website ranking - [first page|top 3] guaranteed",
        "SEO [Team|Experts]",
        "[Hello|Dear] website owner,\n\nI was on your website {domain} and noticed [some errors|that it does not "
        "rank]. We can [place you on page one|triple your visitors] "
        "within {n} days. May I send you [a quote|our price list]?\n\n[Kind regards|Thanks],\n{name}",
    ),
    (
        "[Your mailbox is almost full|Password expires today|Action required: verify {domain}]",
        "{domain} Mail [Administrator|Support]",
        "<p>Dear user,</p><p>Your mailbox at <b>{domain}</b> has reached {n}% of its quota. Incoming mail [will "
        "be rejected|is on hold].</p>"
        '<p><a href="https://mail-verify.example/{token}">[Keep my password|Release messages|Verify '
        "now]</a></p><p>IT Helpdesk</p>",
    ),
    (
        "[Re: Payment|Overdue invoice|Swift copy] {token}",
        "[Accounts|Finance] Dept",
        "[Good day|Dear Sir],\n\nFind attached the [swift copy|proforma invoice] for the [outstanding|new] order "
        "and confirm receipt [urgently|today].\n\n{name}\nExport Manager",
    ),
    (
        "[CNC machining|PCB assembly|Plastic moulds] from the factory, {n}% lower",
        "{name}",
        "Dear purchasing manager,\n\nThis is {name} from a factory for [CNC parts|PCB assembly|injection moulds] "
        "with {n} years of experience. [MOQ 1 piece, delivery in 7 days.|Free sample "
        "possible.] Send your drawing for a quick quote.\n\nBest wishes,\n{name}",
    ),
    (
        "[Confidential business proposal|Your help is needed|Good news]",
        "Barrister {name}",
        "Dear friend,\n\nI am the lawyer of a late client who left [USD {n},000,000|a considerable sum] without "
        "heirs. [You carry the same family name.|I seek a reliable partner abroad.] Kindly reply "
        "with your full name and telephone number for [40%|half] of the funds.\n\n{name}",
    ),
)
_NAMES = ("Cindy Lau", "Mark Fisher", "Dr. J. Adeyemi", "Anna Petrova", "Kevin Zhou", "Lisa Morgan")
_HOSTS = ("promo-blast.example", "mail-verify.example", "bestfactory.example", "inbox-growth.example")

DOMAINS = frozenset(_HOSTS)


def spam(company: Company, ident: str, rng: Random, moment: datetime) -> GeneratedMail:
    """One unwanted mail; sometimes with a random tail against filters, a foreign Reply-To, or in HTML only."""
    subject, sender_name, body = rng.choice(_LETTERS)
    name, host = rng.choice(_NAMES), rng.choice(_HOSTS)
    facts = {
        "domain": company.domain,
        "n": str(rng.randrange(7, 99)),
        "name": name,
        "token": random_hex(rng, 8).upper(),
    }
    text = spin(body, rng, facts)
    local = b32encode(rng.randbytes(5)).decode().lower()
    reader = f"{rng.choice(('info', 'sales', 'support', 'billing'))}@{company.domain}"
    if rng.random() < 0.4:
        reader = rng.choice(company.colleagues).address
    hidden = rng.random() < 0.25
    html = body.startswith("<p>")
    part = text_part(
        text, "html" if html else "plain", "utf-8" if rng.random() < 0.7 else "iso-8859-1", "base64" if html else "auto"
    )
    headers = [
        ("From", mailbox(spin(sender_name, rng, facts), f"{local}@{host}")),
        ("To", "undisclosed-recipients:;" if hidden else reader),
        ("Subject", unstructured("Subject", spin(subject, rng, facts))),
        ("Date", date_header(moment, rng.choice((480, 0, -300, 180)))),
        ("Message-ID", f"<{random_hex(rng, 20)}@{host}>"),
        ("MIME-Version", "1.0"),
        ("X-Mailer", rng.choice(("PHPMailer 5.2.9", "Microsoft Outlook Express 6.00.2600.0000", "Leaf PHPMailer 2.8"))),
    ]
    if rng.random() < 0.4:
        headers.insert(2, ("Reply-To", f"{name.split()[0].lower()}{rng.randrange(100)}@quickpost.example"))
    raw = Part([*headers, *part.headers], part.body).render()
    return GeneratedMail(f"{local}@{host}", (reader,), raw, moment, ident, "spam", "system")
