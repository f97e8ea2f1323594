"""Mail among colleagues that no customer sees."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from workspace_sim.company.clients import CLIENTS, message_id
from workspace_sim.company.compose import compose
from workspace_sim.company.facts import make_facts
from workspace_sim.company.letter import Letter, Sent
from workspace_sim.company.model import Account, Company, GeneratedMail
from workspace_sim.company.pace import after
from workspace_sim.company.spin import spin
from workspace_sim.company.subjects import reply_subject
from workspace_sim.company.thread import Thread
from workspace_sim.company.writers import colleague_writer

# subject, turns
_DIALOGUES = (
    (
        "[Release|Release date] {firmware}",
        (
            "[Are we still on track for {firmware} on {date2}?|Can we announce {firmware} for {date2}?] Two customers "
            "asked this week.",
            "[Yes, the last blocker was merged today.|Tight, but yes.] [Release notes are missing {product} though.|"
            "I need one more day for the {part} test.]",
            "[Perfect, I will draft the notes.|Great, then I prepare the announcement.]",
        ),
    ),
    (
        "[Stock of|Running low:] {part}",
        (
            "We have {qty} pieces of the {part} left and three open cases. [Can you order more?|When does the next "
            "batch arrive?]",
            "[Ordered, arrives {date2}.|Next batch lands on {date2}.] [Use the refurbished ones for warranty "
            "until then.|]",
            "[Will do.|Good, that is enough.]",
        ),
    ),
    (
        "[Lunch|Team lunch] on {weekday}?",
        (
            "[New place next to the station, anyone?|Shall we try the noodle bar?] [12:30 at the door.|I book a table "
            "if you tell me by ten.]",
            "[I am in!|Count me in.]",
            "[Vegetarian option?|Can we make it 12:45?]",
        ),
    ),
    (
        "[Minutes|Notes] of the support meeting",
        (
            "[Short notes from today:|Main points:] backlog is down to {qty} cases, {product} returns are up "
            "slightly, and Jonas writes the article about {error}. Please correct me if I missed something.",
            "[Looks complete, thanks.|One addition: the {part} supplier changed.]",
        ),
    ),
    (
        "[Customer visit|Visit] in {city} on {date2}",
        (
            "[I am visiting a customer in {city} on {date2}.|I will be in {city} on {date2}.] [Is there anything open "
            "with them?|Should I bring a spare {part}?]",
            "[Yes, take a {part} along and ask about {order}.|Only {invoice}, they promised payment.]",
            "[Packed.|Will ask.]",
        ),
    ),
    (
        "[Leave|Vacation] {date2}",
        (
            "[I would like to take the week from {date2} off.|Can I take two days off from {date2}?] [Handover notes "
            "are in the wiki.|The on-call swap is agreed.]",
            "[Approved, enjoy!|Fine with me.]",
        ),
    ),
)


def internal_thread(company: Company, ident: str, rng: Random, start: datetime) -> Thread:
    """A short exchange between two or more colleagues."""
    subject, turns = rng.choice(_DIALOGUES)
    count = rng.randrange(1, len(turns) + 1)
    first, second = rng.sample(company.colleagues, 2)
    dates = [start]
    while len(dates) < count:
        dates.append(after(dates[-1], 1.5, 0, rng, office=True))
    to_all = count == 1 and rng.random() < 0.3

    def mails() -> Iterator[GeneratedMail]:
        facts = make_facts(rng, "en", "GB", start)
        parent: Sent | None = None
        for i, moment in enumerate(dates):
            writer, reader = (first, second) if i % 2 == 0 else (second, first)
            box = (reader.name, reader.address)
            if to_all:
                box = (company.display_name(f"team@{company.domain}"), f"team@{company.domain}")
            title = (
                spin(subject, rng, facts) if parent is None else reply_subject(parent.subject, CLIENTS["gmail"], "en")
            )
            letter = _letter(company, writer, reader, box, title, moment, spin(turns[i], rng, facts), parent, rng)
            raw, parent = compose(letter, rng)
            yield GeneratedMail(writer.address, (box[1],), raw, moment, ident, "human", "colleague")

    return Thread(tuple(dates), mails)


def _letter(
    company: Company,
    writer: Account,
    reader: Account,
    box: tuple[str, str],
    title: str,
    moment: datetime,
    text: str,
    parent: Sent | None,
    rng: Random,
) -> Letter:
    hand = colleague_writer(company, writer, "en")
    greeting = "Hi all," if reader.address != box[1] else f"Hi {reader.given_name},"
    letter = Letter(
        hand,
        (box,),
        (),
        title,
        moment,
        message_id("gmail", writer.address, moment, rng),
        (greeting, text.strip(), writer.given_name),
        parent,
    )
    if parent is not None:
        letter.in_reply_to = parent.message_id
        letter.references = (*parent.references, parent.message_id)
    return letter
