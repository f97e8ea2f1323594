"""History as a set of news."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gmail.answers import HistoryRecord, Reference
from app.gmail.changes import LabelChange, fold, ignored_label

pytestmark = pytest.mark.quick


def added(number: int, name: str, *labels: str) -> HistoryRecord:
    return HistoryRecord(number, [Reference(name, "t", labels)], [], [])


def deleted(number: int, name: str) -> HistoryRecord:
    return HistoryRecord(number, [], [name], [])


def labelled(
    number: int, name: str, plus: str = "", minus: str = "", now: tuple[str, ...] | None = None
) -> HistoryRecord:
    change = (Reference(name, "t", now), frozenset(plus.split()), frozenset(minus.split()))
    return HistoryRecord(number, [], [], [change])


def present(*records: HistoryRecord) -> dict[str, tuple[str, ...] | None]:
    return {r.id: r.label_ids for r in fold(records).present}


def test_scenario_19_many_records_of_one_message() -> None:
    records = [
        added(1, "a", "INBOX"),
        added(1, "a", "INBOX"),
        labelled(2, "a", plus="STARRED"),
        labelled(3, "a", plus="STARRED"),
    ]
    assert present(*records) == {"a": ("INBOX", "STARRED")}


def test_scenario_20_a_label_record_alone_makes_a_message_known() -> None:
    assert present(labelled(5, "a", plus="INBOX", now=("INBOX",))) == {"a": ("INBOX",)}


def test_scenario_21_added_then_deleted_is_uncertain() -> None:
    changes = fold([added(1, "a", "INBOX"), deleted(2, "a"), deleted(3, "b")])
    assert (changes.present, changes.uncertain, changes.deleted) == ([], ["a"], ["b"])


@given(seed=st.integers(0, 1000))
def test_scenario_23_order_within_a_page_does_not_matter(seed: int) -> None:
    records = [
        added(1, "a", "INBOX", "UNREAD"),
        labelled(2, "a", minus="UNREAD", now=("INBOX",)),
        labelled(3, "a", plus="SPAM", minus="INBOX", now=("SPAM",)),
        added(4, "b", "INBOX"),
        deleted(5, "c"),
        added(6, "d", "DRAFT"),
        deleted(7, "b"),
    ]
    shuffled = random.Random(seed).sample(records, len(records))
    assert fold(shuffled) == fold(records)
    assert {r.id: r.label_ids for r in fold(shuffled).present} == {"a": ("SPAM",)}


def test_scenario_27_drafts_are_no_mail_and_28_sent_ones_are() -> None:
    assert present(added(1, "a", "DRAFT"), deleted(2, "x"), added(3, "b", "SENT")) == {"b": ("SENT",)}
    assert present(added(1, "a", "DRAFT"), labelled(2, "a", plus="SENT", minus="DRAFT", now=("SENT",))) == {
        "a": ("SENT",)
    }


def test_scenario_30_chats_are_no_mail() -> None:
    assert present(added(1, "a", "CHAT")) == {}
    assert ignored_label(["CHAT", "INBOX"]) == "CHAT"
    assert ignored_label(["SENT", "DRAFT"]) is None


def test_labels_without_a_snapshot_are_applied_to_what_is_known() -> None:
    change = fold([labelled(1, "a", plus="SPAM", minus="INBOX"), labelled(2, "a", plus="INBOX", minus="SPAM")]).labels[
        "a"
    ]
    assert change.apply(["SPAM", "UNREAD"]) == ["INBOX", "UNREAD"]
    assert LabelChange(labels=("X",)).apply(["Y"]) == ["X"]
