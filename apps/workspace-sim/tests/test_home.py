"""The pages a demo user clicks."""

from urllib.parse import unquote

from tests.mails import mail
from workspace_sim.testing import SimServer


def test_home_shows_who_is_there(sim: SimServer) -> None:
    page = sim.admin.get("/").text
    for text in ("Workspace simulator", "acme.example", "alice@acme.example", "support@acme.example", "Sales"):
        assert text in page


def test_writing_as_a_customer(sim: SimServer) -> None:
    form = {
        "from": "zoe@cust.example",
        "to": "support@acme.example",
        "subject": "<b>Hi</b>",
        "text": "Hello <i>you</i>",
    }
    answer = sim.admin.post("/write", data=form)
    assert answer.status_code == 303
    assert "2 copies delivered" in unquote(answer.headers["location"])
    page = sim.admin.get("/customers/zoe@cust.example").text
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page
    assert "<i>you</i>" not in page
    assert "zoe@cust.example" in sim.admin.get("/").text


def test_answering_in_a_thread(sim: SimServer) -> None:
    sim.deliver("alice@acme.example", "zoe@cust.example", mail(sender="alice@acme.example", to="zoe@cust.example"))
    page = sim.admin.get("/customers/zoe@cust.example").text
    assert "Send answer" in page
    answer = sim.admin.post("/write", data={"from": "zoe@cust.example", "answer": "1", "text": "Thanks"})
    assert answer.headers["location"].startswith("/customers/zoe")
    items = sim.admin.get("/sim/customers/zoe@cust.example/messages").json()["items"]
    assert [m["subject"] for m in items] == ["Broken pump", "Re: Broken pump"]


def test_bad_forms(sim: SimServer) -> None:
    assert sim.admin.post("/write", data={"from": "x", "to": "y", "text": "z"}).status_code == 400
    assert sim.admin.get("/customers/nobody@x.example").status_code == 404
    unknown = sim.admin.post(
        "/write", data={"from": "z@c.example", "to": "typo@acme.example", "subject": "x", "text": "z"}
    )
    assert "bounce" in unquote(unknown.headers["location"])
