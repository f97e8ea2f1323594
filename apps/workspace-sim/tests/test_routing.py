"""Where mail goes and what is stamped on it: journal, aliases, groups, duplicates, bounces, customers."""

import httpx
import pytest

from tests.mails import header, listed, mail, raw_of
from workspace_sim.testing import SimServer


def only(client: httpx.Client, **params: str) -> bytes:
    (message_id,) = listed(client, **params)
    return raw_of(client, message_id)


def setting(sim: SimServer, **changes: object) -> None:
    sim.admin.patch("/sim/settings", json=changes).raise_for_status()


def test_inbound_to_an_alias(sim: SimServer, journal: httpx.Client, alice: httpx.Client) -> None:
    source = mail()
    sim.deliver("bounce@cust.example", "support@acme.example", source)
    copy, own = only(journal), only(alice)
    assert copy.endswith(source)
    assert own.endswith(source)
    assert header(copy, "X-Gm-Original-To") == ["support@acme.example"]
    assert header(copy, "Delivered-To") == ["journal@acme.example"]
    assert header(own, "Delivered-To") == ["alice@acme.example"]
    assert header(own, "X-Gm-Original-To") == []
    assert header(own, "Return-Path") == ["<bounce@cust.example>"]
    assert "for <support@acme.example>" in header(own, "Received")[1]
    assert header(own, "Authentication-Results")[0].startswith("mx.google.com;")
    assert own.startswith(b"Delivered-To:")


def test_bare_lf_mail_stays_bare_lf(sim: SimServer, alice: httpx.Client) -> None:
    source = mail().replace(b"\r\n", b"\n")
    sim.deliver("ann@cust.example", "alice@acme.example", source)
    raw = only(alice)
    assert raw.endswith(source)
    assert b"\r" not in raw


@pytest.mark.parametrize(("mode", "copies"), [("on", 1), ("off", 3)])
def test_journal_duplicates(sim: SimServer, journal: httpx.Client, mode: str, copies: int) -> None:
    setting(sim, dedupe_by_message_id=mode)
    people = ["alice@acme.example", "bob@acme.example", "carol@acme.example"]
    answer = sim.deliver("ann@cust.example", people, mail())
    assert answer["suppressed_duplicates"] == 3 - copies
    marks = {header(raw_of(journal, i), "X-Gm-Original-To")[0] for i in listed(journal)}
    assert len(marks) == len(listed(journal)) == copies
    assert marks <= set(people)


def test_flaky_duplicates_and_arbitrary_survivor(sim: SimServer, journal: httpx.Client) -> None:
    setting(sim, dedupe_by_message_id="flaky")
    for number in range(40):
        sim.deliver("ann@cust.example", ["alice@acme.example", "bob@acme.example"], mail(number))
    ids = listed(journal)
    assert 40 < len(ids) < 80
    marks = [header(raw_of(journal, i), "X-Gm-Original-To")[0] for i in ids]
    assert 8 < marks.count("alice@acme.example") < len(ids) - 8


def test_equal_message_id_with_other_content_is_dropped_by_gmail(sim: SimServer, journal: httpx.Client) -> None:
    sim.deliver("ann@cust.example", "alice@acme.example", mail(1, text="first"))
    second = sim.deliver("ann@cust.example", "alice@acme.example", mail(1, text="second"))
    assert second["copies"] == []
    assert b"first" in only(journal)


def test_group_copies(sim: SimServer, journal: httpx.Client) -> None:
    setting(sim, dedupe_by_message_id="off", group_footer=True)
    sim.deliver("ann@cust.example", "sales@acme.example", mail(to="sales@acme.example"))
    copies = [raw_of(journal, i) for i in listed(journal)]
    assert {header(c, "X-Gm-Original-To")[0] for c in copies} == {
        "sales@acme.example",
        "bob@acme.example",
        "carol@acme.example",
    }
    with sim.gmail("bob@acme.example") as bob:
        raw = only(bob)
    assert header(raw, "From") == ["\"'Ann Ash' via Sales\" <sales@acme.example>"]
    assert header(raw, "X-Original-From") == ["Ann Ash <ann@cust.example>"]
    assert header(raw, "X-Original-Sender") == ["ann@cust.example"]
    assert header(raw, "Reply-To") == ["Ann Ash <ann@cust.example>"]
    assert header(raw, "List-ID") == ["<sales.acme.example>"]
    assert header(raw, "X-BeenThere") == ["sales@acme.example"]
    assert header(raw, "Message-ID") == ["<m1@cust.example>"]
    assert header(raw, "Return-Path")[0].startswith("<sales+bnc")
    assert b"subscribed to the group" in raw
    setting(sim, group_rewrite_from=False)
    sim.deliver("ann@cust.example", "sales@acme.example", mail(2))
    with sim.gmail("carol@acme.example") as carol:
        assert header(raw_of(carol, listed(carol)[0]), "From") == ["Ann Ash <ann@cust.example>"]


def test_colleague_answers_straight_from_gmail(sim: SimServer, journal: httpx.Client, alice: httpx.Client) -> None:
    sim.deliver("ann@cust.example", "support@acme.example", mail(1))
    answer = mail(
        2,
        sender="Alice <support@acme.example>",
        to="ann@cust.example",
        subject="Re: Broken pump",
        extra="In-Reply-To: <m1@cust.example>\nReferences: <m1@cust.example>\n",
    )
    sim.deliver("alice@acme.example", "ann@cust.example", answer)
    (sent,) = listed(alice, labelIds="SENT")
    assert header(raw_of(alice, sent), "Message-ID") == ["<m2@cust.example>"]
    assert len({m["threadId"] for m in alice.get("messages").json()["messages"]}) == 1
    copies = [raw_of(journal, i) for i in listed(journal)]
    assert [header(c, "X-Gm-Original-To") for c in copies] == [["ann@cust.example"], ["support@acme.example"]]
    thread = sim.admin.get("/sim/customers/ann@cust.example/messages").json()["items"]
    assert [m["direction"] for m in thread] == ["sent", "received"]
    assert len({m["thread"] for m in thread}) == 1


@pytest.mark.parametrize(
    ("sending", "receiving", "copies"), [(True, False, 1), (False, True, 1), (True, True, 2), (False, False, 0)]
)
def test_internal_mail(sim: SimServer, journal: httpx.Client, sending: bool, receiving: bool, copies: int) -> None:
    setting(sim, dedupe_by_message_id="off", journal_internal_sending=sending, journal_internal_receiving=receiving)
    sim.deliver("alice@acme.example", "bob@acme.example", mail(sender="alice@acme.example", to="bob@acme.example"))
    assert len(listed(journal)) == copies
    with sim.gmail("bob@acme.example") as bob:
        assert len(listed(bob, labelIds="INBOX")) == 1


def test_missing_and_broken_message_ids(sim: SimServer, journal: httpx.Client) -> None:
    sim.deliver("ann@cust.example", ["alice@acme.example", "bob@acme.example"], mail(message_id=""))
    added = [header(raw_of(journal, i), "Message-ID")[0] for i in listed(journal)]
    assert len(set(added)) == 2
    assert all(i.endswith("SMTPIN_ADDED_MISSING@mx.google.com>") for i in added)
    sim.deliver("ann@cust.example", "carol@acme.example", mail(message_id="<two words@x>"))
    with sim.gmail("carol@acme.example") as carol:
        raw = only(carol)
    assert "SMTPIN_ADDED_BROKEN" in header(raw, "Message-ID")[0]
    assert header(raw, "X-Google-Original-Message-ID") == ["<two words@x>"]


def test_spam(sim: SimServer, journal: httpx.Client, alice: httpx.Client) -> None:
    sim.deliver("ann@cust.example", "alice@acme.example", mail(), spam=True)
    assert listed(journal) == listed(alice) == []
    raw = only(journal, q="in:spam")
    assert header(raw, "X-Gm-Spam") == ["1"]
    setting(sim, journal_spam=False)
    answer = sim.deliver("ann@cust.example", "alice@acme.example", mail(2), spam=True)
    assert [c["mailbox"] for c in answer["copies"]] == ["alice@acme.example"]


def test_unknown_recipient_bounces_to_the_customer_or_the_catch_all(sim: SimServer, alice: httpx.Client) -> None:
    answer = sim.deliver("ann@cust.example", "typo@acme.example", mail())
    assert answer["bounced"] == ["typo@acme.example"]
    items = sim.admin.get("/sim/customers/ann@cust.example/messages").json()["items"]
    assert [m["direction"] for m in items] == ["sent", "received"]
    assert "Delivery Status" in items[1]["subject"]
    assert sim.deliver("", "typo@acme.example", mail(3))["bounced"] == ["typo@acme.example"]
    setting(sim, catch_all="alice@acme.example")
    sim.deliver("ann@cust.example", "typo@acme.example", mail(2))
    assert "for <typo@acme.example>" in header(only(alice), "Received")[1]


def test_mail_to_the_journal_itself_and_from_it(sim: SimServer, journal: httpx.Client) -> None:
    sim.deliver("ann@cust.example", "journal@acme.example", mail(1))
    assert header(only(journal), "X-Gm-Original-To") == []
    sim.deliver("journal@acme.example", "ann@cust.example", mail(2, sender="journal@acme.example"))
    assert len(listed(journal, labelIds="INBOX")) == 1


def test_plus_addresses_and_several_journals(sim: SimServer, journal: httpx.Client, alice: httpx.Client) -> None:
    sim.post("/sim/accounts", {"email": "journal2@acme.example", "journal": True})
    sim.deliver("ann@cust.example", "support+abc@acme.example", mail())
    assert header(only(journal), "X-Gm-Original-To") == ["support+abc@acme.example"]
    assert len(listed(alice)) == 1
    with sim.gmail("journal2@acme.example") as second:
        assert len(listed(second)) == 1


def test_a_long_conversation_is_split_after_a_hundred(sim: SimServer, alice: httpx.Client) -> None:
    for number in range(120):
        extra = f"References: <m{number - 1}@cust.example>\n" if number else ""
        raw = mail(number, subject="Re: Long" if number else "Long", extra=extra)
        sim.admin.post("/sim/mailboxes/alice@acme.example/messages", content=raw).raise_for_status()
    messages = alice.get("messages", params={"maxResults": 500}).json()["messages"]
    assert len({m["threadId"] for m in messages}) == 2


def test_same_seed_same_ids(sim: SimServer) -> None:
    def run() -> object:
        sim.post("/sim/reset", {"seed": 7})
        return sim.deliver("a@b.example", ["sales@acme.example", "support@acme.example"], mail(message_id=""))

    assert run() == run()
