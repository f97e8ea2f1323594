"""What people decided outlives late mail, better parsers and other people who act at the same moment."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.core.signing import signed_address
from app.ingest import reading
from app.tickets.joining import groups_of
from tests.api import SignIn
from tests.corrections.desk import Desk, letter, open_desk
from tests.ingest.store import DOMAIN

ONE, TWO, THREE = "T-000001", "T-000002", "T-000003"


@pytest.fixture
def apart(sign_in: SignIn) -> Desk:
    """Two tickets of one customer, a and p, that a mail which is still to come (k) shows to be one conversation."""
    desk = open_desk(sign_in())
    desk.receive(letter("a@c"), letter("b@c", "a@c", minute=1), letter("p@c", "k@c", minute=5, subject="Another thing"))
    assert desk.places() == {"a@c": ONE, "b@c": ONE, "p@c": TWO}
    return desk


BRIDGE = letter("k@c", "a@c", minute=4)


def test_untouched_tickets_are_joined_by_a_late_mail(apart: Desk) -> None:
    apart.receive(BRIDGE)
    assert set(apart.places().values()) == {ONE}


def test_tickets_that_a_person_took_apart_are_not(apart: Desk) -> None:
    apart.merge(ONE, TWO)
    apart.undo(ONE, "merged")
    apart.receive(BRIDGE)
    places = {"a@c": ONE, "b@c": ONE, "k@c": ONE, "p@c": TWO}
    assert apart.places() == places
    assert apart.journal.rows("SELECT count(*) FROM threads") == [(1,)]
    apart.again()
    assert apart.places() == places
    apart.receive(letter("q@c", "k@c", "p@c", minute=9), letter("l@c", "a@c", "k@c", minute=9))
    assert apart.places() == places | {"q@c": TWO, "l@c": ONE}


def test_a_split_is_not_joined_again_and_can_still_be_undone(apart: Desk) -> None:
    apart.merge(ONE, TWO)
    before = apart.places()
    apart.split(ONE, "p@c")
    apart.receive(BRIDGE)
    assert apart.places() == {"a@c": ONE, "b@c": ONE, "k@c": ONE, "p@c": THREE}
    apart.undo(ONE, "split")
    assert apart.places() == before | {"k@c": ONE}
    apart.undo(ONE, "merged")
    assert apart.places() == {"a@c": ONE, "b@c": ONE, "k@c": ONE, "p@c": TWO}


def test_a_merge_that_mail_confirms_later_can_be_undone(apart: Desk) -> None:
    apart.merge(TWO, ONE)
    apart.receive(BRIDGE)
    assert set(apart.places().values()) == {TWO}
    apart.undo(TWO, "merged")
    assert apart.places() == {"a@c": ONE, "b@c": ONE, "k@c": ONE, "p@c": TWO}


@pytest.mark.parametrize("target", [ONE, TWO])
def test_late_ancestors_move_nobody_from_one_side_to_the_other(apart: Desk, target: str) -> None:
    """p refers to k, which answers a: whichever thread survives, what a person saw apart stays apart."""
    apart.merge(target, TWO if target == ONE else ONE)
    apart.undo(target, "merged")
    apart.receive(letter("k@c", "a@c", minute=4), letter("o@c", "p@c", minute=8))
    assert apart.places() == {"a@c": ONE, "b@c": ONE, "k@c": ONE, "p@c": TWO, "o@c": TWO}
    apart.again()
    assert apart.places() == {"a@c": ONE, "b@c": ONE, "k@c": ONE, "p@c": TWO, "o@c": TWO}


def test_a_third_ticket_is_joined_with_the_older_of_two_that_are_apart(apart: Desk) -> None:
    apart.merge(ONE, TWO)
    apart.undo(ONE, "merged")
    apart.receive(letter("z@c", "k@c", minute=8, subject="A third", sender="Cy <cy@third.example>"))
    assert apart.places()["z@c"] == THREE
    apart.receive(BRIDGE)
    assert apart.places() == {"a@c": ONE, "b@c": ONE, "k@c": ONE, "z@c": ONE, "p@c": TWO}


def test_grouping() -> None:
    a, b, c, d = (UUID(int=n) for n in range(4))
    assert groups_of([a, b, c, d], set()) == [[a, b, c, d]]
    assert groups_of([a, b, c, d], {frozenset((a, b))}) == [[a, c, d], [b]]
    assert groups_of([a, b, c, d], {frozenset((a, b)), frozenset((a, d))}) == [[a, c], [b, d]]


def test_pins_move_along_when_a_parser_gives_mails_another_identity(
    apart: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart.receive(letter("c@c", "a@c", "b@c", minute=2))
    before = apart.places()
    made = apart.split(ONE, "b@c")
    pins = "SELECT count(*) FROM ticket_messages WHERE pinned_at IS NOT NULL"
    assert apart.journal.rows(pins) == [(2,)]
    after = apart.places()
    real = reading.parse_mail

    def other(raw: bytes) -> Any:
        parsed = real(raw)
        return dataclasses.replace(parsed, fingerprint=bytes(reversed(parsed.fingerprint)))

    old = apart.message("b@c")
    monkeypatch.setattr(reading, "parse_mail", other)
    apart.again()
    assert apart.message("b@c") != old
    assert apart.places() == after
    assert apart.journal.rows(pins) == [(2,)]
    split = next(e for e in apart.events(made["ticket_code"]) if e["kind"] == "split")
    assert split["data"]["message_ids"] == [apart.message("b@c")]
    apart.undo(ONE, "split")
    assert apart.places() == before
    assert apart.journal.rows(pins) == [(0,)]


def test_two_people_merge_at_once(apart: Desk) -> None:
    one, two = apart.ticket(ONE), apart.ticket(TWO)
    bodies = [(one, two), (two, one), (one, two), (two, one)]

    def merge(pair: tuple[UUID, UUID]) -> int:
        target, source = pair
        answer = apart.agent.post(f"/tickets/{target}/merge", json={"source_ticket_ids": [str(source)]})
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(merge, bodies)) == [200, 409, 409, 409]
    assert len(set(apart.places().values())) == 1


def test_why_says_who_placed_it(apart: Desk) -> None:
    apart.receive(letter("c@c", "a@c", "b@c", minute=2))
    made = apart.split(ONE, "b@c")
    apart.receive(letter("d@c", "a@c", "b@c", minute=6))

    def why(code: str, message_id: str) -> dict[str, Any]:
        path = f"/tickets/{apart.ticket(code)}/messages/{apart.message(message_id)}/why"
        stitch: dict[str, Any] = apart.agent.get(path).json()["stitch"]
        return stitch

    split = why(made["ticket_code"], "b@c")
    assert (split["decision"], split["reason"], split["confidence"]) == (made["ticket_code"], "placed_by_person", 1)
    assert (split["evidence"]["by"], split["evidence"]["action"]) == ("ada", "split")
    assert {k: split["alternatives"][0][k] for k in ("reason", "ticket_code", "not_taken")} == {
        "reason": "references",
        "ticket_code": ONE,
        "not_taken": "A person decided otherwise",
    }
    assert why(ONE, "c@c")["reason"] == "held_where_it_was"
    followed = why(made["ticket_code"], "d@c")
    assert (followed["reason"], followed["evidence"]["answers_message_id"]) == (
        "follows_answered_mail",
        apart.message("b@c"),
    )
    untouched = why(ONE, "a@c")
    assert (untouched["reason"], untouched["alternatives"]) == ("references", [])
    apart.merge(made["ticket_code"], TWO)
    assert why(made["ticket_code"], "p@c")["reason"] == "merged_by_person"


def test_why_names_what_was_not_taken(apart: Desk) -> None:
    late = b"From: Ada <ada@customer.example>\r\nTo: support@acme.example\r\nSubject: Re: Printer on fire\r\n"
    apart.receive(late + b"Message-ID: <late@c>\r\nDate: Mon, 21 Dec 2026 10:00:00 +0000\r\n\r\nStill burning.\r\n")
    code = apart.places()["late@c"]
    assert code == THREE
    why = apart.agent.get(f"/tickets/{apart.ticket(code)}/messages/{apart.message('late@c')}/why").json()
    (miss,) = [one for one in why["stitch"]["alternatives"] if one["reason"] == "same_subject"]
    assert (miss["ticket_code"], miss["days_apart"]) == (ONE, 48)
    assert "within two weeks" in miss["not_taken"]


@pytest.mark.parametrize("answer_first", [False, True])
def test_an_answer_to_a_token_alone_follows_the_reply_into_the_split_ticket(
    sign_in: SignIn, answer_first: bool
) -> None:
    """The customer's client keeps no References; our reply's plus-address is all that tells."""
    desk = open_desk(sign_in())
    desk.receive(letter("a@c"), letter("b@c", "a@c", minute=1))
    desk.split(ONE, "b@c")
    organization_id = desk.journal.organization_id
    token = signed_address(organization_id, desk.ticket(TWO), f"support@{DOMAIN}")
    assert token
    reply = letter(
        "r@acme", "a@c", "b@c", minute=2, sender=f"support@{DOMAIN}", to="ann@customer.example", Reply_To=token
    )
    answer = letter("z@c", minute=3, subject="Thanks", to=token)
    desk.receive(*((answer, reply) if answer_first else (reply, answer)))
    places = {"a@c": ONE, "b@c": TWO, "r@acme": TWO, "z@c": TWO}
    assert desk.places() == places
    desk.again()
    assert desk.places() == places
    desk.move(TWO, "r@acme", ONE)
    assert desk.places()["z@c"] == TWO, "who moves one mail moves one"
    desk.undo(TWO, "message_moved")
    desk.undo(ONE, "split")
    assert set(desk.places().values()) == {ONE}
