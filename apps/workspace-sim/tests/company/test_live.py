"""Customers answer what reaches them, properly threaded, and stop after a while."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from workspace_sim.company import GeneratedMail, LiveTraffic, sample_company

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def parse(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def reply(to: EmailMessage, number: int, text: str = "We looked into it. Does it still happen?", **extra: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Acme Robotics Support <support@acme.example>"
    mail["To"] = str(to["From"])
    mail["Subject"] = f"Re: {to['Subject']}"
    mail["Date"] = "Fri, 20 Nov 2026 12:00:00 +0000"
    mail["Message-ID"] = f"<CAagent{number}@mail.gmail.com>"
    mail["In-Reply-To"] = str(to["Message-ID"])
    mail["References"] = f"{to.get('References', '')} {to['Message-ID']}".strip()
    for name, value in extra.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes(policy=email.policy.SMTP)


def ticket(live: LiveTraffic, now: datetime = NOW) -> tuple[GeneratedMail, EmailMessage]:
    while True:
        mail = live.next_mail(now)
        assert mail is not None
        if mail.kind == "human":
            return mail, parse(mail.raw)


def answers(live: LiveTraffic, raw: bytes, rcpt: str, now: datetime = NOW) -> list[GeneratedMail]:
    return live.on_delivered_to_customer(raw, rcpt, now)


@pytest.fixture
def live() -> LiveTraffic:
    return LiveTraffic(sample_company(), seed=4)


def test_next_mail_is_dated_now_and_repeatable(live: LiveTraffic) -> None:
    again = LiveTraffic(sample_company(), seed=4)
    for i in range(60):
        now = NOW + timedelta(minutes=i)
        mail = live.next_mail(now)
        assert mail == again.next_mail(now)
        assert mail is not None
        assert mail.date == now


def test_most_replies_are_answered_in_thread(live: LiveTraffic) -> None:
    answered = 0
    for number in range(60):
        mail, parsed = ticket(live)
        found = answers(live, reply(parsed, number), mail.sender)
        if not found:
            continue
        answered += 1
        (answer,) = found
        back = parse(answer.raw)
        assert answer.date > NOW
        assert answer.conversation == mail.conversation
        assert answer.sender == mail.sender
        assert "support@acme.example" in answer.recipients
        assert str(back["In-Reply-To"]) == f"<CAagent{number}@mail.gmail.com>"
        assert str(back["References"]).split()[-2:] == [str(parsed["Message-ID"]), f"<CAagent{number}@mail.gmail.com>"]
        body = back.get_body(("plain",))
        assert body is not None
        assert "We looked into it." in body.get_content(), "quotes our mail"
    assert answered > 45


def test_a_conversation_comes_to_an_end(live: LiveTraffic) -> None:
    mail, parsed = ticket(live)
    received = 0
    for number in range(10):
        found = answers(live, reply(parsed, number), mail.sender)
        received += len(found)
        parsed = parse(found[0].raw) if found else parsed
    assert 1 <= received <= 3


@pytest.mark.parametrize(
    "extra",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated; owner=x"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.acme.example>"},
    ],
)
def test_automatic_mail_is_never_answered(live: LiveTraffic, extra: dict[str, str]) -> None:
    for number in range(20):
        mail, parsed = ticket(live)
        assert answers(live, reply(parsed, number, **extra), mail.sender) == []


def test_old_mail_is_not_answered(live: LiveTraffic) -> None:
    for number in range(20):
        mail, parsed = ticket(live)
        assert answers(live, reply(parsed, number), mail.sender, NOW + timedelta(days=3)) == []


def test_mail_of_strangers_is_not_answered(live: LiveTraffic) -> None:
    raw = b"From: someone@else.example\r\nTo: ann@customer.example\r\nMessage-ID: <a@b>\r\n\r\nHello?\r\n"
    assert answers(live, raw, "ann@customer.example") == []


def test_the_same_mail_twice_is_answered_once(live: LiveTraffic) -> None:
    for number in range(10):
        mail, parsed = ticket(live)
        raw = reply(parsed, number)
        first, second = answers(live, raw, mail.sender), answers(live, raw, mail.sender)
        assert len(first) <= 1
        assert second == []


def test_a_first_mail_of_ours_to_an_unknown_person_is_answered(live: LiveTraffic) -> None:
    found = []
    for number in range(6):
        raw = (
            "From: Claire Dubois <claire@acme.example>\r\n"
            f"To: Pat Doe <pat{number}@newcorp.example>\r\n"
            "Subject: Your visit\r\n"
            "Date: Fri, 20 Nov 2026 12:00:00 +0000\r\n"
            f"Message-ID: <first{number}@mail.gmail.com>\r\n\r\nCan you come on Monday?\r\n"
        ).encode()
        found += answers(live, raw, f"pat{number}@newcorp.example")
    assert found
    assert all("claire@acme.example" in mail.recipients for mail in found)
    assert all(str(parse(mail.raw)["Subject"]) == "Re: Your visit" for mail in found)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: x@acme.example\r\n\r\n",
        b"From: a@acme.example\r\nDate: never\r\nContent-Type: text/plain; charset=x-none\r\n\r\n\xff",
    ],
)
def test_broken_mail_does_no_harm(live: LiveTraffic, raw: bytes) -> None:
    for mail in answers(live, raw, "ann@customer.example"):
        assert parse(mail.raw)["From"]


def test_noise_and_requests_are_mixed(live: LiveTraffic) -> None:
    kinds = [mail.kind for i in range(300) if (mail := live.next_mail(NOW + timedelta(minutes=i)))]
    assert kinds.count("human") > 220
    assert {"newsletter", "spam", "notification"} <= set(kinds)
