"""The truth about conversations: what belongs together, and what only looks so."""

import email
import email.parser
import email.policy
import re
from collections import Counter, defaultdict
from email.message import EmailMessage
from itertools import pairwise

import pytest

from tests.company.generated import four_thousand
from workspace_sim.company import GeneratedMail

ID = re.compile(r"<[^<>\s]+>")
PREFIX = re.compile(r"^((re|aw|sv|fwd|fw|wg|tr|rv|答复|回复|转发): )+", re.IGNORECASE)
Threads = dict[str, list[tuple[GeneratedMail, EmailMessage]]]


def parse(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def headers(raw: bytes) -> EmailMessage:
    parsed = email.parser.BytesHeaderParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.fixture(scope="module")
def threads() -> Threads:
    found: Threads = defaultdict(list)
    for mail in four_thousand():
        # What is hard about the hard cases has its own tests.
        if not mail.conversation.startswith("hard-"):
            found[mail.conversation].append((mail, headers(mail.raw)))
    return found


@pytest.fixture(scope="module")
def dialogues(threads: Threads) -> Threads:
    return {ident: mails for ident, mails in threads.items() if mails[0][0].origin != "system" and len(mails) > 1}


def ids(parsed: EmailMessage, name: str) -> list[str]:
    return ID.findall(str(parsed.get(name, "")))


def subject(parsed: EmailMessage) -> str:
    return PREFIX.sub("", str(parsed["Subject"]))


def test_references_stay_within_the_conversation(threads: Threads) -> None:
    for ident, mails in threads.items():
        seen: set[str] = set()
        for mail, parsed in mails:
            if mail.kind != "newsletter":
                named = set(ids(parsed, "References") + ids(parsed, "In-Reply-To"))
                assert named <= seen, ident
            seen.update(ids(parsed, "Message-ID"))


def test_issues_of_a_newsletter_share_a_reference_and_stay_apart(threads: Threads) -> None:
    campaigns = Counter(ids(m[0][1], "References")[0] for m in threads.values() if m[0][0].kind == "newsletter")
    assert max(campaigns.values()) > 1
    assert all(len(mails) == 1 for mails in threads.values() if mails[0][0].kind == "newsletter")


def test_nearly_every_reply_can_be_threaded(dialogues: Threads) -> None:
    replies = [(m, p) for mails in dialogues.values() for m, p in mails[1:]]
    bare = [p for m, p in replies if not ids(p, "References") and not ids(p, "In-Reply-To")]
    only_in_reply_to = [p for m, p in replies if ids(p, "In-Reply-To") and not ids(p, "References")]
    assert 0 < len(bare) / len(replies) < 0.03
    assert 0 < len(only_in_reply_to) / len(replies) < 0.08


def test_a_reply_without_ids_keeps_subject_and_participants(dialogues: Threads) -> None:
    checked = 0
    for mails in dialogues.values():
        for (_, before), (mail, parsed) in pairwise(mails):
            if not ids(parsed, "References") and not ids(parsed, "In-Reply-To"):
                assert subject(parsed) == subject(before) or mail.kind != "human"
                checked += 1
    assert checked


def test_length_of_a_human_conversation(threads: Threads) -> None:
    lengths = [len(mails) for ident, mails in threads.items() if ident.startswith("human")]
    assert 3.3 < sum(lengths) / len(lengths) < 4.8
    assert 1 in lengths
    assert max(lengths) >= 10


def test_some_customers_change_the_subject(dialogues: Threads) -> None:
    changed = [
        ident for ident, mails in dialogues.items() if len({subject(p) for m, p in mails if m.kind == "human"}) > 1
    ]
    assert 0 < len(changed) < len(dialogues) * 0.1


def test_strangers_write_under_the_same_subject(threads: Threads) -> None:
    openers = defaultdict(set)
    for ident, mails in threads.items():
        if ident.startswith("human"):
            openers[str(mails[0][1]["Subject"])].add(mails[0][0].sender)
    assert any(len(senders) > 1 for senders in openers.values())


def test_a_customer_writes_under_the_same_subject_weeks_apart(threads: Threads) -> None:
    starts = defaultdict(list)
    for ident, mails in threads.items():
        if ident.startswith("human"):
            starts[mails[0][0].sender, str(mails[0][1]["Subject"])].append(mails[0][0].date)
    assert any((max(dates) - min(dates)).days > 20 for dates in starts.values())


def test_two_people_of_a_customer_take_part(dialogues: Threads) -> None:
    def outsiders(mails: list[tuple[GeneratedMail, EmailMessage]]) -> set[str]:
        return {m.sender for m, _ in mails if m.origin == "customer" and m.kind == "human"}

    assert sum(len(outsiders(mails)) > 1 for mails in dialogues.values()) > 5


def test_forwards_to_a_colleague_are_answered_within(dialogues: Threads) -> None:
    forwarded = [
        (mails, i)
        for mails in dialogues.values()
        for i, (_, p) in enumerate(mails)
        if str(p["Subject"]).startswith("Fwd:")
    ]
    assert forwarded
    assert all(recipient.endswith("@acme.example") for mails, i in forwarded for recipient in mails[i][0].recipients)


def test_outlook_keeps_its_conversation_index(dialogues: Threads) -> None:
    indexed = 0
    for mails in dialogues.values():
        roots = {str(p["Thread-Index"]).replace(" ", "")[:29] for _, p in mails if "Thread-Index" in p}
        indexed += len(roots)
    assert indexed > 50


def test_vacation_replies_declare_themselves(threads: Threads) -> None:
    notes = [p for mails in threads.values() for m, p in mails if m.kind == "vacation"]
    assert notes
    assert all(str(p["Auto-Submitted"]).startswith("auto-") or p["Precedence"] == "bulk" for p in notes)


def test_bounces_are_reports_about_a_mail_of_ours(threads: Threads) -> None:
    found = 0
    for mails in threads.values():
        known = {i for _, p in mails for i in ids(p, "Message-ID")}
        for mail, parsed in mails:
            if mail.kind != "bounce":
                continue
            found += 1
            assert mail.sender == ""
            assert parsed.get_content_type() == "multipart/report"
            assert parsed.get_param("report-type") == "delivery-status"
            status = next(p for p in parse(mail.raw).walk() if p.get_content_type() == "message/delivery-status")
            per_message, per_recipient = list(status.iter_parts())
            assert per_recipient["Action"] == "failed"
            assert str(per_recipient["Final-Recipient"]).endswith(str(parsed["X-Failed-Recipients"]))
            assert str(per_message["X-Original-Message-ID"]) in known
            assert ids(parsed, "In-Reply-To")[0] in known
    assert found
