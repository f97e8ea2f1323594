"""Conversations that are hard to recognise, each seen in real mail, with what an agent would call one conversation.

| case | truth |
|---|---|
| a mail of somebody else's, forwarded to us (WG:, TR:, RV:, VB:, VS:, 转发:) | a conversation of its own |
| our answer, forwarded to another address of ours by a program that keeps References | the same conversation |
| our answer, sent on by a program that keeps no ids | a conversation of its own |
| two mails of a customer that answer a mail nobody here has seen | one conversation |
| an Outlook mail whose only trace of the one before is Thread-Index, under another subject | the same conversation |
| answers of several readers to one newsletter of ours | one conversation for each reader |
| mails of a web form that gives all of them the same Message-ID | one conversation for each |
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from workspace_sim.company.clients import CLIENTS, message_id
from workspace_sim.company.compose import compose
from workspace_sim.company.facts import make_facts
from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.letter import Letter, Mailbox, Sent, Writer
from workspace_sim.company.mime import Part, random_hex, text_part
from workspace_sim.company.model import Account, Company, Customer, GeneratedMail
from workspace_sim.company.names import invent_colleague, invent_customer
from workspace_sim.company.pace import after, awake
from workspace_sim.company.script import pick_agent, pick_topic
from workspace_sim.company.spin import spin
from workspace_sim.company.subjects import forward_subject, reply_subject
from workspace_sim.company.thread import Thread
from workspace_sim.company.topics import MANNERS
from workspace_sim.company.writers import colleague_writer, customer_writer, sign_off

_SUPPLIER = ("Rhea Maddox", "rhea.maddox@actuatrix.example")
#: By country, else by language.
_FORWARD = {
    "SE": "VB", "NO": "VS", "DK": "VS", "NL": "Doorst", "PL": "PD", "de": "WG", "fr": "TR", "es": "RV", "zh": "转发",
    "ja": "転送", "ru": "Пересл",
}  # fmt: skip
FORM_ID = "<contact.form@wp-forms.example>"


class _Desk:
    """A customer, the colleague who answers, and what they say."""

    def __init__(self, company: Company, ident: str, rng: Random, customer: Customer, start: datetime) -> None:
        self.company, self.ident, self.rng, self.customer = company, ident, rng, customer
        self.topic = pick_topic(rng, customer.language)
        self.inbox = f"{self.topic.inbox}@{company.domain}"
        self.agent = pick_agent(rng, company, self.inbox, customer.language)
        self.facts = {**make_facts(rng, customer.language, customer.country, start), "first": customer.given_name}
        self.manners = MANNERS[customer.language]
        self.subject = spin(rng.choice(self.topic.subjects), rng, self.facts)
        self.turn = 0

    def next_turn(self) -> str:
        """What the customer's topic says next."""
        self.turn += 1
        return spin(self.topic.turns[(self.turn - 1) % len(self.topic.turns)], self.rng, self.facts)

    def from_customer(
        self,
        at: datetime,
        text: str,
        subject: str,
        *,
        to: str = "",
        person: Customer | None = None,
        cc: tuple[Mailbox, ...] = (),
        parent: Sent | None = None,
        ids: bool = True,
        forward: bool = False,
    ) -> tuple[GeneratedMail, Sent]:
        """A mail of the customer's (or of `person`); `ids`: whether it names the mail it answers."""
        who = person or self.customer
        writer = customer_writer(who)
        bye = sign_off(writer, who.name, who.given_name, spin(self.manners.bye, self.rng, {}), self.rng)
        hello = spin(self.manners.hello, self.rng, {})
        box = (("", to or self.inbox),)
        return self._send(writer, box, cc, at, subject, (hello, text, bye), parent, ids, forward, who.address)

    def from_agent(
        self, at: datetime, parent: Sent, *, agent: Account | None = None, to: Customer | None = None
    ) -> tuple[GeneratedMail, Sent]:
        """Our answer to `parent`."""
        sender, reader = agent or self.agent, to or self.customer
        writer = colleague_writer(self.company, sender, self.customer.language)
        names = {"given": reader.given_name, "family": reader.family_name, "name": reader.name}
        text = spin(self.rng.choice(self.manners.welcome), self.rng, self.facts)
        words = (spin(self.manners.agent_reply, self.rng, names), text, spin(self.manners.agent_bye, self.rng, {}))
        subject = reply_subject(parent.subject, CLIENTS["gmail"], "en")
        box = ((reader.name, reader.address),)
        return self._send(writer, box, (), at, subject, words, parent, True, False, sender.address)

    def _send(
        self,
        writer: Writer,
        to: tuple[Mailbox, ...],
        cc: tuple[Mailbox, ...],
        at: datetime,
        subject: str,
        words: tuple[str, ...],
        parent: Sent | None,
        ids: bool,
        forward: bool,
        sender: str,
    ) -> tuple[GeneratedMail, Sent]:
        paragraphs = tuple(" ".join(block.split()) for one in words for block in one.split("\n\n") if block.strip())
        identifier = message_id(writer.client, writer.address, at, self.rng)
        letter = Letter(writer, to, cc, subject, at, identifier, paragraphs, parent, forward)
        if parent is not None and ids:
            letter.in_reply_to = parent.message_id
            letter.references = (*parent.references, parent.message_id)
        raw, sent = compose(letter, self.rng)
        ours = self.company.is_internal(sender)
        recipients = tuple(address for _, address in (*to, *cc))
        mail = GeneratedMail(
            sender, recipients, raw, at, self.ident, "human", "colleague" if ours else "customer"
        )  # fmt: skip
        return mail, sent

    def unseen(self, author: Mailbox, at: datetime) -> Sent:
        """A mail to the customer that never came near us."""
        name, address = author
        writer = Writer(name, address, "en", "outlook", 60)
        identifier = message_id("outlook", address, at, self.rng)
        words = (f"Dear {self.customer.name},", "please find our answer below.", name)
        subject = f"{self.facts['po']} / {self.facts['part']}"
        letter = Letter(writer, ((self.customer.name, self.customer.address),), (), subject, at, identifier, words)
        return compose(letter, self.rng)[1]

    def forwarded(self, subject: str) -> str:
        """`subject` as the customer's program marks a forward: Outlook, and half of the others, in its owner's
        language."""
        client, customer = CLIENTS[self.customer.client], self.customer
        local = _FORWARD.get(customer.country) or _FORWARD.get(customer.language, "FW")
        if client.block_quote or self.rng.random() < 0.5:
            return f"{local}: {subject}"
        return forward_subject(subject, client, customer.language)


def hard_thread(company: Company, ident: str, rng: Random, customer: Customer, start: datetime) -> Thread:
    """One of the cases of the table above."""
    case = rng.choice((_forwarded_in, _forwarded_on, _sent_on_bare, _unseen_parent, _index_only, _newsletter, _form))
    start = awake(start, customer.utc_offset, rng, office=bool(customer.organization))
    count = {_forwarded_in: 3, _forwarded_on: 4, _sent_on_bare: 4, _unseen_parent: 3, _index_only: 3}.get(case, 0)
    if count == 0:
        count = {_newsletter: 7, _form: 2}[case]
    dates = [start]
    while len(dates) < count:
        dates.append(after(dates[-1], 6.0, customer.utc_offset, rng, office=True))
    at = tuple(dates)
    return Thread(at, lambda: case(_Desk(company, ident, rng, customer, start), at))


_Case = Callable[[_Desk, tuple[datetime, ...]], Iterator[GeneratedMail]]


def _forwarded_in(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    outside = desk.unseen(_SUPPLIER, at[0] - timedelta(days=1))
    keeps = desk.rng.random() < 0.5
    text = desk.next_turn()
    mail, sent = desk.from_customer(
        at[0], text, desk.forwarded(outside.subject), parent=outside, ids=keeps, forward=True
    )  # fmt: skip
    yield mail
    mail, sent = desk.from_agent(at[1], sent)
    yield mail
    thanks = spin(desk.rng.choice(desk.manners.thanks), desk.rng, desk.facts)
    yield desk.from_customer(at[2], thanks, _answer(desk, sent), to=desk.agent.address, parent=sent)[0]


def _forwarded_on(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    yield from _sent_on(desk, at, desk.ident, ids=True)


def _sent_on_bare(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    yield from _sent_on(desk, at, f"{desk.ident}-sent-on", ids=False)


def _sent_on(desk: _Desk, at: tuple[datetime, ...], truth: str, *, ids: bool) -> Iterator[GeneratedMail]:
    """The customer forwards our answer to another address of ours, which answers too."""
    mail, sent = desk.from_customer(at[0], desk.next_turn(), desk.subject)
    yield mail
    mail, sent = desk.from_agent(at[1], sent)
    yield mail
    desk.ident = truth
    other = "billing" if desk.topic.inbox != "billing" else "support"
    inbox = f"{other}@{desk.company.domain}"
    mail, sent = desk.from_customer(
        at[2], desk.next_turn(), desk.forwarded(desk.subject), to=inbox, parent=sent, ids=ids, forward=True
    )  # fmt: skip
    yield mail
    yield desk.from_agent(at[3], sent, agent=desk.rng.choice(desk.company.staff_of(inbox)))[0]


def _unseen_parent(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    """We were taken into Cc late: the mail that both refer to went past us."""
    colleague = invent_colleague(desk.rng, desk.customer)
    outside = desk.unseen(_SUPPLIER, at[0] - timedelta(days=1))
    copied = ((desk.customer.name, desk.customer.address),)
    subject = _answer(desk, outside)
    yield desk.from_customer(at[0], desk.next_turn(), subject, parent=outside)[0]
    mail, sent = desk.from_customer(
        at[1], desk.next_turn(), subject, person=colleague, cc=copied, parent=outside
    )  # fmt: skip
    yield mail
    yield desk.from_agent(at[2], sent)[0]


def _index_only(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    """Outlook behind a gateway that strips References, and a subject that the customer wrote anew."""
    who = desk.customer
    desk.customer = Customer(
        who.address, who.name, who.given_name, who.family_name, who.organization, who.country, who.language, "outlook",
        who.utc_offset, who.title,
    )  # fmt: skip
    mail, first = desk.from_customer(at[0], desk.next_turn(), desk.subject)
    yield mail
    text = spin(desk.rng.choice(desk.manners.nudges), desk.rng, desk.facts)
    mail, sent = desk.from_customer(
        at[1], text, f"{desk.facts['order']}: {desk.facts['error']}", parent=first, ids=False
    )
    yield mail
    yield desk.from_agent(at[2], sent)[0]


def _newsletter(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    """Ours to many customers; three of them answer it, and each is answered."""
    company, rng, ident = desk.company, desk.rng, desk.ident
    readers = [desk.customer, *(invent_customer(rng) for _ in range(2))]
    mail, sent = _issue(desk, at[0], readers)
    yield mail
    for number, reader in enumerate(readers):
        one = _Desk(company, f"{ident}-reader{number}", rng, reader, at[0])
        mail, answer = one.from_customer(
            at[1 + 2 * number], one.next_turn(), _answer(one, sent), to=sent.author[1], parent=sent
        )  # fmt: skip
        yield mail
        yield one.from_agent(at[2 + 2 * number], answer)[0]


def _issue(desk: _Desk, at: datetime, readers: list[Customer]) -> tuple[GeneratedMail, Sent]:
    company, rng = desk.company, desk.rng
    editor = next(a for a in company.colleagues if f"info@{company.domain}" in company.send_as(a))
    author = (f"{company.name} News", f"info@{company.domain}")
    identifier = f"<news.{random_hex(rng, 16)}@{company.domain}>"
    subject = f"{company.name} News {rng.randrange(20, 90)}"
    words = "[The new {product}|Firmware {firmware}] is here. Just answer if you have questions."
    text = spin(f"Dear customer,\n\n{words}\n", rng, desk.facts)
    part = text_part(text, "plain", "utf-8", "quoted-printable")
    headers = [
        ("From", mailbox(*author)),
        ("To", mailbox(*author)),
        ("Subject", unstructured("Subject", subject)),
        ("Date", date_header(at, 0)),
        ("Message-ID", identifier),
        ("List-Id", f"{company.name} News <news.{company.domain}>"),
        ("List-Unsubscribe", f"<https://www.{company.domain}/unsubscribe>"),
        ("Precedence", "bulk"),
        ("MIME-Version", "1.0"),
    ]
    raw = Part([*headers, *part.headers], part.body).render()
    sent = Sent(identifier, (), subject, at, author, (author,), (), text, "")
    addresses = tuple(reader.address for reader in readers)
    return GeneratedMail(editor.address, addresses, raw, at, desk.ident, "newsletter", "colleague"), sent


def _form(desk: _Desk, at: tuple[datetime, ...]) -> Iterator[GeneratedMail]:
    """Somebody's web form writes in the visitor's name, always with the same Message-ID."""
    for number, moment in enumerate(at):
        visitor = desk.customer if number == 0 else invent_customer(desk.rng)
        one = _Desk(desk.company, f"{desk.ident}-visitor{number}", desk.rng, visitor, moment)
        part = text_part(one.next_turn() + "\n", "plain", "utf-8", "quoted-printable")
        headers = [
            ("From", mailbox(visitor.name, visitor.address)),
            ("To", one.inbox),
            ("Subject", "Contact form"),
            ("Date", date_header(moment, 0)),
            ("Message-ID", FORM_ID),
            ("X-Mailer", "PHPMailer 6.8.1 (https://github.com/PHPMailer/PHPMailer)"),
            ("MIME-Version", "1.0"),
        ]
        raw = Part([*headers, *part.headers], part.body).render()
        yield GeneratedMail(visitor.address, (one.inbox,), raw, moment, one.ident, "human", "customer")


def _answer(desk: _Desk, parent: Sent) -> str:
    return reply_subject(parent.subject, CLIENTS[desk.customer.client], desk.customer.language, desk.customer.country)
