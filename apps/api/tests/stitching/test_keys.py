"""Which mails belong together, as a table, and that the relation is symmetric."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stitching.components import components
from app.stitching.keys import CONFIDENCE, Keys, Reason, StitchFacts, keys_of, participants_of

pytestmark = pytest.mark.quick

DAY = datetime(2026, 11, 2, 10, tzinfo=UTC)


def facts(
    message_id: str | None = None,
    *references: str,
    who: str = "ada@c.example",
    bulk: bool = False,
    index: str | None = None,
    subject: str = "printer on fire",
    reply: bool = False,
    date: datetime | None = DAY,
) -> StitchFacts:
    return StitchFacts(
        (message_id,) if message_id else (), references, frozenset(who.split()), bulk, index, subject, reply, date
    )


def joined(one: StitchFacts, other: StitchFacts) -> bool:
    a, b = keys_of(one), keys_of(other)
    forth = bool(a.registered & {lookup.key for lookup in b.lookups})
    back = bool(b.registered & {lookup.key for lookup in a.lookups})
    assert forth == back, "a relation that is not symmetric depends on the order of arrival"
    return forth


BOB = "bob@b.example"


def with_tokens(one: StitchFacts, *tokens: str) -> StitchFacts:
    return replace(one, tokens=tokens)


WITH_GOOGLES_ID = replace(facts("a@x"), own_ids=("a@x", "SMTPIN_ADDED_BROKEN@mx.google.com"))

TABLE = {
    "an answer to the id that Google gave": (WITH_GOOGLES_ID, facts("b@x", "SMTPIN_ADDED_BROKEN@mx.google.com"), True),
    "a reply and what it refers to": (facts("a@x"), facts("b@x", "a@x"), True),
    "even when the answerer is somebody else": (facts("a@x"), facts("b@x", "a@x", who=BOB), True),
    "two unrelated mails": (facts("a@x"), facts("b@x"), False),
    "two answers to a mail we never saw, one customer": (facts("b@x", "a@x"), facts("c@x", "a@x"), True),
    "two answers to a mail we never saw, strangers": (facts("b@x", "a@x"), facts("c@x", "a@x", who=BOB), False),
    "a newsletter and its reader's answer": (facts("n@x", bulk=True), facts("b@x", "n@x"), True),
    "a newsletter to others and an answer": (facts("n@x", bulk=True, who=BOB), facts("b@x", "n@x"), False),
    "two letters of one campaign to strangers": (
        facts("n@x", "campaign@x", bulk=True),
        facts("o@x", "campaign@x", bulk=True, who=BOB),
        False,
    ),
    "one id on two different mails": (facts("a@x"), facts("a@x"), False),
    "Outlook's index, same customer": (facts("a@x", index="ff"), facts("b@x", index="ff"), True),
    "Outlook's index, strangers": (facts("a@x", index="ff"), facts("b@x", index="ff", who=BOB), False),
    "Re: without references, same person, same week": (facts("a@x"), facts("b@x", reply=True), True),
    "Re: without references, a stranger": (facts("a@x"), facts("b@x", reply=True, who=BOB), False),
    "Re: without references, months later": (
        facts("a@x"),
        facts("b@x", reply=True, date=DAY + timedelta(days=60)),
        False,
    ),
    "Re: without references, before it": (facts("a@x"), facts("b@x", reply=True, date=DAY - timedelta(days=20)), False),
    "Re: with references to elsewhere": (facts("a@x"), facts("b@x", "z@x", reply=True), False),
    "too short a subject": (facts("a@x", subject="hi"), facts("b@x", subject="hi", reply=True), False),
    "one signed token, whoever and whatever": (
        with_tokens(facts("a@x"), "t1"),
        with_tokens(facts("b@x", who=BOB, subject="something else", bulk=True), "t1"),
        True,
    ),
    "tokens of two tickets": (with_tokens(facts("a@x"), "t1"), with_tokens(facts("b@x"), "t2"), False),
    "one token among several": (with_tokens(facts("a@x"), "t1"), with_tokens(facts("b@x"), "t2", "t1"), True),
    "a token and a mail without": (with_tokens(facts("a@x"), "t1"), facts("b@x"), False),
    "a token that is spelled like an id that was referred to": (
        with_tokens(facts(), "a@x"),
        facts("b@x", "a@x"),
        False,
    ),
    "no date": (facts("a@x"), facts("b@x", reply=True, date=None), False),
}


@pytest.mark.parametrize("case", TABLE)
def test_table(case: str) -> None:
    one, other, expected = TABLE[case]
    assert joined(one, other) is expected


ids = st.sampled_from(["a@x", "b@x", "c@x", "d@x"])
any_facts = st.builds(
    StitchFacts,
    own_ids=st.lists(ids, max_size=2, unique=True).map(tuple),
    references=st.lists(ids, max_size=12, unique=True).map(tuple),
    participants=st.frozensets(st.sampled_from(["p@x", "q@x", "r@x"]), max_size=3),
    is_bulk=st.booleans(),
    thread_index=st.none() | st.sampled_from(["01", "02"]),
    subject_base=st.sampled_from(["", "hello", "world"]),
    is_reply=st.booleans(),
    date=st.none() | st.integers(0, 60).map(lambda n: DAY + timedelta(days=n)),
    tokens=st.lists(st.sampled_from(["t1", "t2", "a@x"]), max_size=2, unique=True).map(tuple),
)


@given(any_facts, any_facts)
def test_the_relation_is_symmetric(one: StitchFacts, other: StitchFacts) -> None:
    joined(one, other)


@given(st.lists(any_facts, min_size=1, max_size=8), st.randoms(use_true_random=False), st.integers(1, 8))
def test_batches_and_order_do_not_change_the_partition(mails: list[StitchFacts], shuffle, cut: int) -> None:  # type: ignore[no-untyped-def]
    whole = _partition([list(enumerate(mails))])
    numbered = list(enumerate(mails))
    shuffle.shuffle(numbered)
    assert _partition([numbered[:cut], numbered[cut:]]) == whole


def _partition(batches: list[list[tuple[int, StitchFacts]]]) -> frozenset[frozenset[int]]:
    """What the store does, in memory: threads hold keys and mails, and are joined when a mail shows them to be one."""
    threads: dict[UUID, tuple[set[bytes], set[int]]] = {}
    for batch in batches:
        keys: list[Keys] = [keys_of(mail) for _, mail in batch]
        known: dict[bytes, list[UUID]] = {}
        for thread, (held, _) in threads.items():
            for key in held:
                known.setdefault(key, []).append(thread)
        for component in components(keys, known, {})[0]:
            held, members = set(), set()
            for thread in component.threads:
                more, others = threads.pop(thread)
                held |= more
                members |= others
            for position in component.mails:
                held |= keys[position].registered
                members.add(batch[position][0])
            threads[UUID(int=min(members))] = (held, members)
    return frozenset(frozenset(members) for _, members in threads.values())


def test_the_strongest_reason_is_kept() -> None:
    mails = [keys_of(facts("a@x", index="ff")), keys_of(facts("b@x", "a@x", index="ff", reply=True))]
    _, matches = components(mails, {}, {})
    assert matches[1].reason is Reason.references
    assert matches[1].evidence == "a@x"


def test_a_signed_token_is_the_strongest_reason() -> None:
    mails = [keys_of(with_tokens(facts("a@x"), "t1")), keys_of(with_tokens(facts("b@x", "a@x", reply=True), "t1"))]
    _, matches = components(mails, {}, {})
    assert matches[1].reason is Reason.token
    assert matches[1].evidence == "t1"
    assert CONFIDENCE[Reason.token] == 0.99


def test_participants_are_those_outside() -> None:
    ours = frozenset({"acme.example"})
    assert participants_of(["Ada@C.example", "support@acme.example", ""], ours) == {"ada@c.example"}
    assert participants_of(["a@acme.example", "b@acme.example"], ours) == {"a@acme.example", "b@acme.example"}
