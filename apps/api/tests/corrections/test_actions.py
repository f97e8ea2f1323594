"""Merge, split, move: what they do, that later mail and reading again respect it, and that undo restores every row."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from app.main import app
from tests.api import Browser, assert_problem
from tests.corrections.conftest import BOB
from tests.corrections.desk import Desk, letter
from tests.factories.tickets import make_queue

ONE, TWO, NEW = "T-000001", "T-000002", "T-000003"


def _note(desk: Desk, code: str, body: str) -> None:
    desk.do(f"{desk.ticket(code)}/notes", 201, body_markdown=body)


def test_a_split_is_respected_by_what_comes_later_and_can_be_undone(desk: Desk) -> None:
    queue = make_queue(desk.agent.organization_id)
    desk.agent.patch(f"/tickets/{desk.ticket(ONE)}", json={"assignee_queue_id": str(queue), "priority": "high"})
    before = desk.snapshot()
    made = desk.split(ONE, "b@c", subject="Something else")
    assert (made["ticket_code"], made["subject"], made["message_count"]) == (NEW, "Something else", 1)
    assert (made["assignee_queue_id"], made["priority"], made["status"]) == (str(queue), "high", "new")
    # c answers b: a person saw it in the first ticket and left it there.
    placed = {"a@c": ONE, "b@c": NEW, "c@c": ONE, "d@c": ONE, "x@o": TWO, "y@o": TWO}
    assert desk.places() == placed
    after = desk.snapshot()
    desk.again()
    assert desk.snapshot() == after
    # What comes later goes where its nearest ancestor is; the mail in between, which comes late, moves nobody.
    desk.receive(letter("f@c", "a@c", "b@c", "e@c", minute=9))
    desk.receive(letter("g@c", "a@c", "d@c", minute=9))
    desk.receive(letter("e@c", "a@c", "b@c", minute=8))
    later = {"f@c": NEW, "g@c": ONE, "e@c": NEW}
    assert desk.places() == placed | later
    desk.again()
    assert desk.places() == placed | later
    answer = desk.undo(ONE, "split")
    assert answer["ticket_code"] == ONE
    assert set(desk.places().values()) == {ONE, TWO}
    assert_problem(desk.agent.get(f"/tickets/{made['id']}"), 404)
    assert before["threads"] == desk.snapshot()["threads"]


ACTIONS: dict[str, tuple[Callable[[Desk], object], str, str]] = {
    "split": (lambda d: d.split(ONE, "b@c"), ONE, "split"),
    "split, undone from the new ticket": (lambda d: d.split(ONE, "b@c", "d@c"), NEW, "split"),
    "move": (lambda d: d.move(ONE, "b@c", TWO), ONE, "message_moved"),
    "move, undone from the target": (lambda d: d.move(ONE, "a@c", TWO), TWO, "message_moved"),
    "merge": (lambda d: d.merge(ONE, TWO), ONE, "merged"),
    "merge the older one": (lambda d: d.merge(TWO, ONE), TWO, "merged"),
    "merge, undone from the source": (lambda d: d.merge(ONE, TWO), TWO, "merged"),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_undo_restores_every_row(desk: Desk, name: str) -> None:
    act, where, kind = ACTIONS[name]
    _note(desk, ONE, "Of the first")
    _note(desk, TWO, "Of the second")
    desk.agent.patch(f"/tickets/{desk.ticket(ONE)}", json={"status": "resolved", "tags": ["one"]})
    desk.agent.patch(f"/tickets/{desk.ticket(TWO)}", json={"tags": ["two"]})
    before = desk.snapshot()
    act(desk)
    changed = desk.snapshot()
    assert changed != before
    desk.undo(where, kind)
    assert desk.snapshot() == before
    desk.again()
    assert desk.snapshot() == before


def test_a_chain_of_actions_is_undone_backwards_only(desk: Desk) -> None:
    states = [desk.snapshot()]
    desk.split(ONE, "b@c", "c@c")
    states.append(desk.snapshot())
    desk.move(NEW, "c@c", TWO)
    states.append(desk.snapshot())
    desk.merge(ONE, TWO)
    for code, kind in ((ONE, "split"), (NEW, "message_moved")):
        assert_problem(desk.agent.post(_path(desk, code, kind)), 409, "changed_since")
        assert not next(e for e in desk.events(code) if e["kind"] == kind)["undoable"]
    desk.undo(ONE, "merged")
    assert desk.snapshot() == states[2]
    problem = assert_problem(desk.agent.post(_path(desk, ONE, "split")), 409, "changed_since")
    assert "message moved" in problem["detail"]
    desk.undo(NEW, "message_moved")
    assert desk.snapshot() == states[1]
    desk.undo(ONE, "split")
    assert desk.snapshot() == states[0]


def _path(desk: Desk, code: str, kind: str) -> str:
    event = next(e for e in desk.events(code) if e["kind"] == kind)
    return f"/tickets/{desk.ticket(code)}/events/{event['id']}/undo"


def test_a_merge_shows_everything_in_one_ticket(desk: Desk) -> None:
    _note(desk, TWO, "Of the second")
    desk.merge(ONE, TWO)
    detail = desk.agent.get(f"/tickets/{desk.ticket(ONE)}").json()
    assert len(detail["messages"]) == 6
    assert [note["body_markdown"] for note in detail["notes"]] == ["Of the second"]
    assert detail["ticket"]["subject"] == "Printer on fire"
    merged = desk.agent.get(f"/tickets/{desk.ticket(TWO)}").json()["ticket"]
    assert (merged["ticket_code"], merged["merged_into"]) == (TWO, str(desk.ticket(ONE)))
    for query in ("", f"?q={TWO}", "?q=invoice"):
        assert [t["ticket_code"] for t in desk.agent.get(f"/tickets{query}").json()["items"]] == [ONE]
    assert desk.agent.get("/tickets/counts").json()["by_status"]["new"] == 1
    message = desk.message("x@o")
    assert desk.agent.get(f"/tickets/{desk.ticket(TWO)}/messages/{message}/raw").status_code == 200
    assert_problem(desk.agent.patch(f"/tickets/{desk.ticket(TWO)}", json={"status": "closed"}), 409, "ticket_merged")


def test_mail_to_a_merged_ticket_lands_in_the_other_and_goes_back_with_it(desk: Desk) -> None:
    desk.merge(ONE, TWO)
    desk.receive(letter("z@o", "x@o", "y@o", sender=BOB, minute=9))
    desk.again()
    assert desk.places()["z@o"] == ONE
    desk.undo(ONE, "merged")
    assert {i: t for i, t in desk.places().items() if i.endswith("@o")} == dict.fromkeys(("x@o", "y@o", "z@o"), TWO)
    assert desk.agent.get(f"/tickets/{desk.ticket(TWO)}").json()["ticket"]["message_count"] == 3


def test_merges_of_merges(desk: Desk) -> None:
    desk.receive(letter("m@n", subject="A third thing", sender="Cy <cy@third.example>", minute=6))
    states = [desk.snapshot()]
    desk.merge(TWO, NEW)
    states.append(desk.snapshot())
    desk.merge(ONE, TWO)
    assert set(desk.places().values()) == {ONE}
    assert {desk.agent.get(f"/tickets/{desk.ticket(c)}").json()["ticket"]["merged_into"] for c in (TWO, NEW)} == {
        str(desk.ticket(ONE))
    }
    desk.undo(ONE, "merged")
    assert desk.snapshot() == states[1]
    desk.undo(TWO, "merged")
    assert desk.snapshot() == states[0]


def test_a_ticket_that_loses_its_last_mail_is_merged(desk: Desk) -> None:
    before = desk.snapshot()
    desk.move(TWO, "y@o", ONE)
    middle = desk.snapshot()
    desk.move(TWO, "x@o", ONE)
    assert set(desk.places().values()) == {ONE}
    assert desk.agent.get(f"/tickets/{desk.ticket(TWO)}").json()["ticket"]["merged_into"] == str(desk.ticket(ONE))
    desk.receive(letter("z@o", subject="Re: An invoice", sender=BOB, minute=9))
    assert desk.places()["z@o"] == ONE
    desk.undo(ONE, "message_moved")
    assert desk.places()["x@o"] == TWO
    assert [row for row in desk.snapshot()["ticket_messages"] if row in middle["ticket_messages"]] == middle[
        "ticket_messages"
    ]
    first = next(e for e in desk.events(TWO) if e["kind"] == "message_moved" and e["undone_at"] is None)
    desk.do(f"{desk.ticket(TWO)}/events/{first['id']}/undo")
    assert desk.snapshot()["threads"] == before["threads"]


def test_moving_a_whole_thread_takes_its_later_mail_along(desk: Desk) -> None:
    desk.merge(ONE, TWO)
    made = desk.split(ONE, "x@o", "y@o")
    assert made["subject"] == "An invoice"
    desk.receive(letter("z@o", subject="Re: An invoice", sender=BOB, minute=9))
    assert desk.places()["z@o"] == NEW
    assert [r for r in desk.journal.rows("SELECT has_pins FROM threads") if r[0]] == []


def test_values_are_undone_while_they_are_what_was_set(desk: Desk) -> None:
    path = f"/tickets/{desk.ticket(ONE)}"
    queue = make_queue(desk.agent.organization_id)
    before = desk.snapshot()
    for change in (
        {"status": "spam"},
        {"priority": "urgent"},
        {"assignee_user_id": str(desk.agent.user_id)},
        {"assignee_queue_id": str(queue)},
        {"subject": "Renamed"},
        {"tags": ["a", "b"]},
    ):
        desk.agent.patch(path, json=change)
        assert desk.snapshot() != before
        desk.undo(ONE)
        assert desk.snapshot() == before
    desk.agent.patch(path, json={"status": "open"})
    first = desk.events(ONE)[-1]
    desk.agent.patch(path, json={"status": "closed"})
    problem = assert_problem(desk.agent.post(f"{path}/events/{first['id']}/undo"), 409, "changed_since")
    assert "status changed" in problem["detail"]
    assert "by ben" in problem["detail"]
    last = desk.events(ONE)[-1]
    desk.undo(ONE, "status_changed")
    assert_problem(desk.agent.post(f"{path}/events/{last['id']}/undo"), 409, "already_undone")
    undone = desk.events(ONE)[-1]
    assert (undone["kind"], undone["data"]["kind"]) == ("undone", "status_changed")
    assert_problem(desk.agent.post(f"{path}/events/{undone['id']}/undo"), 409, "not_undoable")
    assert_problem(desk.agent.post(f"{path}/events/{uuid4()}/undo"), 404, "event_not_found")


def test_mail_that_came_while_a_ticket_was_spam_counts_after_the_undo(desk: Desk) -> None:
    desk.agent.patch(f"/tickets/{desk.ticket(ONE)}", json={"status": "spam"})
    ours = "Support <support@acme.example>"
    desk.receive(letter("r@acme.example", "a@c", sender=ours, to="ada@customer.example", minute=20))
    assert desk.undo(ONE, "status_changed")["status"] == "pending"


def test_a_split_ticket_that_was_worked_on_stays(desk: Desk) -> None:
    desk.split(ONE, "b@c")
    _note(desk, NEW, "I am on it")
    problem = assert_problem(desk.agent.post(_path(desk, ONE, "split")), 409, "changed_since")
    assert "note added" in problem["detail"]


def test_what_cannot_be_done(desk: Desk, viewer: Browser, stranger: Browser) -> None:
    one, two = desk.ticket(ONE), desk.ticket(TWO)
    a, x = desk.message("a@c"), desk.message("x@o")
    post = desk.agent.post
    everything = [desk.message(i) for i in ("a@c", "b@c", "c@c", "d@c")]
    assert_problem(post(f"/tickets/{one}/merge", json={"source_ticket_ids": [str(one)]}), 409, "same_ticket")
    assert_problem(post(f"/tickets/{one}/merge", json={"source_ticket_ids": []}), 422, "invalid")
    assert_problem(post(f"/tickets/{one}/merge", json={"source_ticket_ids": [str(uuid4())]}), 404, "ticket_not_found")
    assert_problem(post(f"/tickets/{one}/split", json={"message_ids": []}), 422, "invalid")
    assert_problem(post(f"/tickets/{one}/split", json={"message_ids": [x]}), 404, "message_not_found")
    assert_problem(post(f"/tickets/{one}/split", json={"message_ids": everything}), 409, "nothing_would_stay")
    assert_problem(post(f"/tickets/{one}/messages/{x}/move", json={"ticket_id": str(two)}), 404, "message_not_found")
    assert_problem(post(f"/tickets/{one}/messages/{a}/move", json={"ticket_id": str(one)}), 409, "same_ticket")
    assert_problem(post(f"/tickets/{one}/messages/{a}/move", json={"ticket_id": str(uuid4())}), 404)
    assert_problem(post("/tickets/from-message", json={"message_id": a}), 409, "already_in_ticket")
    assert_problem(post("/tickets/from-message", json={"message_id": str(uuid4())}), 404, "message_not_found")
    bodies: list[tuple[str, dict[str, object]]] = [
        (f"/tickets/{one}/merge", {"source_ticket_ids": [str(two)]}),
        (f"/tickets/{one}/split", {"message_ids": [a]}),
        (f"/tickets/{one}/messages/{a}/move", {"ticket_id": str(two)}),
        (f"/tickets/{one}/reroute", {}),
        (f"/tickets/{one}/events/{uuid4()}/undo", {}),
        ("/tickets/from-message", {"message_id": a}),
    ]
    nobody = Browser(app)
    for path, body in bodies:
        assert_problem(viewer.post(path, json=body), 403, "role_too_low")
        assert_problem(stranger.post(path, json=body), 404)
        assert nobody.post(path, json=body).status_code in (401, 403)
    nobody.client.close()
    made = desk.do(f"{one}/split", 201, message_ids=[a, a])
    assert made["message_count"] == 1
    desk.merge(ONE, TWO)
    bodies = [
        (f"/tickets/{one}/merge", {"source_ticket_ids": [str(two)]}),
        (f"/tickets/{two}/merge", {"source_ticket_ids": [str(one)]}),
        (f"/tickets/{two}/split", {"message_ids": [x]}),
        (f"/tickets/{two}/reroute", {}),
    ]
    for path, body in bodies:
        assert_problem(post(path, json=body), 409, "ticket_merged")
    shown = viewer.get(f"/tickets/{one}").json()["events"]
    assert not any(event["undoable"] for event in shown)
    assert all({"record", "apart", "change"}.isdisjoint(event["data"]) for event in shown)


def test_parked_mail_becomes_a_ticket(desk: Desk) -> None:
    desk.receive(letter("news@shop", sender="Shop <news@shop.example>", subject="Sale", List_Id="<news.shop.example>"))
    assert desk.places()["news@shop"] == "None"
    before = desk.snapshot()
    message = desk.message("news@shop")
    made = desk.do("from-message", 201, message_id=message)
    assert (made["subject"], made["message_count"], desk.places()["news@shop"]) == ("Sale", 1, made["ticket_code"])
    desk.again()
    assert desk.places()["news@shop"] == made["ticket_code"]
    answer = desk.undo(made["ticket_code"], "created")
    assert answer["id"] == made["id"]
    assert desk.snapshot() == before
    put = desk.do("from-message", 201, message_id=message, ticket_id=str(desk.ticket(ONE)))
    assert (put["ticket_code"], put["message_count"]) == (ONE, 5)
    desk.undo(ONE, "message_moved")
    assert desk.snapshot() == before


def test_routing_again(desk: Desk, admin: Browser) -> None:
    queue = make_queue(desk.agent.organization_id)
    rule = {"name": "Fires", "priority": 1, "match_sender_email_pattern": "ada@*", "action_assign_queue_id": str(queue)}
    assert admin.post("/tickets/routing/rules", json=rule | {"action_set_status": "closed"}).status_code == 201
    before = desk.snapshot()
    routed = desk.do(f"{desk.ticket(ONE)}/reroute")
    assert (routed["assignee_queue_id"], routed["status"]) == (str(queue), "closed")
    event = desk.events(ONE)[-1]
    assert (event["kind"], event["data"]["rule"]["name"], event["actor"]["name"]) == ("routed", "Fires", "ben")
    desk.undo(ONE, "routed")
    assert desk.snapshot() == before
    desk.do(f"{desk.ticket(ONE)}/reroute")
    desk.agent.patch(f"/tickets/{desk.ticket(ONE)}", json={"status": "open"})
    again = next(e for e in desk.events(ONE) if e["kind"] == "routed" and e["actor"] and not e["undone_at"])
    assert not again["undoable"]
    path = f"/tickets/{desk.ticket(ONE)}/events/{again['id']}/undo"
    assert_problem(desk.agent.post(path), 409, "changed_since")


def test_the_new_ticket_of_a_split_is_known_by_id(desk: Desk) -> None:
    made = desk.split(ONE, "d@c")
    assert UUID(made["id"]) == desk.ticket(NEW)
    kinds = [e["kind"] for e in desk.events(NEW)]
    assert kinds == ["split"]
