"""Each hard case is in the generated mail, and is what it says."""

import email
import email.policy
import re
from collections import defaultdict
from email.message import EmailMessage

import pytest

from tests.company.generated import four_thousand
from workspace_sim.company import GeneratedMail
from workspace_sim.company.hard_cases import FORM_ID

ID = re.compile(r"<[^<>\s]+>")
FORWARD = re.compile(r"(fwd?|wg|tr|rv|vb|vs|pd|doorst|пересл|转发|転送): ", re.IGNORECASE)
Mails = list[tuple[GeneratedMail, EmailMessage]]


def ids(parsed: EmailMessage, *names: str) -> set[str]:
    return {found for name in names for found in ID.findall(str(parsed.get(name, "")))}


def refers(parsed: EmailMessage) -> set[str]:
    return ids(parsed, "References", "In-Reply-To")


@pytest.fixture(scope="module")
def mails() -> Mails:
    found: Mails = []
    for mail in four_thousand():
        if mail.conversation.startswith("hard-"):
            parsed = email.message_from_bytes(mail.raw, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            found.append((mail, parsed))
    return found


@pytest.fixture(scope="module")
def home(mails: Mails) -> dict[str, str]:
    """Message-ID → conversation."""
    return {one: mail.conversation for mail, parsed in mails for one in ids(parsed, "Message-ID") if one != FORM_ID}


def test_forwards_come_with_local_prefixes_with_and_without_ids(mails: Mails) -> None:
    forwards = [parsed for _, parsed in mails if FORWARD.match(str(parsed["Subject"]))]
    assert {str(parsed["Subject"]).partition(":")[0].upper() for parsed in forwards} >= {"WG", "TR", "RV", "FWD"}
    assert any(refers(parsed) for parsed in forwards)
    assert any(not refers(parsed) for parsed in forwards)


def test_some_first_mails_refer_to_what_nobody_here_has_seen(mails: Mails, home: dict[str, str]) -> None:
    unseen: dict[str, set[str]] = defaultdict(set)
    for mail, parsed in mails:
        if (named := refers(parsed)) and not any(one in home for one in named):
            unseen[mail.conversation].add(mail.sender)
    assert any(len(senders) == 2 for senders in unseen.values()), "two people of a customer answer one unseen mail"


def test_references_lead_to_no_other_conversation_but_a_newsletter(mails: Mails, home: dict[str, str]) -> None:
    for mail, parsed in mails:
        for one in refers(parsed) & home.keys():
            assert home[one] == mail.conversation or one.startswith("<news.")


def test_a_newsletter_of_ours_is_answered_by_several(mails: Mails) -> None:
    readers: dict[str, set[str]] = defaultdict(set)
    for mail, parsed in mails:
        for one in refers(parsed):
            if one.startswith("<news.") and mail.origin == "customer":
                readers[one].add(mail.conversation)
    assert max(map(len, readers.values())) == 3


def test_outlook_mail_with_nothing_but_its_index(mails: Mails) -> None:
    roots: dict[str, set[str]] = defaultdict(set)
    for mail, parsed in mails:
        if "Thread-Index" in parsed and not refers(parsed):
            roots[mail.conversation].add(str(parsed["Thread-Index"]).replace(" ", "")[:29])
    mates = [
        conversation
        for conversation, found in roots.items()
        if len(found) == 1
        and len({str(p["Subject"]) for m, p in mails if m.conversation == conversation and not refers(p)}) == 2
    ]
    assert mates


def test_one_message_id_on_the_mails_of_several_visitors(mails: Mails) -> None:
    visits = [mail for mail, parsed in mails if parsed["Message-ID"] == FORM_ID]
    assert len({mail.conversation for mail in visits}) == len(visits) > 2
    assert len({mail.sender for mail in visits}) > 2
