"""The generated quarter of mail: count, order, determinism and parseable bytes."""

import email
import email.policy
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any

import pytest

from workspace_sim.company import Company, GeneratedMail, generate, sample_company
from workspace_sim.company.compose import compose
from workspace_sim.company.hard_cases import FORM_ID
from workspace_sim.company.letter import Sent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Parsed = list[tuple[GeneratedMail, EmailMessage]]


def digest(company: Company, seed: int, messages: int = 400) -> str:
    state = hashlib.sha256()
    for mail in generate(company, seed=seed, messages=messages, now=NOW):
        state.update(repr((mail.sender, mail.recipients, mail.date, mail.conversation, mail.kind)).encode())
        state.update(mail.raw)
    return state.hexdigest()


def parse(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.fixture(scope="module")
def company() -> Company:
    return sample_company()


@pytest.fixture(scope="module")
def mails(company: Company) -> Parsed:
    return [(mail, parse(mail.raw)) for mail in generate(company, seed=7, messages=2000, now=NOW)]


def test_same_arguments_give_the_same_bytes(company: Company) -> None:
    assert digest(company, 5) == digest(sample_company(), 5)


def test_seeds_differ(company: Company) -> None:
    assert digest(company, 5) != digest(company, 6)


@pytest.mark.parametrize("messages", [0, 1, 2, 37, 500])
def test_exact_count(company: Company, messages: int) -> None:
    assert len(list(generate(company, seed=3, messages=messages, now=NOW))) == messages


def test_dates_rise_and_lie_in_the_window(mails: Parsed) -> None:
    dates = [mail.date for mail, _ in mails]
    assert dates == sorted(dates)
    assert NOW - timedelta(days=95) < dates[0]
    assert dates[-1] <= NOW
    assert all(date.utcoffset() == timedelta(0) for date in dates)


def test_another_time_zone_for_now_changes_nothing(company: Company) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    here = [mail.raw for mail in generate(company, seed=3, messages=50, now=NOW)]
    assert [mail.raw for mail in generate(company, seed=3, messages=50, now=tokyo)] == here


def test_bad_arguments_are_refused(company: Company) -> None:
    with pytest.raises(ValueError, match="negative"):
        generate(company, seed=1, messages=-1, now=NOW)
    with pytest.raises(ValueError, match="aware"):
        generate(company, seed=1, messages=1, now=NOW.replace(tzinfo=None))


def test_every_mail_is_well_formed(mails: Parsed) -> None:
    for mail, parsed in mails:
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail.raw), "bare CR or LF"
        assert max(map(len, mail.raw.split(b"\r\n"))) <= 998, "RFC 5322 line limit"
        head = mail.raw.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        for part in parsed.walk():
            assert not part.defects, (part.get_content_type(), part.defects)
            if part.get_content_maintype() == "text" and part.get_content_type() != "text/rfc822-headers":
                assert "\ufffd" not in part.get_content()


def test_date_header_is_the_date(mails: Parsed) -> None:
    for mail, parsed in mails:
        assert parsed["Date"].datetime == mail.date


def test_every_mail_names_sender_subject_and_body(mails: Parsed) -> None:
    for mail, parsed in mails:
        assert parsed["From"].addresses, mail.conversation
        assert str(parsed["Subject"]).strip()
        assert "{" not in str(parsed["Subject"])
        assert mail.recipients


def test_no_template_syntax_survives(mails: Parsed) -> None:
    for mail, parsed in mails:
        body = parsed.get_body(("plain",))
        if mail.kind == "human" and body is not None:
            text = body.get_content()
            assert not re.search(r"\{\w+\}|[\[|]\w+\|", text), text[:400]


def test_envelope_agrees_with_the_header(company: Company, mails: Parsed) -> None:
    for mail, parsed in mails:
        if mail.kind != "human":
            continue
        author = parsed["From"].addresses[0].addr_spec
        shown = {a.addr_spec for name in ("To", "Cc") if parsed[name] for a in parsed[name].addresses}
        assert set(mail.recipients) == shown - {mail.sender}
        if mail.origin == "colleague":
            account = company.account_of(mail.sender)
            assert account is not None
            assert author in company.send_as(account)
        else:
            assert author == mail.sender


def test_message_ids_are_unique_and_a_few_are_missing(mails: Parsed) -> None:
    mails = [(mail, parsed) for mail, parsed in mails if parsed["Message-ID"] != FORM_ID]
    ids = Counter(str(parsed["Message-ID"]) for _, parsed in mails if "Message-ID" in parsed)
    assert max(ids.values()) == 1
    assert all(re.fullmatch(r"<[^<>\s@]+@[^<>\s@]+>", found) for found in ids)
    assert 0 < len(mails) - len(ids) < 40


def test_the_journals_are_not_written_to(company: Company, mails: Parsed) -> None:
    journals = {account.address for account in company.journals}
    assert not any(journals.intersection(mail.recipients) for mail, _ in mails)


def test_mix(mails: Parsed) -> None:
    kinds = Counter(mail.kind for mail, _ in mails)
    assert 0.7 < kinds["human"] / len(mails) < 0.9
    for kind in ("newsletter", "spam", "notification", "calendar", "vacation", "bounce"):
        assert kinds[kind] > 4, kind
    origins = Counter(mail.origin for mail, _ in mails)
    assert origins["customer"] > 700
    assert origins["colleague"] > 500


def test_size(mails: Parsed) -> None:
    average = sum(len(mail.raw) for mail, _ in mails) / len(mails)
    assert 6_000 < average < 16_000


def test_charsets_and_encodings(mails: Parsed) -> None:
    parts = [part for _, parsed in mails for part in parsed.walk() if part.get_content_maintype() == "text"]
    charsets = {part.get_content_charset() for part in parts}
    assert charsets >= {"utf-8", "windows-1252", "iso-8859-1", "iso-2022-jp", "koi8-r", "gb2312"}
    assert {part.get("Content-Transfer-Encoding") for part in parts} >= {"7bit", "8bit", "base64", "quoted-printable"}
    assert any(part.get_param("format") == "flowed" for part in parts)


def test_mails_are_written_while_they_are_consumed(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    written = 0

    def counting(*args: Any) -> tuple[bytes, Sent]:
        nonlocal written
        written += 1
        return compose(*args)

    monkeypatch.setattr("workspace_sim.company.conversation.compose", counting)
    stream = generate(company, seed=1, messages=3_000, now=NOW)
    for _ in range(20):
        next(stream)
    assert written <= 20
