"""Mail while the simulator runs: new customers write, and customers answer what we send them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from workspace_sim.company import newsletters, notifications, spam
from workspace_sim.company.clients import CLIENTS, message_id
from workspace_sim.company.compose import compose
from workspace_sim.company.conversation import Conversation
from workspace_sim.company.facts import make_facts
from workspace_sim.company.incoming import Received, read
from workspace_sim.company.letter import Letter
from workspace_sim.company.model import Company, Customer, GeneratedMail
from workspace_sim.company.names import invent_customer
from workspace_sim.company.script import plan_conversation
from workspace_sim.company.seeds import stream
from workspace_sim.company.spin import spin
from workspace_sim.company.subjects import reply_subject
from workspace_sim.company.topics import MANNERS
from workspace_sim.company.writers import customer_writer, sign_off

_MAX_ANSWERS = 3
_STALE = timedelta(hours=6)
"""A mail of ours dated longer ago is history being replayed, and nobody answers it now."""
_REMEMBERED = 5_000
"""Conversations kept in memory; the oldest are forgotten."""


@dataclass(slots=True)
class _Open:
    """A conversation that may go on."""

    ident: str
    customer: Customer
    facts: dict[str, str]
    last: Received | None = None
    answers: int = 0
    waiting_since: datetime | None = None
    raw: bytes = b""
    ids: list[str] = field(default_factory=list)


class LiveTraffic:
    """The outside world, as long as the simulator runs. Not thread-safe; the same calls give the same mails."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company, self.seed = company, seed
        self.rng: Random = stream(seed, "live")
        self.count = 0
        self.by_id: dict[str, _Open] = {}
        self.customers = {customer.address.lower(): customer for customer in company.customers}

    def next_mail(self, now: datetime) -> GeneratedMail | None:
        """The next mail from outside, dated `now`: a new conversation, a customer asking again, sometimes noise.

        None when the company has no inbox anybody could write to.
        """
        if not self.company.groups and not self.company.colleagues:
            return None
        self.count += 1
        luck = self.rng.random()
        if luck < 0.12:
            return self._noise(now)
        if luck < 0.22 and (asking := self._unanswered(now)) is not None:
            return self._write(asking, now, "nudge")
        return self._new(now)

    def on_delivered_to_customer(self, raw: bytes, rcpt: str, now: datetime) -> list[GeneratedMail]:
        """What comes back when a mail of ours reaches `rcpt`: usually one answer, dated a little after `now`.

        Nothing for automatic mail (RFC 3834), for mail of another day, and once a conversation has said all.
        """
        received = read(raw)
        if received.automatic or not self.company.is_internal(received.author[1]) or _is_machine(rcpt):
            return []
        if received.date is not None and now - received.date > _STALE:
            return []
        conversation = self._conversation_of(received, rcpt, now)
        if received.author[1].lower() == rcpt.lower() or received.message_id in conversation.ids:
            return []
        conversation.ids.append(received.message_id)
        self._remember(received.message_id, conversation)
        conversation.last, conversation.waiting_since = received, None
        if conversation.answers >= _MAX_ANSWERS or self.rng.random() < 0.08:
            return []
        conversation.answers += 1
        moment = now + timedelta(seconds=15 + int(min(240.0, self.rng.lognormvariate(3.4, 0.7))))
        return [self._write(conversation, moment, self._mood(received, conversation))]

    def _mood(self, received: Received, conversation: _Open) -> str:
        """Answer a question; else thank, or ask something more, and come to an end."""
        if conversation.answers >= _MAX_ANSWERS:
            return "solved"
        if received.asks:
            return "details" if received.wants_details else "answer"
        return "solved" if self.rng.random() < 0.25 * conversation.answers + 0.15 else "question"

    def _conversation_of(self, received: Received, rcpt: str, now: datetime) -> _Open:
        for known in reversed((*received.references, *received.in_reply_to)):
            found = self.by_id.get(known)
            if found is not None and found.customer.domain == rcpt.rpartition("@")[2].lower():
                return found
        root = next(iter((*received.references, *received.in_reply_to)), received.message_id)
        customer = self._customer_at(rcpt, received)
        facts = dict(make_facts(self.rng, customer.language, customer.country, now))
        return _Open(f"live-{self.seed}-{root.strip('<>')}", customer, facts)

    def _customer_at(self, address: str, received: Received) -> Customer:
        known = self.customers.get(address.lower())
        if known is not None:
            return known
        name = next((name for name, box in received.recipients if box.lower() == address.lower() and name), "")
        if not name:
            name = address.partition("@")[0].replace(".", " ").replace("_", " ").title()
        given, _, family = name.partition(" ")
        made = Customer(address, name, given, family or given, "", "GB", "en", "gmail", 0)
        self.customers[address.lower()] = made
        return made

    def _new(self, now: datetime) -> GeneratedMail:
        rng = stream(self.seed, "live", self.count)
        customer = (
            rng.choice(self.company.customers)
            if rng.random() < 0.5 and self.company.customers
            else invent_customer(rng)
        )
        self.customers[customer.address.lower()] = customer
        while True:
            plan = plan_conversation(self.company, f"live-{self.seed}-{self.count}", rng, customer, now, length=1)
            if plan.topic.starter == "customer":
                break
        # The id Google adds to a mail without one is unknown here, and an answer to it could not be recognised.
        plan = replace(plan, quirks=replace(plan.quirks, no_message_id=False))
        conversation = Conversation(self.company, plan, rng)
        mail = next(conversation.mails())
        opened = _Open(mail.conversation, customer, dict(conversation.facts), waiting_since=now, raw=mail.raw)
        if conversation.last is not None:
            self._remember(conversation.last.message_id, opened)
        return mail

    def _unanswered(self, now: datetime) -> _Open | None:
        waiting = [c for c in self.by_id.values() if c.waiting_since and now - c.waiting_since > timedelta(minutes=5)]
        return self.rng.choice(waiting) if waiting else None

    def _noise(self, now: datetime) -> GeneratedMail:
        rng, kind = stream(self.seed, "live-noise", self.count), self.rng.randrange(3)
        ident = f"live-noise-{self.seed}-{self.count}"
        if kind == 0:
            return newsletters.newsletter(self.company, ident, rng, now)
        if kind == 1:
            return spam.spam(self.company, ident, rng, now)
        return next(notifications.notification_thread(self.company, ident, rng, now).mails())

    def _write(self, conversation: _Open, moment: datetime, mood: str) -> GeneratedMail:
        rng, customer, company = self.rng, conversation.customer, self.company
        manners, writer = MANNERS[customer.language], customer_writer(customer)
        templates = {
            "nudge": manners.nudges,
            "answer": manners.live_answers[:1],
            "details": manners.live_answers[-1:],
            "question": manners.live_questions,
            "solved": manners.live_solved,
        }[mood]
        own = mood == "nudge" and conversation.last is None
        received = read(conversation.raw) if own else conversation.last
        assert received is not None
        to = tuple(box for box in received.to if company.is_internal(box[1])) if own else received.reply_to
        others = (
            ()
            if own
            else tuple(
                box for box in received.recipients if box[1].lower() != customer.address.lower() and box not in to
            )
        )
        greeting = (
            spin(manners.hello, rng, {}) if own or not received.signer else spin(manners.reply, rng, received.signer)
        )
        body = spin(rng.choice(templates), rng, conversation.facts)
        closing = sign_off(writer, customer.name, customer.given_name, spin(manners.bye, rng, {}), rng)
        parent = received.as_sent()
        letter = Letter(
            writer,
            to,
            others,
            reply_subject(received.subject, CLIENTS[writer.client], writer.language, customer.country),
            moment,
            message_id(writer.client, writer.address, moment, rng),
            tuple(p.strip() for p in (greeting, body, closing)),
            parent,
            in_reply_to=parent.message_id,
            references=(*parent.references[-20:], parent.message_id),
        )
        raw, sent = compose(letter, rng)
        conversation.raw, conversation.waiting_since = raw, None if mood in ("solved", "nudge") else moment
        self._remember(sent.message_id, conversation)
        recipients = tuple(dict.fromkeys(address for _, address in to + others))
        return GeneratedMail(customer.address, recipients, raw, moment, conversation.ident, "human", "customer")

    def _remember(self, known_id: str, conversation: _Open) -> None:
        if known_id:
            self.by_id[known_id] = conversation
        while len(self.by_id) > _REMEMBERED:
            del self.by_id[next(iter(self.by_id))]


def _is_machine(address: str) -> bool:
    """Nobody reads mail to bulk senders, notifiers and spammers."""
    domain = address.rpartition("@")[2].lower()
    return domain in newsletters.DOMAINS or domain in notifications.DOMAINS or domain in spam.DOMAINS
