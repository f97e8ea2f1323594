"""Plans a conversation: who writes when, in answer to whom, and with which quirks. Text comes later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from workspace_sim.company.model import Account, Company, Customer
from workspace_sim.company.names import invent_colleague
from workspace_sim.company.pace import after
from workspace_sim.company.topics import MANNERS, TOPICS, Topic

Role = Literal["customer", "second", "agent", "expert"]
Say = Literal[
    "turn", "ask", "answer", "thanks", "welcome", "nudge", "second", "loop_in", "advice", "vacation", "bounce"
]

_LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
_LENGTH_WEIGHTS = (12, 20, 19, 15, 10, 8, 5, 4, 3, 2, 1, 1)


@dataclass(frozen=True, slots=True)
class Beat:
    """One mail to be written."""

    at: datetime
    role: Role
    say: Say
    index: int = 0


@dataclass(frozen=True, slots=True)
class Quirks:
    """What goes differently in this conversation."""

    from_alias: bool
    copy_alias: bool
    drop_references: bool
    drop_threading: bool
    new_subject: bool
    no_message_id: bool
    subject: str = ""
    """A subject set by the caller, for conversations that look alike but are not."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a conversation needs to be written, mail by mail."""

    ident: str
    topic: Topic
    customer: Customer
    second: Customer | None
    agent: Account
    expert: Account
    inbox: str
    quirks: Quirks
    beats: tuple[Beat, ...]


def pick_topic(rng: Random, language: str) -> Topic:
    topics = TOPICS[language]
    return rng.choices(topics, [topic.weight for topic in topics])[0]


def pick_agent(rng: Random, company: Company, inbox: str, language: str) -> Account:
    """Someone behind the inbox who speaks the language, else any colleague who does, else anyone behind it."""
    staff = company.staff_of(inbox) or company.colleagues
    speakers = [a for a in staff if language in a.languages] or [
        a for a in company.colleagues if language in a.languages
    ]
    return rng.choice(speakers or list(staff))


def plan_conversation(
    company: Company,
    ident: str,
    rng: Random,
    customer: Customer,
    start: datetime,
    *,
    subject: str = "",
    length: int = 0,
) -> Plan:
    """A dialogue of the customer's language beginning at `start`."""
    topic = pick_topic(rng, customer.language)
    inbox = f"{topic.inbox}@{company.domain}"
    agent = pick_agent(rng, company, inbox, customer.language)
    peers = "sales" if topic.inbox in ("billing", "sales", "jobs", "press") else "engineering"
    expert = rng.choice([a for a in company.staff_of(f"{peers}@{company.domain}") or company.colleagues if a != agent])
    second = _second(rng, company, customer)
    chance = rng.random
    quirks = Quirks(
        from_alias=chance() < 0.55,
        copy_alias=chance() < 0.3,
        drop_references=chance() < 0.06,
        drop_threading=chance() < 0.02,
        new_subject=chance() < 0.05,
        no_message_id=chance() < 0.04,
        subject=subject,
    )
    says = _dialogue(
        rng, topic, customer.language, length or rng.choices(_LENGTHS, _LENGTH_WEIGHTS)[0], second is not None
    )
    beats = _timed(rng, says, start, customer, agent, expert)
    return Plan(ident, topic, customer, second, agent, expert, inbox, quirks, beats)


def _second(rng: Random, company: Company, customer: Customer) -> Customer | None:
    if not customer.organization or rng.random() > 0.22:
        return None
    known = [c for c in company.customers if c.domain == customer.domain and c.address != customer.address]
    return rng.choice(known) if known else invent_colleague(rng, customer)


def _dialogue(rng: Random, topic: Topic, language: str, length: int, has_second: bool) -> list[tuple[Role, Say, int]]:
    """(role, what to say, index) of each mail, exactly `length` of them or fewer when someone's address is dead."""
    lines: list[tuple[Role, Say, int]] = []
    for role, say, index in _core(rng, topic, language, length):
        if len(lines) >= length:
            break
        if role == "agent" and lines:
            lines += _before_answer(rng, lines, length - len(lines), has_second)
        lines.append((role, say, index))
        if role == "agent" and len(lines) < length:
            luck = rng.random()
            if luck < 0.03:
                return [*lines, ("customer", "bounce", 0)]
            if luck < 0.08:
                lines.append(("customer", "vacation", 0))
    return lines[:length]


def _core(rng: Random, topic: Topic, language: str, length: int) -> list[tuple[Role, Say, int]]:
    manners = MANNERS[language]
    flip = topic.starter == "company"
    lines: list[tuple[Role, Say, int]] = [
        ("agent" if (i % 2 == 0) == flip else "customer", "turn", i) for i in range(len(topic.turns))
    ]
    if len(lines) < length:
        if lines[-1][0] == "customer":
            lines.append(("agent", "welcome", 0))
        for index in rng.sample(range(len(manners.follow_ups)), len(manners.follow_ups)):
            if len(lines) >= length - 1:
                break
            lines += [("customer", "ask", index), ("agent", "answer", index)]
        lines += [("customer", "thanks", 0), ("agent", "welcome", 0)]
    return lines


def _before_answer(
    rng: Random, lines: Sequence[tuple[Role, Say, int]], room: int, has_second: bool
) -> list[tuple[Role, Say, int]]:
    """What may happen before we answer: the customer asks again, their colleague joins, ours is asked."""
    if room < 2 or lines[-1][0] != "customer" or lines[-1][1] in ("vacation", "bounce", "thanks"):
        return []
    luck = rng.random()
    if luck < 0.06:
        return [("customer", "nudge", 0)]
    if has_second and luck < 0.4 and not any(role == "second" for role, _, _ in lines):
        return [("second", "second", 0)]
    if luck > 0.93 and room >= 3:
        return [("agent", "loop_in", 0), ("expert", "advice", 0)]
    return []


_MEDIAN_HOURS = {
    "nudge": 50.0,
    "second": 2.0,
    "loop_in": 1.5,
    "advice": 3.0,
    "thanks": 9.0,
    "welcome": 3.0,
    "ask": 14.0,
}


def _timed(
    rng: Random, says: list[tuple[Role, Say, int]], start: datetime, customer: Customer, agent: Account, expert: Account
) -> tuple[Beat, ...]:
    beats: list[Beat] = []
    moment = start
    for role, say, index in says:
        ours = role in ("agent", "expert")
        if beats:
            if say in ("vacation", "bounce"):
                moment = _automatic(moment, rng)
            else:
                person = {"agent": agent, "expert": expert}.get(role, customer)
                offset = person.utc_offset
                office = ours or bool(customer.organization)
                moment = after(moment, _MEDIAN_HOURS.get(say, 5.0), offset, rng, office=office)
        beats.append(Beat(moment, role, say, index))
    return tuple(beats)


def _automatic(moment: datetime, rng: Random) -> datetime:
    return moment + timedelta(seconds=rng.randrange(3, 40))
