"""What becomes of mails: one message, its ticket, the status that follows, and why."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import transaction
from tests.ingest.store import DOMAIN, Arrival, Journal, mail, open_journal

SUPPORT = f"Support <support@{DOMAIN}>"
ADA = "Ada <ada@customer.example>"


@pytest.fixture
def journal(database_url: str) -> Journal:
    return open_journal()


def _question() -> bytes:
    return mail(message_id="q@customer.example")


def _answer() -> bytes:
    return mail(
        sender=SUPPORT,
        to=ADA,
        subject="Re: Printer on fire",
        message_id=f"a@{DOMAIN}",
        date="Mon, 02 Nov 2026 11:00:00 +0000",
        In_Reply_To="<q@customer.example>",
    )


def _thanks(**more: str) -> bytes:
    return mail(
        subject="Re: Printer on fire",
        message_id="t@customer.example",
        date="Mon, 02 Nov 2026 12:00:00 +0000",
        In_Reply_To=f"<a@{DOMAIN}>",
        **more,
    )


def _tickets(journal: Journal) -> list[tuple[object, ...]]:
    return journal.rows("SELECT subject, requester_email, status, message_count FROM tickets ORDER BY number")


def test_a_mail_becomes_a_ticket(journal: Journal) -> None:
    journal.receive(_question())
    assert _tickets(journal) == [("Printer on fire", "ada@customer.example", "new", 1)]


def test_an_answer_from_gmail_makes_it_pending_and_the_next_mail_opens_it(journal: Journal) -> None:
    journal.receive(_question())
    journal.receive(_answer())
    assert _tickets(journal) == [("Printer on fire", "ada@customer.example", "pending", 2)]
    journal.receive(_thanks())
    assert _tickets(journal) == [("Printer on fire", "ada@customer.example", "open", 3)]


def test_a_late_parent_joins_the_tickets_its_children_opened(journal: Journal) -> None:
    other = mail(
        sender="Bob <bob@other.example>",
        subject="Re: Printer on fire",
        message_id="b@other.example",
        In_Reply_To="<q@customer.example>",
        date="Mon, 02 Nov 2026 10:30:00 +0000",
    )
    journal.receive(_answer(), other)
    assert len(_tickets(journal)) == 2
    journal.receive(_question())
    assert [row[3] for row in _tickets(journal)] == [3]
    assert journal.rows("SELECT count(*) FROM ticket_aliases") == [(1,)]


def test_automatic_mail_joins_but_never_reopens(journal: Journal) -> None:
    journal.receive(_question(), _answer())
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE tickets SET status = 'resolved', status_set_at = '2026-11-02 11:30Z'"))
    journal.receive(_thanks(Auto_Submitted="auto-replied", X_Autoreply="yes"))
    assert [row[2:] for row in _tickets(journal)] == [("resolved", 3)]
    journal.receive(
        mail(message_id="again@x", In_Reply_To="<q@customer.example>", date="Mon, 02 Nov 2026 13:00:00 +0000")
    )
    assert [row[2:] for row in _tickets(journal)] == [("open", 4)]
    assert journal.rows("SELECT data->>'from', data->>'to' FROM ticket_events WHERE kind = 'status_changed'") == [
        ("resolved", "open")
    ]


def test_newsletters_are_parked_with_the_reason(journal: Journal) -> None:
    journal.receive(
        mail(message_id="n@news.example", List_Id="<news.example>", List_Unsubscribe="<https://news.example>")
    )
    assert _tickets(journal) == []
    ((disposition, reason),) = journal.rows("SELECT disposition, reason FROM threads")
    assert disposition == "parked"
    assert "list" in str(reason)


def test_what_gmail_calls_spam_is_parked(journal: Journal) -> None:
    journal.arrive([Arrival("1", _question(), label_ids=("SPAM",))])
    journal.process()
    assert _tickets(journal) == []
    assert journal.rows("SELECT classification FROM messages") == [("spam",)]


def test_two_copies_are_one_message(journal: Journal) -> None:
    journal.receive(_question(), b"Delivered-To: x@acme.example\r\n" + _question())
    assert journal.rows("SELECT count(*) FROM messages") == [(1,)]
    assert journal.rows("SELECT dedupe_reason FROM message_occurrences ORDER BY 1") == [
        ("first_copy",),
        ("same_message_id_and_content",),
    ]


def test_a_reused_message_id_with_other_content_is_two_messages_and_two_tickets(journal: Journal) -> None:
    journal.receive(_question())
    journal.receive(mail(message_id="q@customer.example", subject="Your parcel 2", body="Another text altogether."))
    assert len(_tickets(journal)) == 2
    assert journal.rows("SELECT dedupe_reason FROM message_occurrences ORDER BY 1 DESC LIMIT 1") == [
        ("message_id_reused_for_other_content",)
    ]


def test_answers_to_one_newsletter_do_not_join_strangers(journal: Journal) -> None:
    journal.receive(
        mail(
            sender=f"News <news@{DOMAIN}>",
            to="undisclosed-recipients:;",
            message_id=f"news1@{DOMAIN}",
            List_Id=f"<news.{DOMAIN}>",
            List_Unsubscribe=f"<https://{DOMAIN}>",
        ),
        *(
            mail(
                sender=f"{name} <{name}@{name}.example>",
                to=f"news@{DOMAIN}",
                subject="Re: News",
                message_id=f"{name}@{name}.example",
                In_Reply_To=f"<news1@{DOMAIN}>",
            )
            for name in ("ada", "bob")
        ),
    )
    assert [row[3] for row in _tickets(journal)] == [1, 1]


def test_a_rule_that_drops_makes_no_ticket(journal: Journal) -> None:
    with transaction(journal.organization_id) as session:
        session.execute(
            text(
                "INSERT INTO routing_rules (organization_id, id, name, match_sender_domain_pattern, action_drop)"
                " VALUES (:o, gen_random_uuid(), 'No customers', '*.example', true)"
            ),
            {"o": journal.organization_id},
        )
    journal.receive(_question())
    assert _tickets(journal) == []
    assert journal.rows("SELECT disposition, reason FROM threads") == [
        ("dropped", "Rule “No customers” is the first that matches")
    ]


def test_routing_goes_by_the_first_mail_and_replies_never_route_again(journal: Journal) -> None:
    with transaction(journal.organization_id) as session:
        session.execute(
            text(
                "INSERT INTO routing_allowlist (organization_id, id, pattern)"
                " VALUES (:o, gen_random_uuid(), 'support@*')"
            ),
            {"o": journal.organization_id},
        )
    journal.receive(_question())
    journal.receive(_answer(), mail(to=f"other@{DOMAIN}", message_id="o@x", In_Reply_To="<q@customer.example>"))
    assert [row[2:] for row in _tickets(journal)] == [("pending", 3)]
    journal.receive(mail(to=f"other@{DOMAIN}", message_id="p@x", subject="Something else"))
    assert [row[2] for row in _tickets(journal)] == ["pending", "spam"]
    assert journal.rows("SELECT count(*) FROM ticket_events WHERE kind = 'routed'") == [(2,)]
