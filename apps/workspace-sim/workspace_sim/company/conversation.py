"""Writes the mails of a planned conversation, each properly threaded to and quoting the one before."""

from collections.abc import Iterator
from random import Random

from workspace_sim.company.attachments import attach
from workspace_sim.company.automatic import bounce, vacation_reply
from workspace_sim.company.clients import CLIENTS, message_id
from workspace_sim.company.compose import compose
from workspace_sim.company.facts import make_facts
from workspace_sim.company.letter import Attachment, Letter, Mailbox, Sent, Writer
from workspace_sim.company.model import Company, Customer, GeneratedMail
from workspace_sim.company.script import Beat, Plan
from workspace_sim.company.spin import spin
from workspace_sim.company.subjects import forward_subject, reply_subject
from workspace_sim.company.topics import MANNERS
from workspace_sim.company.writers import colleague_writer, customer_writer, sign_off

_ADVICE = (
    "[Yes, we have seen this before.|I know this one.] [It is covered, please just replace it.|The article in "
    "the wiki is up to date, use that.] [Ping me if they "
    "come back.|]",
    "[Looks fine to me.|No objection from my side.] [Tell them by the end of the week.|Please mention version "
    "{firmware} when you answer.|Go ahead as you suggested.]",
)
_MAX_REFERENCES = 20


class Conversation:
    """The state a conversation carries from mail to mail."""

    def __init__(self, company: Company, plan: Plan, rng: Random) -> None:
        self.company, self.plan, self.rng = company, plan, rng
        self.manners = MANNERS[plan.customer.language]
        self.facts = make_facts(rng, plan.customer.language, plan.customer.country, plan.beats[0].at)
        self.subject = plan.quirks.subject or spin(rng.choice(plan.topic.subjects), rng, self.facts)
        alias_allowed = plan.inbox in company.send_as(plan.agent)
        self.agent_address = plan.inbox if plan.quirks.from_alias and alias_allowed else plan.agent.address
        self.last: Sent | None = None
        self.last_raw = b""
        self.internal: Sent | None = None
        self.subject_changed = False
        self.spoken: Customer = plan.customer

    def mails(self) -> Iterator[GeneratedMail]:
        for beat in self.plan.beats:
            yield self.write(beat)

    def write(self, beat: Beat) -> GeneratedMail:
        if beat.say == "vacation":
            return self._vacation(beat)
        if beat.say == "bounce":
            return self._bounce(beat)
        if beat.say in ("loop_in", "advice"):
            return self._internal(beat)
        if beat.role == "agent":
            return self._agent(beat)
        return self._customer(beat)

    # what is said

    def _text(self, beat: Beat) -> str:
        rng, manners = self.rng, self.manners
        facts = {**self.facts, "first": self.plan.customer.given_name}
        match beat.say:
            case "turn":
                template = self.plan.topic.turns[beat.index]
            case "ask":
                template = manners.follow_ups[beat.index].question
            case "answer":
                template = manners.follow_ups[beat.index].answer
            case "thanks":
                template = rng.choice(manners.thanks)
            case "welcome":
                template = rng.choice(manners.welcome)
            case "nudge":
                template = rng.choice(manners.nudges)
            case "second":
                template = rng.choice(manners.second_voice)
            case "loop_in":
                template = rng.choice(manners.loop_in)
            case _:
                template = rng.choice(_ADVICE)
        return spin(template, rng, facts)

    def _file(self, beat: Beat, who: str) -> Attachment | None:
        kind = ""
        if beat.say == "turn":
            kind = dict(self.plan.topic.attachments).get(beat.index, "")
        elif beat.say == "answer":
            kind = self.manners.follow_ups[beat.index].attachment
        return attach(kind, self.rng, self.facts, who) if kind else None

    def _paragraphs(self, greeting: str, body: str, closing: str) -> tuple[str, ...]:
        blocks = (greeting, *body.split("\n\n"), closing)
        return tuple(" ".join(b.split(" ")).strip() for b in blocks if b.strip())

    # who says it

    def _customer(self, beat: Beat) -> GeneratedMail:
        plan, rng, manners = self.plan, self.rng, self.manners
        person = plan.second if beat.role == "second" and plan.second else plan.customer
        writer = customer_writer(person)
        parent = self.last
        if parent is None:
            greeting = spin(manners.hello, rng, {})
            to: tuple[Mailbox, ...] = (("", plan.inbox),)
        else:
            greeting = spin(manners.reply, rng, _address(plan.agent.name)) if beat.say != "second" else ""
            to = self._reply_to_us(parent)
        other = plan.customer if person is plan.second else plan.second
        copied: tuple[Mailbox, ...] = ((other.name, other.address),) if other is not None else ()
        copied += tuple(
            box
            for box in (parent.cc if parent else ())
            if box[1] != person.address and box not in copied and box not in to
        )
        if beat.index > 1 and writer.mobile_line and rng.random() < 0.5:
            greeting = ""
        closing = sign_off(writer, person.name, person.given_name, spin(manners.bye, rng, {}), rng)
        subject = self._reply_subject(writer, person.country)
        letter = Letter(
            writer, to, copied, subject, beat.at, self._message_id(writer, beat),
            self._paragraphs(greeting, self._text(beat), closing), parent,
        )  # fmt: skip
        self._place_file(letter, self._file(beat, person.name))
        self._thread(letter, parent, quirky=parent is not None)
        if not letter.in_reply_to and parent is not None and not plan.quirks.drop_threading:
            letter.in_reply_to = parent.message_id
        self.spoken = person
        return self._send(letter, beat, person.address, "customer")

    def _agent(self, beat: Beat) -> GeneratedMail:
        plan, rng, manners = self.plan, self.rng, self.manners
        writer = colleague_writer(self.company, plan.agent, plan.customer.language, self.agent_address)
        person, parent = self.spoken, self.last
        others = [c for c in (plan.customer, plan.second) if c is not None and c is not person]
        copied: tuple[Mailbox, ...] = tuple((c.name, c.address) for c in others)
        if plan.quirks.copy_alias and self.agent_address != plan.inbox:
            copied += ((self.company.display_name(plan.inbox), plan.inbox),)
        names = {"given": person.given_name, "family": person.family_name, "name": person.name}
        closing = f"{spin(manners.agent_bye, rng, {})}\n{plan.agent.given_name}"
        paragraphs = self._paragraphs(spin(manners.agent_reply, rng, names), self._text(beat), closing)
        letter = Letter(
            writer, ((person.name, person.address),), copied, self._reply_subject(writer, ""), beat.at,
            self._message_id(writer, beat), paragraphs, parent,
        )  # fmt: skip
        file = self._file(beat, self.company.name)
        letter.attachments = (file,) if file else ()
        self._thread(letter, parent, quirky=False)
        return self._send(letter, beat, plan.agent.address, "colleague")

    def _internal(self, beat: Beat) -> GeneratedMail:
        """The agent asks a colleague by forwarding; the colleague answers. The customer sees neither."""
        plan = self.plan
        asks = beat.say == "loop_in"
        sender, reader = (plan.agent, plan.expert) if asks else (plan.expert, plan.agent)
        writer = colleague_writer(self.company, sender, "en")
        parent = self.last if asks or self.internal is None else self.internal
        subject = parent.subject if parent else self.subject
        client = CLIENTS["gmail"]
        subject = forward_subject(subject, client, "en") if asks else reply_subject(subject, client, "en")
        text = self._text(beat) if not asks else spin(self.rng.choice(MANNERS["en"].loop_in), self.rng, self.facts)
        letter = Letter(
            writer, ((reader.name, reader.address),), (), subject, beat.at, self._message_id(writer, beat),
            (f"{reader.given_name}," if asks else f"Hi {reader.given_name},", text, sender.given_name), parent, asks,
        )  # fmt: skip
        self._thread(letter, parent, quirky=False)
        public = self.last
        mail = self._send(letter, beat, sender.address, "colleague")
        self.internal, self.last = self.last, public
        return mail

    def _vacation(self, beat: Beat) -> GeneratedMail:
        assert self.last is not None
        raw = vacation_reply(self.spoken, self.last, self.manners, self.facts, beat.at, self.rng)
        to = self.last.author[1]
        return GeneratedMail(self.spoken.address, (to,), raw, beat.at, self.plan.ident, "vacation", "customer")

    def _bounce(self, beat: Beat) -> GeneratedMail:
        assert self.last is not None
        raw = bounce(self.last, self.last_raw, self.spoken.address, beat.at, self.rng)
        return GeneratedMail("", (self.plan.agent.address,), raw, beat.at, self.plan.ident, "bounce", "system")

    # threading

    def _message_id(self, writer: Writer, beat: Beat) -> str:
        if beat is self.plan.beats[-1] and self.plan.quirks.no_message_id and beat.role == "customer":
            return ""
        return message_id(writer.client, writer.address, beat.at, self.rng)

    def _reply_to_us(self, parent: Sent) -> tuple[Mailbox, ...]:
        if self.company.is_internal(parent.author[1]):
            return (parent.author,)
        return tuple(box for box in parent.to if self.company.is_internal(box[1])) or (("", self.plan.inbox),)

    def _reply_subject(self, writer: Writer, country: str) -> str:
        if self.last is None:
            return self.subject
        if writer.address == self.plan.customer.address and self.plan.quirks.new_subject and not self.subject_changed:
            self.subject_changed = True
            return f"{self.facts['order']} / {self.facts['product']}"
        return reply_subject(self.last.subject, CLIENTS[writer.client], writer.language, country)

    def _thread(self, letter: Letter, parent: Sent | None, *, quirky: bool) -> None:
        if parent is None:
            return
        quirks = self.plan.quirks
        if quirky and quirks.drop_threading and not self.subject_changed:
            return
        letter.in_reply_to = parent.message_id
        if quirky and quirks.drop_references:
            return
        known = parent.references
        if len(known) > _MAX_REFERENCES:
            known = (known[0], *known[-(_MAX_REFERENCES - 1) :])
        letter.references = (*known, parent.message_id)

    def _place_file(self, letter: Letter, file: Attachment | None) -> None:
        if file is None:
            return
        if file.content_type == "image/png" and self.rng.random() < 0.4:
            letter.inline = file
        else:
            letter.attachments = (file,)

    def _send(self, letter: Letter, beat: Beat, sender: str, origin: str) -> GeneratedMail:
        raw, sent = compose(letter, self.rng)
        self.last, self.last_raw = sent, raw
        recipients = tuple(dict.fromkeys(address for _, address in letter.to + letter.cc if address != sender))
        return GeneratedMail(
            sender,
            recipients,
            raw,
            beat.at,
            self.plan.ident,
            "human",
            "colleague" if origin == "colleague" else "customer",
        )


def _address(name: str) -> dict[str, str]:
    given, _, family = name.partition(" ")
    return {"given": given, "family": family or given, "name": name}
