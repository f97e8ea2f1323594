"""What an organisation promises: who may read and write it, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Browser, assert_problem
from tests.factories.tickets import make_queue

HOURS = {
    "time_zone": "Europe/Berlin",
    "weekly": [
        {"weekday": 0, "start": "09:00", "end": "12:00"},
        {"weekday": 0, "start": "12:00", "end": "24:00"},
        {"weekday": 4, "start": "00:00", "end": "16:30"},
    ],
    "holidays": ["2026-12-25", "2027-01-01"],
}
NOTHING = {"business_hours": {"time_zone": "UTC", "weekly": [], "holidays": []}, "policies": []}
URGENT = {"priority": "urgent", "first_response_minutes": 60, "next_response_minutes": None}
LOW = {"priority": "low", "first_response_minutes": 525600, "next_response_minutes": 1}


def test_an_admin_writes_what_everybody_reads(admin: Browser, agent: Browser, viewer: Browser) -> None:
    assert viewer.get("/sla").json() == NOTHING | {"updated_at": None}
    queue = str(make_queue(admin.organization_id))
    wanted: dict[str, Any] = {
        "business_hours": HOURS,
        "policies": [{"queue_id": None, "targets": [URGENT, LOW]}, {"queue_id": queue, "targets": []}],
    }
    turned = {
        "business_hours": HOURS
        | {"weekly": HOURS["weekly"][::-1], "holidays": ["2027-01-01", "2026-12-25", "2027-01-01"]},
        "policies": [{"queue_id": queue, "targets": []}, {"queue_id": None, "targets": [LOW, URGENT]}],
    }
    written = admin.put("/sla", json=turned).json()
    assert written == wanted | {"updated_at": written["updated_at"]}
    assert agent.get("/sla").json() == viewer.get("/sla").json() == written
    assert_problem(agent.put("/sla", json=wanted), 403)
    less = NOTHING | {"policies": [{"queue_id": None, "targets": [URGENT]}]}
    assert admin.put("/sla", json=less).json().items() > less.items()
    assert admin.put("/sla", json=NOTHING).json() == admin.get("/sla").json()
    assert admin.get("/sla").json().items() > NOTHING.items()


def test_of_two_who_write_at_once_the_later_does_not_win_unseen(admin: Browser) -> None:
    queues = [{"queue_id": str(make_queue(admin.organization_id, name)), "targets": []} for name in "CAB"]
    one, other = (NOTHING | {"policies": [*queues, _all(target)]} for target in (URGENT, LOW))
    assert_problem(admin.put("/sla", json=one | {"updated_at": "2026-11-02T08:00:00Z"}), 409, "sla_changed")
    first = admin.put("/sla", json=one | {"updated_at": None}).json()
    assert_problem(admin.put("/sla", json=other | {"updated_at": None}), 409, "sla_changed")
    assert admin.get("/sla").json() == first
    second = admin.put("/sla", json=other | {"updated_at": first["updated_at"]}).json()
    assert sorted(second["policies"], key=str) == sorted(other["policies"], key=str)
    assert_problem(admin.put("/sla", json=one | {"updated_at": first["updated_at"]}), 409, "sla_changed")
    # Sent again because its answer was lost: that is no conflict, and not written again.
    assert admin.put("/sla", json=other | {"updated_at": first["updated_at"]}).json() == second
    assert admin.get("/sla").json() == second
    # What was read may be sent back as it is.
    assert admin.put("/sla", json=second).json()["policies"] == second["policies"]


def _hours(**change: Any) -> dict[str, Any]:
    return NOTHING | {"business_hours": HOURS | change}


def _policies(*policies: dict[str, Any]) -> dict[str, Any]:
    return NOTHING | {"policies": list(policies)}


def _all(*targets: dict[str, Any]) -> dict[str, Any]:
    return {"queue_id": None, "targets": list(targets)}


REFUSED: list[tuple[dict[str, Any], str]] = [
    (_hours(time_zone="Europe/Atlantis"), "is not the name of a time zone"),
    (_hours(time_zone="../etc/passwd"), "is not the name of a time zone"),
    (_hours(time_zone="localtime"), "is not the name of a time zone"),
    (_hours(weekly=[{"weekday": 0, "start": "17:00", "end": "09:00"}]), "not after their start at 17:00"),
    (_hours(weekly=[{"weekday": 0, "start": "09:00", "end": "09:00"}]), "not after their start at 09:00"),
    (
        _hours(
            weekly=[{"weekday": 1, "start": "11:00", "end": "13:00"}, {"weekday": 1, "start": "09:00", "end": "12:00"}]
        ),
        "09:00-12:00 and 11:00-13:00 of Tuesday overlap",
    ),
    (_hours(weekly=[{"weekday": 7, "start": "09:00", "end": "10:00"}]), "less than or equal to 6"),
    (_hours(weekly=[{"weekday": 0, "start": "24:00", "end": "24:00"}]), "match pattern"),
    (_hours(weekly=[{"weekday": 0, "start": "9:00", "end": "10:00\n"}]), "match pattern"),
    (_hours(holidays=["2026-02-30"]), "valid date"),
    (_policies(_all(URGENT, URGENT)), "the priority urgent stands there twice"),
    (_policies(_all(), _all()), "two policies for every queue"),
    (_policies(_all(URGENT | {"first_response_minutes": 0})), "greater than or equal to 1"),
    (_policies(_all(URGENT | {"next_response_minutes": 525601})), "less than or equal to 525600"),
    (_policies(_all(URGENT | {"priority": "dire"})), "'low', 'normal', 'high' or 'urgent'"),
    (_policies(_all(URGENT | {"answer": 1})), "Extra inputs"),
    ({"policies": []}, "Field required"),
    (
        _policies({"queue_id": "00000000-0000-4000-8000-000000000000", "targets": []}),
        "not a queue of this organisation",
    ),
]


def test_what_cannot_be_is_refused_with_a_reason(admin: Browser, stranger: Browser) -> None:
    queue = str(make_queue(admin.organization_id))
    two = [{"queue_id": queue, "targets": []}] * 2
    theirs = {"queue_id": str(make_queue(stranger.organization_id)), "targets": []}
    more = [(_policies(*two), "has two policies"), (_policies(theirs), "not a queue of this organisation")]
    for body, reason in REFUSED + more:
        problem = assert_problem(admin.put("/sla", json=body), 422)
        assert reason in problem["detail"], problem
        assert problem["errors"][0]["loc"][0] == "body"
    assert admin.get("/sla").json() == NOTHING | {"updated_at": None}
    assert_problem(admin.put("/sla", json=_policies(theirs)), 422, "unknown_queue")


@pytest.mark.parametrize(
    "zone", ["Europe/Kiev", "Europe/Kyiv", "Asia/Calcutta", "UTC", "America/Argentina/Buenos_Aires"]
)
def test_names_that_browsers_know_are_zones(admin: Browser, zone: str) -> None:
    assert admin.put("/sla", json=_hours(time_zone=zone)).json()["business_hours"]["time_zone"] == zone
