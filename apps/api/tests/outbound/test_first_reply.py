"""A reply leaves, threads, is proven by the journal, and its answer comes back to the ticket."""

from __future__ import annotations

from tests.outbound.desk import ANN, Desk


def test_a_reply_from_beginning_to_end(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    accepted = desk.reply(ticket_id)
    assert accepted["status"] == "queued"
    assert accepted["job_id"]
    desk.settle()
    reply = desk.state(ticket_id, accepted["message_id"])
    assert reply["state"] == "observed", reply
    (mail,) = desk.received()
    assert mail["from"] == "Support <support@acme.example>" or "support@acme.example" in mail["from"]
    assert reply["rfc_message_id"] == mail["message-id"].strip("<>")
    detail = desk.ticket(ticket_id)
    assert [m["direction"] for m in detail["messages"]] == ["inbound", "outbound"]
    ours = detail["messages"][1]
    assert ours["id"] == reply["message_id"]
    assert len(ours["occurrences"]) == 2, "the sent copy and the journal's"
    assert detail["ticket"]["status"] == "pending"
    assert len({m["thread"] for m in desk.mailbox_of()}) == 1
    desk.customer_answers()
    assert [t["id"] for t in desk.tickets()] == [ticket_id]
    assert desk.ticket(ticket_id)["ticket"]["status"] == "open"
    assert ANN in reply["to_emails"]
