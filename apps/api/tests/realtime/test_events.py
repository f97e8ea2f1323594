"""Changes reach the browsers of the organisation, and only those."""

from __future__ import annotations

import json
import threading
import time
import uuid

import psycopg
import pytest

from app.core.db import transaction
from app.identity import event_stream
from app.realtime import sources
from app.realtime.notify import announce
from tests.api import Browser
from tests.factories.tickets import make_ticket
from tests.realtime.conftest import Open

HEARTBEAT = ": still here"
GAP = [
    line
    for topic in ("ticket", "mailbox", "job", "notification", "presence")
    for line in ("event: change", f'data: {{"topic": "{topic}", "id": null}}')
]
#: Lines of a stream that has just begun: what happened before is not known.
BEGINNING = 1 + len(GAP)


def _tell(organization_id: uuid.UUID, topic: str, *ids: uuid.UUID) -> None:
    with transaction(organization_id) as session:
        announce(session, organization_id, topic, ids)


def test_a_change_is_told_after_it_is_committed(admin: Browser, open_stream: Open) -> None:
    ticket_id = make_ticket(admin.organization_id)
    stream = open_stream(admin)
    # What happened before the process listened is not known, so everything may have changed.
    assert stream.lines(BEGINNING) == [HEARTBEAT, *GAP]
    answer = admin.patch(f"/tickets/{ticket_id}", json={"status": "open"})
    assert answer.status_code == 200
    event, data = stream.lines(2)
    assert event == "event: change"
    assert json.loads(data.removeprefix("data: ")) == {"topic": "ticket", "id": str(ticket_id)}


def test_what_happened_before_a_later_stream_is_not_known_either(admin: Browser, open_stream: Open) -> None:
    first = open_stream(admin)
    first.lines(BEGINNING)
    # Its page was fetched before the stream began, and in between something may have changed.
    assert open_stream(admin).lines(BEGINNING) == [HEARTBEAT, *GAP]
    _tell(admin.organization_id, "ticket", told := uuid.uuid4())
    assert str(told) in first.lines(2)[1], "to the first it is told once"


def test_a_rolled_back_change_is_not_told(admin: Browser, open_stream: Open) -> None:
    stream = open_stream(admin)
    stream.lines(BEGINNING)
    with transaction(admin.organization_id) as session:
        announce(session, admin.organization_id, "ticket", [uuid.uuid4()])
        session.rollback()
    told = uuid.uuid4()
    _tell(admin.organization_id, "mailbox", told)
    assert stream.lines(2)[1] == f'data: {{"topic": "mailbox", "id": "{told}"}}'


def test_another_organisation_hears_nothing(admin: Browser, stranger: Browser, open_stream: Open) -> None:
    mine, theirs = open_stream(admin), open_stream(stranger)
    mine.lines(BEGINNING)
    theirs.lines(BEGINNING)
    first, second = uuid.uuid4(), uuid.uuid4()
    _tell(admin.organization_id, "ticket", first)
    _tell(stranger.organization_id, "ticket", second)
    assert mine.lines(2)[1] == f'data: {{"topic": "ticket", "id": "{first}"}}'
    assert theirs.lines(2)[1] == f'data: {{"topic": "ticket", "id": "{second}"}}'


def test_many_changes_at_once_are_one(admin: Browser, open_stream: Open) -> None:
    stream = open_stream(admin)
    stream.lines(BEGINNING)
    _tell(admin.organization_id, "ticket", *[uuid.uuid4() for _ in range(100)])
    _tell(admin.organization_id, "job", last := uuid.uuid4())
    assert stream.lines(4)[1::2] == [
        'data: {"topic": "ticket", "id": null}',
        f'data: {{"topic": "job", "id": "{last}"}}',
    ]


def test_signing_out_ends_the_stream(admin: Browser, sign_in: object, open_stream: Open) -> None:
    stream = open_stream(admin)
    stream.lines(BEGINNING)
    assert admin.post("/auth/logout").status_code == 204
    assert stream.rest() == []


def test_a_session_that_dies_silently_ends_the_stream_at_the_heartbeat(
    admin: Browser,
    open_stream: Open,
    superuser: psycopg.Connection[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEAT_SECONDS", 0.2)
    stream = open_stream(admin)
    assert stream.lines(BEGINNING + 1)[-1] == HEARTBEAT, "a heartbeat while the session lives"
    superuser.execute("DELETE FROM sessions")
    assert set(stream.rest()) <= {HEARTBEAT}


def test_a_session_that_dies_silently_ends_a_stream_that_is_never_idle(
    admin: Browser,
    open_stream: Open,
    superuser: psycopg.Connection[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEAT_SECONDS", 0.5)
    stream = open_stream(admin)
    stream.lines(BEGINNING)
    stop = threading.Event()

    def keep_telling() -> None:
        while not stop.wait(0.02):
            _tell(admin.organization_id, "ticket", uuid.uuid4())

    teller = threading.Thread(target=keep_telling)
    teller.start()
    try:
        stream.lines(20)
        superuser.execute("DELETE FROM sessions")
        ends_by = time.monotonic() + 10
        while stream.more():
            assert time.monotonic() < ends_by, "the stream outlives its session"
    finally:
        stop.set()
        teller.join()


def test_a_lost_connection_is_made_again(
    admin: Browser, open_stream: Open, superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    stream = open_stream(admin)
    stream.lines(BEGINNING)
    killed = superuser.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE application_name = 'oss-ticketing-events' AND datname = current_database()"
    ).fetchone()
    assert killed == (1,)
    assert stream.lines(len(GAP)) == GAP, "what happened in between is not known"
    _tell(admin.organization_id, "ticket", told := uuid.uuid4())
    assert str(told) in stream.lines(2)[1]


def test_where_listen_does_not_work_it_polls(
    admin: Browser, open_stream: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "CHANNEL", "a_channel_that_nobody_notifies")
    monkeypatch.setattr(sources, "_notify", lambda payload: None)
    monkeypatch.setattr(sources, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(sources, "POLL_SECONDS", 0.1)
    ticket_id = make_ticket(admin.organization_id)
    make_ticket(admin.organization_id)
    stream = open_stream(admin)
    assert stream.lines(BEGINNING) == [HEARTBEAT, *GAP]
    assert stream.lines(4) == GAP[:4], "and again once the tables have been looked at"
    for status in ("open", "pending"):
        assert admin.patch(f"/tickets/{ticket_id}", json={"status": status}).status_code == 200
        assert stream.lines(2)[1] == f'data: {{"topic": "ticket", "id": "{ticket_id}"}}', "told once"


def test_nobody_gets_a_stream_without_a_session(new_browser: object, admin: Browser) -> None:
    admin.client.cookies.delete("oss_session")
    assert admin.get("/events").status_code == 401
