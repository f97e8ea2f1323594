"""Reports find the message that they are about, in any order, and move nothing; backscatter stays parked."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from sqlalchemy import text

from app.core.db import transaction
from app.ingest import reading
from app.messages.answering import may_answer_automatically
from app.messages.models import Message
from app.mime import ParsedMail, parse_mail
from tests.ingest.store import DOMAIN, Journal, mail, open_journal

SUPPORT = f"Support <support@{DOMAIN}>"
ADA = "Ada <ada@customer.example>"


@pytest.fixture
def journal(database_url: str) -> Journal:
    return open_journal()


def _question(name: str = "q") -> bytes:
    return mail(message_id=f"{name}@customer.example", subject=f"Printer {name}")


def _answer(name: str = "q") -> bytes:
    return mail(
        sender=SUPPORT,
        to=ADA,
        subject=f"Re: Printer {name}",
        message_id=f"answer-{name}@{DOMAIN}",
        date="Mon, 02 Nov 2026 11:00:00 +0000",
        In_Reply_To=f"<{name}@customer.example>",
    )


def _bounce(about: str, *, number: int = 1, status: str = "5.1.1", action: str = "failed") -> bytes:
    head = (
        "From: Mail Delivery System <mailer-daemon@mx.customer.example>\r\n"
        f"To: support@{DOMAIN}\r\nReturn-Path: <>\r\nSubject: Re: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <bounce{number}@mx.customer.example>\r\nDate: Mon, 02 Nov 2026 11:01:0{number} +0000\r\n"
    )
    return (
        f"{head}Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\nSorry.\r\n"
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; ada@customer.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{about}>\r\nTo: {ADA}\r\n\r\nHi\r\n--r--\r\n"
    ).encode()


_LINKS = (
    "SELECT d.recipient, d.kind, d.status, o.rfc_message_id FROM delivery_reports d"
    " LEFT JOIN messages o ON o.organization_id = d.organization_id AND o.id = d.original_message_id"
    " ORDER BY d.message_id, d.position"
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[1::2])
def test_a_bounce_joins_the_message_that_bounced_whichever_comes_first(
    journal: Journal, order: tuple[int, ...]
) -> None:
    mails = [_question(), _answer(), _bounce(f"answer-q@{DOMAIN}")]
    for index in order:
        journal.receive(mails[index])
    assert journal.rows("SELECT message_count, status, requester_email FROM tickets") == [
        (3, "pending", "ada@customer.example")
    ]
    assert journal.rows(_LINKS) == [("ada@customer.example", "hard", "5.1.1", f"answer-q@{DOMAIN}")]
    before = journal.rows("SELECT * FROM delivery_reports")
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE message_occurrences SET state = 'fetched', attempts = 0"))
    journal.process()
    assert journal.rows("SELECT * FROM delivery_reports") == before


def test_backscatter_stays_parked_and_subjects_join_nothing(journal: Journal) -> None:
    journal.receive(_question(), _bounce("never@seen.example", number=1), _bounce("other@seen.example", number=2))
    assert journal.rows("SELECT message_count FROM tickets") == [(1,)]
    parked = journal.rows("SELECT reason FROM threads WHERE disposition = 'parked'")
    assert parked == [("A bounce of a mail that is in no ticket: parked",)] * 2
    assert [row[3] for row in journal.rows(_LINKS)] == [None, None]


def _automatic(about: str) -> dict[str, bytes]:
    """A mail of every automatic class that answers `about`."""
    later = {"In_Reply_To": f"<{about}>", "date": "Mon, 02 Nov 2026 12:00:00 +0000"}

    def one(name: str, **more: str) -> bytes:
        return mail(subject="Re: Printer", message_id=f"{name}-{about}", **{**later, **more})

    invitation = one("calendar").replace(b"text/plain; charset=utf-8", b"text/calendar; method=REPLY")
    receipt = (
        one("receipt")
        .replace(
            b"text/plain; charset=utf-8",
            b"multipart/report; report-type=disposition-notification; boundary=r",
        )
        .replace(
            b"Hello, it burns.",
            b"--r\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; ada@x.example\r\n"
            b"Original-Message-ID: <" + about.encode() + b">\r\nDisposition: a/b; displayed\r\n--r--",
        )
    )
    return {
        "auto_reply": one("auto", Auto_Submitted="auto-replied"),
        "vacation": one("away", Auto_Submitted="auto-replied (vacation)"),
        "bounce": _bounce(about, number=len(about) % 10),
        "receipt": receipt,
        "list": one("list", List_Id="<l.customer.example>", List_Unsubscribe="<https://x.example>"),
        "calendar": invitation,
        "spam": one("spam", X_Spam_Flag="YES"),
    }


def test_automatic_mail_moves_no_ticket_and_is_never_answered(journal: Journal) -> None:
    names = ("resolved", "closed", "pending")
    for name in names:
        journal.receive(_question(name), _answer(name))
    with transaction(journal.organization_id) as session:
        for name in names[:2]:
            session.execute(
                text("UPDATE tickets SET status = :s, status_set_at = '2026-11-02 11:30Z' WHERE subject = :subject"),
                {"s": name, "subject": f"Printer {name}"},
            )
    for name in names:
        journal.receive(*_automatic(f"answer-{name}@{DOMAIN}").values())
    assert journal.rows("SELECT subject, status, message_count FROM tickets ORDER BY number") == [
        (f"Printer {name}", name, 9) for name in names
    ]
    assert journal.rows("SELECT count(*) FROM ticket_events WHERE kind = 'status_changed'") == [(0,)]
    with transaction(journal.organization_id) as session:
        answers = {
            (m.classification, m.direction.value): may_answer_automatically(m) for m in session.query(Message).all()
        }
    assert {kind for kind, _ in answers} == {*_automatic("x"), "human"}
    assert answers.pop(("human", "inbound"))[0] is True
    assert not any(allowed for allowed, _ in answers.values())
    assert all(reason for _, reason in answers.values())


def test_an_absence_notice_to_our_acknowledgement_reopens_nothing(journal: Journal) -> None:
    acknowledgement = mail(
        sender=SUPPORT,
        to=ADA,
        subject="Re: Printer q",
        message_id=f"ack@{DOMAIN}",
        date="Mon, 02 Nov 2026 10:00:01 +0000",
        In_Reply_To="<q@customer.example>",
        Auto_Submitted="auto-replied",
    )
    journal.receive(_question(), acknowledgement)
    # An acknowledgement is no answer: somebody still has to.
    assert journal.rows("SELECT status FROM tickets") == [("new",)]
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE messages SET created_at = sort_at"))
        session.execute(text("UPDATE tickets SET status = 'resolved', status_set_at = '2026-11-02 11:30Z'"))
    journal.receive(_automatic(f"ack@{DOMAIN}")["vacation"])
    assert journal.rows("SELECT status, message_count FROM tickets") == [("resolved", 3)]
    again = mail(message_id="again@x", In_Reply_To=f"<ack@{DOMAIN}>", date="Mon, 02 Nov 2026 13:00:00 +0000")
    journal.receive(again)
    assert journal.rows("SELECT status, message_count FROM tickets") == [("open", 4)]


def test_an_attendees_answer_alone_is_parked(journal: Journal) -> None:
    journal.receive(_automatic("nobody@seen.example")["calendar"])
    assert journal.rows("SELECT count(*) FROM tickets") == [(0,)]
    assert journal.rows("SELECT disposition, reason FROM threads") == [
        ("parked", "An attendee's answer to an invitation that is in no ticket: parked")
    ]


def test_bounces_keep_their_message_when_a_better_parser_gives_mails_another_identity(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = "abcdefghij"
    journal.receive(*(_question(name) for name in names), *(_answer(name) for name in names))
    journal.receive(*(_bounce(f"answer-{name}@{DOMAIN}", number=n) for n, name in enumerate(names)))
    about = "SELECT o.rfc_message_id FROM delivery_reports d LEFT JOIN messages o ON o.id = d.original_message_id"
    before = sorted(map(str, journal.rows(about)))
    assert len(before) == len(names)
    assert not any("None" in one for one in before)

    def better(raw: bytes) -> ParsedMail:
        parsed = parse_mail(raw)
        return dataclasses.replace(parsed, fingerprint=bytes(reversed(parsed.fingerprint)))

    monkeypatch.setattr(reading, "parse_mail", better)
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE message_occurrences SET state = 'fetched', attempts = 0"))
    journal.process()
    assert sorted(map(str, journal.rows(about))) == before
