"""Where mails have their homes: a table, and that no order matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tickets.placement import Placed, nearest_first, parents, pins_for, place

pytestmark = pytest.mark.quick

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
Mail = Placed[str, str]


def mail(
    name: str,
    *references: str,
    pin: str | None = None,
    message_id: str | None = "same",
    minute: int = 0,
    token: str | None = None,
    ours: bool = False,
) -> Mail:
    """A mail that refers to others, oldest first; its Message-ID is its name unless another is given."""
    ancestors = nearest_first(references[-1:], references)
    known = name if message_id == "same" else message_id
    return Placed(name, known, ancestors, (NOON + timedelta(minutes=minute), name.encode()), pin, token, ours)


_REPLY = mail("r", "b", minute=2, token="N", ours=True)


TABLE: dict[str, tuple[list[Mail], dict[str, str]]] = {
    "nobody placed anything": ([mail("a"), mail("b", "a")], {"a": "T", "b": "T"}),
    "a pin holds": ([mail("a"), mail("b", "a", pin="N")], {"a": "T", "b": "N"}),
    "an answer follows what it answers": (
        [mail("a"), mail("b", "a", pin="N"), mail("c", "a", "b"), mail("d", "a", "b", "c")],
        {"a": "T", "b": "N", "c": "N", "d": "N"},
    ),
    "an answer to what stayed stays": (
        [mail("a"), mail("b", "a", pin="N"), mail("c", "a", "b", pin="T"), mail("d", "a", "b", "c")],
        {"a": "T", "b": "N", "c": "T", "d": "T"},
    ),
    "over a mail that is not there": (
        [mail("a"), mail("b", "a", pin="N"), mail("d", "a", "b", "gone")],
        {"a": "T", "b": "N", "d": "N"},
    ),
    "without an ancestor: the thread's": ([mail("a", pin="N"), mail("z", "gone")], {"a": "N", "z": "T"}),
    "a late parent of what was placed": ([mail("a"), mail("b", "a", pin="N")], {"a": "T", "b": "N"}),
    "In-Reply-To before References": (
        [Placed("r", "r", nearest_first(["x"], ["y"]), (NOON, b"r")), mail("x", pin="X"), mail("y", pin="Y")],
        {"r": "X", "x": "X", "y": "Y"},
    ),
    "a circle": ([mail("a", "b"), mail("b", "a"), mail("c", "a")], {"a": "T", "b": "T", "c": "T"}),
    "a circle with a pin": ([mail("a", "b", pin="N"), mail("b", "a"), mail("c", "b")], {"a": "N", "b": "N", "c": "N"}),
    "it names itself": ([mail("a", "a"), mail("b", "a", pin="N")], {"a": "T", "b": "N"}),
    "no Message-ID": ([mail("a", message_id=None, pin="N"), mail("b", "a")], {"a": "N", "b": "T"}),
    "two mails with one Message-ID: the earlier is meant": (
        [mail("p", message_id="x", minute=5, pin="N"), mail("q", message_id="x", minute=1), mail("r", "x")],
        {"p": "N", "q": "T", "r": "T"},
    ),
    "a token without a reference: where the reply is": (
        [mail("a"), mail("b", "a", pin="N"), _REPLY, mail("z", minute=3, token="N"), mail("y", "a", token="N")],
        {"a": "T", "b": "N", "r": "N", "z": "N", "y": "T"},
    ),
    "the reply was moved on": (
        [mail("a"), mail("b", "a", pin="N"), replace(_REPLY, pin="M"), mail("z", minute=3, token="N")],
        {"a": "T", "b": "N", "r": "M", "z": "M"},
    ),
    "several replies with one token: the last before it": (
        [
            _REPLY,
            mail("s", minute=4, token="N", ours=True, pin="M"),
            mail("y", minute=3, token="N"),
            mail("z", minute=5, token="N"),
            mail("b", pin="N"),
        ],
        {"r": "N", "s": "M", "y": "N", "z": "M", "b": "N"},
    ),
    "the reply is not there yet": ([mail("b", pin="N"), mail("z", token="N")], {"b": "N", "z": "N"}),
    "a token of a ticket that nobody split off": ([mail("b", pin="N"), mail("z", token="X")], {"b": "N", "z": "T"}),
}


@pytest.mark.parametrize("case", TABLE)
def test_table(case: str) -> None:
    mails, homes = TABLE[case]
    assert place(mails, "T") == homes
    assert place(mails[::-1], "T") == homes


def test_a_conversation_as_deep_as_it_is_long() -> None:
    names = [str(n) for n in range(20_000)]
    mails = [mail("0", pin="N"), *(mail(name, names[n]) for n, name in enumerate(names[1:]))]
    assert set(place(mails[::-1], "T").values()) == {"N"}


names = [f"m{n}" for n in range(8)]
forests = st.tuples(*[st.lists(st.sampled_from(names), max_size=3, unique=True) for _ in names]).map(
    lambda all_references: [mail(name, *references) for name, references in zip(names, all_references, strict=True)]
)
overrides = st.lists(st.tuples(st.sets(st.sampled_from(names), min_size=1), st.sampled_from(["N", "O"])), max_size=3)


@given(forests, st.integers(1, 7), overrides, st.randoms(use_true_random=False))
def test_what_was_placed_stays_and_the_order_of_the_rest_does_not_matter(
    mails: list[Mail], arrived: int, acts: list[tuple[set[str], str]], random: Random
) -> None:
    """Some mails arrive, people place some of these, the others arrive in any order."""
    present = {m.id: m for m in mails[:arrived]}
    for moved, target in acts:
        homes = place(present.values(), "T")
        mine = moved & present.keys()
        pins = pins_for(list(present.values()), "T", homes, mine, target)
        present = {i: Placed(i, m.message_id, m.ancestors, m.order, pins.get(i, m.pin)) for i, m in present.items()}
        after = place(present.values(), "T")
        assert after == homes | dict.fromkeys(mine, target), "the moved moved, and nothing else"
        assert all(after[i] == home for i, home in pins.items())
    outcome = None
    for _ in range(3):
        later = mails[arrived:]
        random.shuffle(later)
        store = list(present.values())
        random.shuffle(store)
        for one in later:
            store.append(one)
            homes = place(store, "T")
            assert all(homes[m.id] == m.pin for m in store if m.pin is not None), "no mail moves what a person placed"
        final = place(store, "T")
        assert outcome is None or final == outcome
        outcome = final


@given(forests, st.sets(st.sampled_from(names)))
def test_only_what_would_follow_is_pinned(mails: list[Mail], moved: set[str]) -> None:
    homes = place(mails, "T")
    pins = pins_for(mails, "T", homes, moved, "N")
    parent = parents(mails)
    for name in pins.keys() - moved:
        at, seen = parent.get(name), {name}
        while at is not None and at not in moved and at not in seen:
            seen.add(at)
            at = parent.get(at)
        assert at in moved
