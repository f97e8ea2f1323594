"""The circuit of a mailbox, the pause, and the mailbox that a consent makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.db import transaction
from app.identity.models import Organization
from app.mailboxes.connecting import Identity, adopt_domain, claim_mailbox, same_account
from app.mailboxes.health import circuit_state, record_failure, record_refusal, record_success
from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus, MailboxSync
from app.mailboxes.pausing import MailboxUnknown, Rest, pause, rest_of, resting, resume, wait_until
from tests.api import Browser

AT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LATER, EARLIER = AT + timedelta(minutes=1), AT - timedelta(minutes=1)


@pytest.fixture
def key(admin: Browser) -> tuple[UUID, UUID]:
    """(organisation, mailbox)"""
    with transaction(admin.organization_id) as session:
        identity = Identity("1234", "journal@acme.test")
        return admin.organization_id, claim_mailbox(session, admin.organization_id, MailboxKind.journal, identity)


def sync_of(key: tuple[UUID, UUID]) -> MailboxSync:
    with transaction(key[0]) as session:
        return session.scalars(select(MailboxSync).where(MailboxSync.mailbox_id == key[1])).one()


def fail(key: tuple[UUID, UUID], times: int) -> MailboxSync:
    for _ in range(times):
        with transaction(key[0]) as session:
            record_failure(session, *key, "google_unreachable", "HTTP 503")
    return sync_of(key)


@pytest.mark.parametrize(
    ("failures", "is_open", "least", "most"),
    [(1, False, 1, 2), (4, False, 8, 16), (5, True, 24, 30), (6, True, 48, 60), (12, True, 720, 900)],
)
def test_rests_grow_to_a_quarter_of_an_hour(
    key: tuple[UUID, UUID], failures: int, is_open: bool, least: float, most: float
) -> None:
    sync = fail(key, failures)
    assert sync.failures == failures
    assert sync.retry_at is not None
    assert least - 2 <= (sync.retry_at - now()).total_seconds() <= most
    assert (circuit_state(sync) == "open") is is_open
    with transaction(key[0]) as session:
        assert resting(session, *key) is Rest.circuit_open


def test_one_success_closes_the_circuit_and_heals_the_mailbox(key: tuple[UUID, UUID]) -> None:
    fail(key, 7)
    with transaction(key[0]) as session:
        record_refusal(session, *key, MailboxStatus.error, "mail_service_not_enabled", "off", probe=True)
        assert resting(session, *key) is Rest.error
        record_success(session, *key)
        assert resting(session, *key) is None
        mailbox = session.scalars(select(Mailbox).where(Mailbox.id == key[1])).one()
        assert (mailbox.status, mailbox.error_code) == (MailboxStatus.connected, None)
    assert (sync_of(key).failures, sync_of(key).retry_at) == (0, None)


def test_health_is_announced_once_and_success_that_changes_nothing_is_silent(
    key: tuple[UUID, UUID], superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    superuser.execute("LISTEN oss_changes")
    fail(key, 1)
    for _ in range(2):
        with transaction(key[0]) as session:
            record_success(session, *key)
    heard = [n.payload for n in superuser.notifies(timeout=0.5)]
    assert len(heard) == 2
    assert all(str(key[1]) in payload for payload in heard)


@pytest.mark.parametrize(
    ("status", "paused", "not_before", "retry", "expected"),
    [
        (MailboxStatus.connected, None, None, None, None),
        (MailboxStatus.connected, EARLIER, EARLIER, EARLIER, None),
        (MailboxStatus.connected, LATER, None, None, Rest.paused),
        (MailboxStatus.connected, None, LATER, None, Rest.asked_to_wait),
        (MailboxStatus.connected, None, None, LATER, Rest.circuit_open),
        (MailboxStatus.needs_reauth, None, None, None, Rest.needs_reauth),
        (MailboxStatus.error, None, None, LATER, Rest.error),
        (MailboxStatus.error, None, None, EARLIER, None),
        (MailboxStatus.error, LATER, None, EARLIER, Rest.paused),
    ],
)
def test_when_a_mailbox_is_left_alone(
    status: MailboxStatus,
    paused: datetime | None,
    not_before: datetime | None,
    retry: datetime | None,
    expected: Rest | None,
) -> None:
    assert rest_of(status, paused, not_before, retry, AT) is expected


def test_googles_wish_is_never_shortened_and_a_resume_keeps_it(key: tuple[UUID, UUID]) -> None:
    far, near = now() + timedelta(minutes=30), now() + timedelta(minutes=1)
    with transaction(key[0]) as session:
        wait_until(session, *key, far)
        wait_until(session, *key, near)
        pause(session, *key, 10)
        assert resting(session, *key) is Rest.paused
        resume(session, *key)
        assert resting(session, *key) is Rest.asked_to_wait
        assert session.scalar(select(Mailbox.not_before).where(Mailbox.id == key[1])) == far


def test_another_organisation_cannot_pause_it(key: tuple[UUID, UUID], stranger: Browser) -> None:
    with pytest.raises(MailboxUnknown), transaction(stranger.organization_id) as session:
        pause(session, stranger.organization_id, key[1], 10)
    with transaction(key[0]) as session:
        assert resting(session, *key) is None
    with transaction(stranger.organization_id) as session:
        assert resting(session, stranger.organization_id, key[1]) is Rest.gone


def test_an_account_is_its_sub_and_not_its_address(key: tuple[UUID, UUID]) -> None:
    with transaction(key[0]) as session:
        assert same_account(session, *key, Identity("1234", "renamed@acme.test"))
        assert not same_account(session, *key, Identity("9", "journal@acme.test"))
        again = claim_mailbox(session, key[0], MailboxKind.journal, Identity("1234", "renamed@acme.test"))
        other = claim_mailbox(session, key[0], MailboxKind.journal, Identity("9", "journal@acme.test"))
        sending = claim_mailbox(session, key[0], MailboxKind.sending, Identity("1234", "renamed@acme.test"))
    assert again == key[1]
    assert len({again, other, sending}) == 3


def test_a_domain_is_adopted_once_and_public_ones_never(key: tuple[UUID, UUID]) -> None:
    with transaction(key[0]) as session:
        for email in ("a@acme.test", "b@ACME.test", "c@gmail.com", "d@googlemail.com", "nonsense", "e@Outlook.com"):
            adopt_domain(session, key[0], email)
        for email in ("f@xn--mnchen-3ya.de", "g@münchen.de", "h@yahoo.co.uk", "i@web.de", "j@localhost"):
            adopt_domain(session, key[0], email)
        adopted = session.scalar(select(Organization.domains).where(Organization.id == key[0]))
    assert adopted == ["acme.test", "münchen.de"]
