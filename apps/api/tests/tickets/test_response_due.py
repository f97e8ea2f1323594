"""Since when somebody waits, and until when an answer is promised, whatever happens to the ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import permutations
from typing import Any

import pytest
from alembic import command
from sqlalchemy import event, text

from app.cli.migrate import alembic_config
from app.core.db import get_engine, transaction
from app.messages.models import DiscoveredBy
from app.tickets.response_due import apply_promises, wrongly_due
from app.tickets.schedule import tend_tickets
from app.tickets.sla import write_sla
from app.tickets.sla_schemas import SlaIn
from tests.api import Browser
from tests.corrections.desk import Desk, open_desk
from tests.factories.tickets import make_queue
from tests.ingest.store import DOMAIN, Arrival, mail, open_journal

#: When the first mail is written.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
ADA, BEN = "Ada <ada@customer.example>", f"Ben <ben@{DOMAIN}>"
VACATION = {"Auto_Submitted": "auto-replied", "X_Autoreply": "yes"}


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def written(message_id: str, *ancestors: str, minute: int, sender: str = ADA, **more: str) -> bytes:
    """A mail in its conversation; ours goes to the customer."""
    headers = {"References": " ".join(f"<{a}>" for a in ancestors)} if ancestors else {}
    to = "ada@customer.example" if sender == BEN else f"support@{DOMAIN}"
    return mail(
        message_id=message_id, sender=sender, to=to, date=format_datetime(at(minute)),
        body=f"This is {message_id}.", **headers, **more,
    )  # fmt: skip


@pytest.fixture
def desk(agent: Browser) -> Desk:
    return open_desk(agent)


@pytest.fixture
def promise(admin: Browser) -> Callable[..., None]:
    """Write promises and apply them: normal tickets within 60 and 120 minutes, urgent ones within 10 and 20."""

    def write(*policies: dict[str, Any]) -> None:
        everywhere = {"queue_id": None, "targets": [_target("normal", 60, 120), _target("urgent", 10, 20)]}
        hours = {"time_zone": "UTC", "weekly": [], "holidays": []}
        answer = admin.put("/sla", json={"business_hours": hours, "policies": [everywhere, *policies]})
        assert answer.status_code == 200, answer.text
        apply_promises(admin.organization_id)

    return write


def _target(priority: str, first: int | None, following: int | None) -> dict[str, Any]:
    return {"priority": priority, "first_response_minutes": first, "next_response_minutes": following}


def _shows(desk: Desk, code: str = "T-000001") -> tuple[int | None, int | None, str | None]:
    """Since which minute somebody waits, until which an answer is due, and which."""
    ticket = desk.agent.get(f"/tickets/{desk.ticket(code)}").json()["ticket"]

    def minute(value: str | None) -> int | None:
        return None if value is None else round((datetime.fromisoformat(value) - START) / timedelta(minutes=1))

    return minute(ticket["awaiting_reply_since"]), minute(ticket["response_due_at"]), ticket["response_due"]


NOBODY = (None, None, None)


def test_a_conversation(desk: Desk, promise: Callable[..., None]) -> None:
    promise()
    desk.receive(written("a@c", minute=0))
    assert _shows(desk) == (0, 60, "first")
    desk.receive(written("b@c", "a@c", minute=5))
    assert _shows(desk) == (0, 60, "first")
    # A program of ours is no answer.
    desk.receive(written("auto@us", "a@c", minute=6, sender=BEN, **VACATION))
    assert _shows(desk) == (0, 60, "first")
    # A colleague answers from Gmail.
    desk.receive(written("ours@us", "a@c", "b@c", minute=10, sender=BEN))
    assert _shows(desk) == NOBODY
    # A program of theirs asks nothing.
    desk.receive(written("away@c", "a@c", "ours@us", minute=11, **VACATION))
    assert _shows(desk) == NOBODY
    desk.receive(written("c@c", "a@c", "ours@us", minute=20), written("d@c", "a@c", "c@c", minute=30))
    assert _shows(desk) == (20, 140, "next")
    shown = desk.snapshot()
    desk.again()
    assert desk.snapshot() == shown


def test_whatever_the_order_of_arrival(database_url: str) -> None:
    promised = SlaIn.model_validate(
        {"business_hours": {}, "policies": [{"queue_id": None, "targets": [_target("normal", 60, 120)]}]}
    )
    mails = [
        written("a@c", minute=0),
        written("ours@us", "a@c", minute=10, sender=BEN),
        written("c@c", "a@c", "ours@us", minute=20),
        written("d@c", "a@c", "c@c", minute=30),
    ]
    for order in list(permutations(mails))[::9]:
        journal = open_journal()
        with transaction(journal.organization_id) as session:
            write_sla(session, journal.organization_id, promised)
        apply_promises(journal.organization_id)
        for raw in order:
            journal.receive(raw)
        ((since, due, which),) = journal.rows("SELECT awaiting_reply_since, response_due_at, response_due FROM tickets")
        assert isinstance(since, datetime)
        assert (since.replace(microsecond=0), which) == (at(20), "next")
        assert due == since + timedelta(minutes=120)


@pytest.mark.parametrize(
    ("found", "age", "since"),
    [
        (DiscoveredBy.history, timedelta(days=13), True),
        (DiscoveredBy.reconcile, timedelta(days=13), True),
        (DiscoveredBy.backfill, timedelta(days=13), True),
        (DiscoveredBy.history, timedelta(days=15), False),
        (DiscoveredBy.backfill, timedelta(days=900), False),
        (DiscoveredBy.upload, timedelta(hours=1), False),
    ],
)
def test_mail_of_long_ago_starts_nothing(
    desk: Desk, promise: Callable[..., None], found: DiscoveredBy, age: timedelta, since: bool
) -> None:
    promise()
    minute = -round(age / timedelta(minutes=1))
    desk.journal.arrive([Arrival("old", written("a@c", minute=minute), at(minute))])
    desk.journal.execute("UPDATE message_occurrences SET discovered_by = :by", by=found.value)
    desk.journal.process()
    assert _shows(desk) == ((minute, minute + 60, "first") if since else NOBODY)
    # Live mail in the same conversation is a question of today.
    desk.receive(written("b@c", "a@c", minute=3))
    assert _shows(desk) == ((minute, minute + 60, "first") if since else (3, 63, "first"))


def test_a_date_that_nobody_can_believe(desk: Desk, promise: Callable[..., None]) -> None:
    promise()
    desk.journal.arrive([Arrival("one", written("a@c", minute=-60 * 24 * 365 * 30), at(2))])
    desk.journal.process()
    assert _shows(desk) == (2, 62, "first")


def test_what_people_set_moves_it_and_undo_moves_it_back(desk: Desk, promise: Callable[..., None]) -> None:
    queue = str(make_queue(desk.journal.organization_id, "VIP"))
    promise({"queue_id": queue, "targets": [_target("normal", 5, 7)]})
    desk.receive(written("a@c", minute=0))
    path = f"/tickets/{desk.ticket('T-000001')}"

    def patch(**change: Any) -> None:
        answer = desk.agent.patch(path, json=change)
        assert answer.status_code == 200, answer.text
        # What was changed is answered as it is stored.
        now = desk.agent.get(path).json()["ticket"]
        assert {k: answer.json()[k] for k in ("response_due_at", "response_due")} == {
            k: now[k] for k in ("response_due_at", "response_due")
        }

    for change, due in (
        ({"priority": "urgent"}, (0, 10, "first")),
        ({"priority": "low"}, (0, None, None)),
        ({"priority": "normal", "assignee_queue_id": queue}, (0, 5, "first")),
        ({"status": "pending"}, (0, None, None)),
        ({"status": "open"}, (0, 5, "first")),
        ({"status": "resolved"}, (0, None, None)),
    ):
        patch(**change)
        assert _shows(desk) == due, change
    desk.undo("T-000001", "status_changed")
    assert _shows(desk) == (0, 5, "first")
    many = {"ticket_ids": [str(desk.ticket("T-000001"))], "change": {"priority": "urgent", "assignee_queue_id": None}}
    answer = desk.agent.post("/tickets/bulk", json=many).json()
    assert (answer["tickets"][0]["response_due_at"], _shows(desk)) == (_z(at(10)), (0, 10, "first"))
    assert desk.agent.post(f"/tickets/bulk/{answer['id']}/undo").json()["tickets"][0]["response_due_at"] == _z(at(5))


def _z(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_merging_splitting_and_moving(desk: Desk, promise: Callable[..., None]) -> None:
    promise()
    desk.receive(written("a@c", minute=0), written("b@c", "a@c", minute=3), written("x@o", minute=5, subject="Other"))
    before = desk.snapshot()
    desk.merge("T-000002", "T-000001")
    assert (_shows(desk, "T-000002"), desk.journal.rows("SELECT count(response_due_at) FROM tickets")) == (
        (0, 60, "first"), [(1,)],
    )  # fmt: skip
    desk.undo("T-000002", "merged")
    assert {**desk.snapshot(), "threads": []} == {**before, "threads": []}
    new = desk.split("T-000001", "b@c")["ticket_code"]
    assert (_shows(desk), _shows(desk, new)) == ((0, 60, "first"), (3, 63, "first"))
    desk.move("T-000001", "a@c", "T-000002")
    assert _shows(desk, "T-000002") == (0, 60, "first")


def test_rules_give_a_queue_and_with_it_its_promise(desk: Desk, promise: Callable[..., None], admin: Browser) -> None:
    queue = str(make_queue(desk.journal.organization_id, "VIP"))
    rule = {"name": "VIP", "match_sender_email_pattern": "ada@*", "action_assign_queue_id": queue}
    assert admin.post("/tickets/routing/rules", json=rule).status_code == 201
    promise({"queue_id": queue, "targets": [_target("normal", 5, 7)]})
    desk.receive(written("a@c", minute=0))
    assert _shows(desk) == (0, 5, "first")


def test_new_promises_reach_the_tickets_that_wait(desk: Desk, promise: Callable[..., None], admin: Browser) -> None:
    desk.receive(written("a@c", minute=0), written("x@o", minute=5, subject="Other"))
    assert _shows(desk) == (0, None, None)
    queued = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tickets_response_due'"
    promise()
    assert (_shows(desk), _shows(desk, "T-000002")) == ((0, 60, "first"), (5, 65, "first"))
    assert desk.journal.rows(queued) == [(1,)]
    found = desk.agent.get("/tickets", params={"q": "is:overdue", "sort": "response_due_at"}).json()["items"]
    assert [ticket["ticket_code"] for ticket in found] == ["T-000001", "T-000002"]
    counts = desk.agent.get("/tickets/counts").json()
    assert (counts["due"], counts["overdue"]) == (2, 2)
    # The job came to no end: the worker asks again, until nothing is left to apply.
    desk.journal.execute("DELETE FROM procrastinate_jobs")
    tend_tickets(datetime.now(UTC))
    assert desk.journal.rows(queued) == [(0,)]
    assert admin.put("/sla", json={"business_hours": {}, "policies": []}).status_code == 200
    desk.journal.execute("DELETE FROM procrastinate_jobs")
    tend_tickets(datetime.now(UTC))
    assert desk.journal.rows(queued) == [(1,)]
    assert apply_promises(desk.journal.organization_id) == 2
    assert (_shows(desk), apply_promises(desk.journal.organization_id)) == ((0, None, None), 0)


def test_who_was_helped_without_a_mail_waits_from_their_next_one(desk: Desk, promise: Callable[..., None]) -> None:
    promise()
    desk.receive(written("a@c", minute=0))
    path = f"/tickets/{desk.ticket('T-000001')}"
    assert desk.agent.patch(path, json={"status": "resolved"}).status_code == 200
    desk.receive(written("v@c", "a@c", minute=100, **VACATION))
    assert desk.agent.get(path).json()["ticket"]["response_due_at"] is None
    desk.receive(written("b@c", "a@c", minute=290))
    assert _shows(desk) == (290, 350, "first")
    desk.receive(written("c@c", "a@c", minute=295))
    assert _shows(desk) == (290, 350, "first")


def test_promises_that_are_taken_back_leave_nothing_due(
    desk: Desk, promise: Callable[..., None], admin: Browser
) -> None:
    promise()
    desk.receive(written("a@c", minute=0))
    assert admin.put("/sla", json={"business_hours": {}, "policies": []}).status_code == 200
    # It leaves the tickets that are ours to answer before the job has come.
    assert desk.agent.patch(f"/tickets/{desk.ticket('T-000001')}", json={"status": "resolved"}).status_code == 200
    assert apply_promises(desk.journal.organization_id) == 1
    assert desk.agent.get("/tickets/counts").json()["overdue"] == 0


@pytest.mark.corrupts_store
def test_a_wrong_due_time_is_found(desk: Desk, promise: Callable[..., None]) -> None:
    promise()
    desk.receive(written("a@c", minute=0))
    desk.journal.execute("UPDATE tickets SET response_due_at = response_due_at + interval '1 minute'")
    with transaction(desk.journal.organization_id) as session:
        examined, wrong = wrongly_due(session, desk.journal.organization_id)
    assert (examined, len(wrong)) == (1, 1)


def test_nobody_goes_by_the_old_promises_when_new_ones_are_applied(
    desk: Desk, promise: Callable[..., None], admin: Browser
) -> None:
    organization_id = desk.journal.organization_id
    desk.receive(written("a@c", minute=0))
    with transaction(organization_id) as session:
        # Somebody has looked up that nothing is promised, and has not ended yet.
        session.execute(text("SELECT pg_advisory_xact_lock_shared(7412, hashtext(:o))"), {"o": str(organization_id)})
        promise()
        assert _shows(desk) == (0, None, None)
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")) == 1
    with transaction(organization_id) as session:
        assert wrongly_due(session, organization_id) == (0, [])
    assert apply_promises(organization_id) == 1
    assert _shows(desk) == (0, 60, "first")


def test_who_promises_nothing_pays_one_look(desk: Desk) -> None:
    desk.receive(written("a@c", minute=0))
    seen: list[str] = []
    event.listen(get_engine(), "before_cursor_execute", lambda *call: seen.append(call[2]))
    desk.receive(written("b@c", "a@c", minute=1))
    mine = [one for one in seen if "business_calendars" in one or "response_due" in one or "7412" in one]
    assert len(mine) == 1, mine


def test_an_upgrade_knows_who_waits(desk: Desk) -> None:
    desk.receive(
        written("a@c", minute=0),
        written("b@c", "a@c", minute=1, sender=BEN),
        written("c@c", "a@c", minute=2),
        written("x@o", minute=3, subject="Other"),
        written("y@o", minute=4, subject="Third"),
        written("z@o", "y@o", minute=5, sender=BEN, subject="Re: Third"),
        written("old@o", minute=-60 * 24 * 30, subject="Old"),
        mail(sender=BEN, to=f"eve@{DOMAIN}", message_id="in@us", date=format_datetime(at(6)), subject="Inside"),
        mail(sender=f"Eve <eve@{DOMAIN}>", to=f"ben@{DOMAIN}", message_id="re@us", date=format_datetime(at(7)),
             subject="Re: Inside", In_Reply_To="<in@us>"),
    )  # fmt: skip
    derived = "SELECT subject, is_answered, awaiting_reply_since FROM tickets ORDER BY 1"
    before = desk.journal.rows(derived)
    waiting = {str(subject): (answered, since is not None) for subject, answered, since in before}
    assert waiting == {
        "Inside": (True, False),
        "Old": (False, False),
        "Other": (False, True),
        "Printer on fire": (True, True),
        "Third": (True, False),
    }
    command.downgrade(alembic_config(), "0011")
    assert desk.journal.rows("SELECT count(*) FROM information_schema.columns WHERE column_name = 'is_answered'") == [
        (0,)
    ]
    command.upgrade(alembic_config(), "head")
    assert desk.journal.rows(derived) == before
