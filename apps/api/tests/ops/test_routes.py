"""/ops over HTTP."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import psycopg
import pytest

from app.core.paging import encode_cursor
from tests.api import Browser, assert_problem
from tests.ops.conftest import raw_mail, receive

Superuser = psycopg.Connection[tuple[object, ...]]

READS = [
    "/ops/occurrences",
    "/ops/verify",
    "/ops/jobs/dlq",
    "/ops/mailboxes/sync",
    "/ops/messages/collisions",
    "/ops/metrics/overview",
]


@pytest.mark.parametrize("path", READS)
def test_only_admins_may(path: str, admin: Browser, agent: Browser) -> None:
    assert admin.get(path).status_code == 200
    assert_problem(agent.get(path), 403)


def test_every_copy_is_listed_page_by_page(admin: Browser, stranger: Browser) -> None:
    receive(admin.organization_id, [raw_mail(n) for n in range(5)])
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = admin.get("/ops/occurrences", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert len(seen) == len(set(seen)) == 5
    (item, *_) = admin.get("/ops/occurrences").json()["items"]
    assert (item["state"], item["disposition"], item["error"]) == ("processed", "ticketed", None)
    assert item["ticket_id"]
    assert item["message_id"]
    assert item["reason"]
    assert stranger.get("/ops/occurrences").json()["items"] == []


def test_filters(admin: Browser, superuser: Superuser) -> None:
    mailbox = receive(admin.organization_id, [raw_mail(n) for n in range(4)])
    superuser.execute(
        "UPDATE message_occurrences SET state = 'failed', error_code = 'processing_failed', error_detail = 'x'"
        " WHERE id = (SELECT max(id::text)::uuid FROM message_occurrences)"
    )

    def count(**params: object) -> int:
        answer = admin.get("/ops/occurrences", params=params)
        assert answer.status_code == 200, answer.text
        return len(answer.json()["items"])

    assert count(state="failed") == 1
    assert count(state=["failed", "processed"]) == 4
    assert count(disposition="parked") == 0
    assert count(disposition="ticketed", mailbox_id=str(mailbox)) == 4
    assert count(mailbox_id=str(uuid4())) == 0
    assert_problem(admin.get("/ops/occurrences", params={"state": "lost"}), 422)
    assert_problem(admin.get("/ops/occurrences", params={"cursor": "forged"}), 422, "invalid_cursor")


def test_replay_says_what_would_change_and_then_does_it(admin: Browser, superuser: Superuser) -> None:
    receive(admin.organization_id, [raw_mail(n) for n in range(3)])
    nothing = admin.post("/ops/replay", json={"dry_run": True}).json()
    assert (nothing["examined"], nothing["changed"], nothing["job_id"]) == (3, 0, None)
    superuser.execute("UPDATE messages SET subject = 'misread' WHERE subject = 'Question 1'")
    diff = admin.post("/ops/replay", json={"dry_run": True}).json()
    assert (diff["changed"], diff["counts"]) == (1, {"subject": 1})
    wanted = [diff["examples"][0]["occurrence_id"]]
    done = admin.post("/ops/replay", json={"occurrence_ids": wanted, "dry_run": False}).json()
    assert (done["changed"], done["dry_run"]) == (1, False)
    assert done["job_id"] is not None
    states = superuser.execute("SELECT state, count(*) FROM message_occurrences GROUP BY 1 ORDER BY 1").fetchall()
    assert states == [("fetched", 1), ("processed", 2)]


def test_replay_selects_by_time(admin: Browser) -> None:
    receive(admin.organization_id, [raw_mail(1)])
    for span, examined in (({"until": "2001-01-01T00:00:00Z"}, 0), ({"since": "2001-01-01T00:00:00Z"}, 1)):
        assert admin.post("/ops/replay", json={"dry_run": True} | span).json()["examined"] == examined
    assert_problem(admin.post("/ops/replay", json={"since": "yesterday"}), 422)
    assert_problem(admin.post("/ops/replay", json={"since": "2001-01-01T00:00:00"}), 422)


def test_another_organisations_copies_are_not_replayed(admin: Browser, stranger: Browser, superuser: Superuser) -> None:
    receive(admin.organization_id, [raw_mail(1)])
    (item,) = admin.get("/ops/occurrences").json()["items"]
    answer = stranger.post("/ops/replay", json={"occurrence_ids": [item["id"]]}).json()
    assert answer["changed"] == 0
    assert superuser.execute("SELECT state FROM message_occurrences").fetchall() == [("processed",)]


def _dead_job(superuser: Superuser, organization_id: UUID, queueing_lock: str | None = None) -> int:
    row = superuser.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, queueing_lock)"
        " VALUES ('default', 'mailbox_backfill', %s, 'failed', 5, %s) RETURNING id",
        [json.dumps({"organization_id": str(organization_id), "mailbox_id": str(uuid4())}), queueing_lock],
    ).fetchone()
    assert row is not None
    superuser.execute("INSERT INTO procrastinate_events (job_id, type) VALUES (%s, 'failed')", [row[0]])
    return int(str(row[0]))


def test_dead_letters(admin: Browser, stranger: Browser, superuser: Superuser) -> None:
    ids = [_dead_job(superuser, admin.organization_id) for _ in range(3)]
    theirs = _dead_job(superuser, stranger.organization_id)
    first = admin.get("/ops/jobs/dlq", params={"limit": 2}).json()
    assert [job["id"] for job in first["items"]] == [ids[2], ids[1]]
    assert first["items"][0]["failed_at"]
    rest = admin.get("/ops/jobs/dlq", params={"cursor": first["next_cursor"]}).json()
    assert [job["id"] for job in rest["items"]] == [ids[0]]
    assert admin.post(f"/ops/jobs/{ids[0]}/replay").json() == {"job_type": "mailbox_backfill", "job_id": ids[0]}
    assert superuser.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [ids[0]]).fetchone() == (
        "todo",
        1,
    )
    for unknown in (theirs, ids[0], 2**62, 2**70):
        assert_problem(admin.post(f"/ops/jobs/{unknown}/replay"), 404, "job_unknown")


def test_a_dead_job_whose_like_waits_is_not_queued_twice(admin: Browser, superuser: Superuser) -> None:
    first = _dead_job(superuser, admin.organization_id, "one")
    second = _dead_job(superuser, admin.organization_id, "one")
    assert admin.post(f"/ops/jobs/{first}/replay").json()["job_id"] == first
    assert admin.post(f"/ops/jobs/{second}/replay").json() == {"job_type": "mailbox_backfill", "job_id": None}
    assert [job["id"] for job in admin.get("/ops/jobs/dlq").json()["items"]] == [second]


def test_collisions(admin: Browser, stranger: Browser) -> None:
    receive(admin.organization_id, [raw_mail(1, "same@x.test"), raw_mail(2, "same@x.test"), raw_mail(3)])
    (group,) = admin.get("/ops/messages/collisions").json()["items"]
    assert (group["rfc_message_id"], group["message_count"]) == ("same@x.test", 2)
    assert {m["subject"] for m in group["messages"]} == {"Question 1", "Question 2"}
    assert {m["copies"] for m in group["messages"]} == {1}
    assert stranger.get("/ops/messages/collisions").json()["items"] == []
    assert admin.post("/ops/messages/collisions/backfill").json()["occurrences"] == 2
    assert stranger.post("/ops/messages/collisions/backfill").json() == {"occurrences": 0, "job_id": None}


def test_overview(admin: Browser) -> None:
    receive(admin.organization_id, [raw_mail(n) for n in range(3)])
    overview = admin.get("/ops/metrics/overview").json()
    assert overview["occurrences"] == {"discovered": 0, "fetched": 0, "processed": 3, "gone": 0, "failed": 0}
    assert overview["dispositions"] == {"ticketed": 3, "parked": 0, "dropped": 0}
    assert (overview["messages"], overview["processed_last_day"], overview["workers_alive"]) == (3, 3, 0)
    assert sum(overview["tickets"].values()) == 3
    assert [job["job_type"] for job in overview["jobs"]] == ["occurrence_process"]
    assert overview["oldest_waiting_seconds"] is None


def test_verify(admin: Browser) -> None:
    receive(admin.organization_id, [raw_mail(1)])
    answer = admin.get("/ops/verify").json()
    assert answer["ok"] is True
    assert all(check["violations"] == 0 for check in answer["checks"])


def test_a_forged_cursor_of_collisions_is_refused(admin: Browser) -> None:
    for forged in ("<a\ud800@b>", None, "<a\x00@b>"):
        cursor = encode_cursor("rfc_message_id", (forged,))
        assert_problem(admin.get("/ops/messages/collisions", params={"cursor": cursor}), 422)
