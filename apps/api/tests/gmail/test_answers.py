"""Gmail's JSON as values."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gmail import answers
from app.gmail.failures import Failure, GmailError

pytestmark = pytest.mark.quick


@given(raw=st.binary(min_size=1, max_size=200), padded=st.booleans())
def test_raw_bytes_padded_or_not(raw: bytes, padded: bool) -> None:
    text = base64.urlsafe_b64encode(raw).decode()
    mail = answers.raw_mail({"id": "a", "raw": text if padded else text.rstrip("=")})
    assert mail.raw == raw


@pytest.mark.parametrize("raw", [None, "", "%%%aGVsbG8=", "aGVsb\x00G8=", "aGVsbG8=aGVs", 5, "héllo", "aGVsbG8\n", "a"])
def test_damaged_raw_bytes_are_never_other_bytes(raw: object) -> None:
    with pytest.raises(GmailError) as caught:
        answers.raw_mail({"id": "a", "raw": raw})
    assert caught.value.failure is Failure.raw_undecodable


def test_scenario_18_history_ids_beyond_double_precision() -> None:
    page = answers.history_page({"historyId": "18446744073709551615", "history": [{"id": "9007199254740993"}]})
    assert page.history_id == 2**64 - 1
    assert page.records[0].id == 2**53 + 1


def test_absent_keys_are_empty_lists() -> None:
    assert answers.list_page({"resultSizeEstimate": 0}) == answers.ListPage([], None)
    assert answers.history_page({"historyId": "7"}).records == []


@pytest.mark.parametrize("value", [{}, {"historyId": "x"}, {"historyId": "18446744073709551616"}, {"historyId": None}])
def test_history_without_a_history_id_is_an_outage(value: dict[str, object]) -> None:
    with pytest.raises(GmailError) as caught:
        answers.history_page(value)
    assert caught.value.failure is Failure.transient


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1793613600000", datetime(2026, 11, 2, 10, 0, tzinfo=UTC)),
        ("-1000", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("99999999999999999", None),
        ("soon", None),
        (None, None),
    ],
)
def test_internal_dates(text: str | None, moment: datetime | None) -> None:
    assert answers.bare_mail({"id": "a", "internalDate": text}).internal_date == moment


def test_typed_arrays_of_a_record() -> None:
    message = {"id": "m", "threadId": "t", "labelIds": ["INBOX"]}
    record = answers.history_page(
        {
            "historyId": "9",
            "history": [
                {
                    "id": "8",
                    "messages": [{"id": "only-repeated"}],
                    "messagesAdded": [{"message": message}],
                    "messagesDeleted": [{"message": {"id": "d"}}],
                    "labelsAdded": [{"message": {"id": "l"}, "labelIds": ["STARRED"]}],
                    "labelsRemoved": [{"message": message, "labelIds": ["UNREAD"]}, {"labelIds": ["X"]}],
                }
            ],
        }
    ).records[0]
    assert record.added == [answers.Reference("m", "t", ("INBOX",))]
    assert record.deleted == ["d"]
    assert [(r.id, sorted(a), sorted(d)) for r, a, d in record.labelled] == [
        ("l", ["STARRED"], []),
        ("m", [], ["UNREAD"]),
    ]
