"""Colleagues who answer from Gmail: credited, once, and only when it was really one of them, and a person."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import transaction
from tests.ingest.store import DOMAIN, Journal, mail, open_journal

ADA = "Ada <ada@customer.example>"
BEN = f"Ben <ben@{DOMAIN}>"
GROUP = f"support@{DOMAIN}"
OUTSIDE = (
    b"Received: from evil.example (evil.example. [192.0.2.66]) by mx.google.com with ESMTPS id 1\r\n"
    b" for <support@acme.example>; Mon, 02 Nov 2026 03:00:00 -0800 (PST)\r\n"
    b"Authentication-Results: mx.google.com; spf=softfail smtp.mailfrom=ben@acme.example; dmarc=fail\r\n"
)


@pytest.fixture
def journal(database_url: str) -> Journal:
    return open_journal()


def _question() -> bytes:
    return mail(message_id="q@customer.example")


def _answer(hour: int = 11, sender: str = BEN, **more: str) -> bytes:
    return mail(
        sender=sender,
        to=ADA,
        subject="Re: Printer on fire",
        message_id=f"a{hour}@{DOMAIN}",
        date=f"Mon, 02 Nov 2026 {hour}:00:00 +0000",
        **{"In_Reply_To": "<q@customer.example>", **more},
    )


def _events(journal: Journal) -> list[tuple[object, ...]]:
    return journal.rows(
        "SELECT m.rfc_message_id, e.data->>'email', e.created_at = m.sort_at FROM ticket_events e JOIN messages m"
        " ON m.organization_id = e.organization_id AND m.id = e.message_id WHERE e.kind = 'outside_reply' ORDER BY 1"
    )


def _again(journal: Journal) -> None:
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE message_occurrences SET state = 'fetched', attempts = 0"))
    journal.process()


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_from_gmail_is_one_event_in_any_order_and_after_replay(journal: Journal, late: bool) -> None:
    for raw in (_answer(), _question()) if late else (_question(), _answer()):
        journal.receive(raw)
    expected = [(f"a11@{DOMAIN}", f"ben@{DOMAIN}", True)]
    assert _events(journal) == expected
    assert journal.rows("SELECT status FROM tickets") == [("pending",)]
    before = journal.rows("SELECT * FROM ticket_events ORDER BY id")
    _again(journal)
    assert journal.rows("SELECT * FROM ticket_events ORDER BY id") == before


def test_what_began_the_conversation_answers_nothing(journal: Journal) -> None:
    journal.receive(_answer(9, In_Reply_To="<other@x>"), _question())
    assert _events(journal) == []


def test_a_colleagues_absence_notice_is_no_answer(journal: Journal) -> None:
    journal.receive(_question(), _answer(Auto_Submitted="auto-replied (vacation)"))
    assert _events(journal) == []
    assert journal.rows("SELECT status, message_count FROM tickets") == [("new", 2)]
    assert journal.rows("SELECT classification, direction FROM messages ORDER BY sort_at") == [
        ("human", "inbound"),
        ("vacation", "outbound"),
    ]


def test_a_forged_colleague_is_no_answer_and_marked(journal: Journal) -> None:
    journal.receive(_question(), OUTSIDE + _answer())
    assert _events(journal) == []
    assert journal.rows("SELECT status, message_count FROM tickets") == [("new", 2)]
    ((direction, verified, reason),) = journal.rows(
        "SELECT direction, author->>'verified', author->>'verified_reason' FROM messages"
        f" WHERE rfc_message_id = 'a11@{DOMAIN}'"
    )
    assert (direction, verified) == ("inbound", "false")
    assert "DMARC" in str(reason)


def test_the_true_copy_of_a_mail_wins_over_one_that_a_list_broke(journal: Journal) -> None:
    for raws in ((OUTSIDE + _answer(), _answer()), (_answer(12), OUTSIDE + _answer(12))):
        journal.receive(_question(), *raws)
    assert journal.rows("SELECT DISTINCT direction FROM messages WHERE from_email = 'ben@acme.example'") == [
        ("outbound",)
    ]


def test_a_group_that_hides_its_author_is_nobody_of_ours(journal: Journal) -> None:
    hidden = _answer(sender=f"'Ben' via Support <{GROUP}>", X_Google_Group_Id="1", X_BeenThere=GROUP)
    known = _answer(12, sender=f"'Ben' via Support <{GROUP}>", X_Google_Group_Id="1", X_Original_Sender=f"ben@{DOMAIN}")
    journal.receive(_question(), hidden)
    assert _events(journal) == []
    journal.receive(known)
    assert _events(journal) == [(f"a12@{DOMAIN}", f"ben@{DOMAIN}", True)]


def test_among_ourselves_whoever_began_asks_and_the_others_answer(journal: Journal) -> None:
    def inside(sender: str, to: str, hour: int, **more: str) -> bytes:
        date = f"Mon, 02 Nov 2026 {hour}:00:00 +0000"
        return mail(sender=sender, to=to, message_id=f"i{hour}@{DOMAIN}", date=date, subject="Laptop", **more)

    journal.receive(inside(BEN, GROUP, 10))
    assert journal.rows("SELECT status, requester_email FROM tickets") == [("new", f"ben@{DOMAIN}")]
    journal.receive(inside(f"Cleo <cleo@{DOMAIN}>", BEN, 11, In_Reply_To=f"<i10@{DOMAIN}>"))
    assert journal.rows("SELECT status FROM tickets") == [("pending",)]
    assert _events(journal) == [(f"i11@{DOMAIN}", f"cleo@{DOMAIN}", True)]
    journal.receive(inside(BEN, GROUP, 12, In_Reply_To=f"<i11@{DOMAIN}>"))
    assert journal.rows("SELECT status, requester_email, message_count FROM tickets") == [("open", f"ben@{DOMAIN}", 3)]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e", "f"])
def test_an_answer_within_the_same_second_comes_after_its_question(journal: Journal, name: str, late: bool) -> None:
    """A Date counts whole seconds, and which of two identities sorts first is chance."""
    date = "Mon, 02 Nov 2026 11:00:00 +0000"
    ours = _answer(11)
    thanks = mail(
        sender=ADA,
        message_id=f"{name}@customer.example",
        date=date,
        In_Reply_To=f"<a11@{DOMAIN}>",
        References=f"<q@customer.example> <a11@{DOMAIN}>",
    )
    journal.receive(_question())
    for raw in (thanks, ours) if late else (ours, thanks):
        journal.receive(raw)
    assert journal.rows("SELECT status, last_direction, message_count FROM tickets") == [("open", "inbound", 3)]
    order = journal.rows(
        "SELECT m.rfc_message_id FROM ticket_messages t JOIN messages m ON m.id = t.message_id ORDER BY t.sort_at"
    )
    assert order == [("q@customer.example",), (f"a11@{DOMAIN}",), (f"{name}@customer.example",)]
