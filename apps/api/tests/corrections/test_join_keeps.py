"""What people are writing survives when a late mail makes two tickets one."""

from __future__ import annotations

from app.core.db import transaction
from app.core.ids import new_id
from app.messages.occurrences import remember_blobs
from app.outbound.models import OutboundUpload
from app.storage.blobs import get_blob_store
from tests.api import Browser
from tests.corrections.desk import Desk, letter

WRITTEN = {
    "mode": "reply",
    "message_id": None,
    "send_identity_id": None,
    "to_emails": ["ada@customer.example"],
    "cc_emails": [],
    "bcc_emails": [],
    "subject": "Re: Printer on fire",
    "body_html": "<p>Half an answer</p>",
    "attachment_ids": [],
}


def _save(browser: Browser, desk: Desk, code: str, **changed: object) -> None:
    answer = browser.request("PUT", f"/tickets/{desk.ticket(code)}/draft", json=WRITTEN | changed)
    assert answer.status_code == 200, answer.text


def _upload(desk: Desk, code: str) -> str:
    organization = desk.journal.organization_id
    (sha256,) = get_blob_store().put_many(organization, [b"file"])
    with transaction(organization) as session:
        remember_blobs(session, organization, {sha256: 4})
        row = OutboundUpload(
            organization_id=organization,
            id=new_id(),
            ticket_id=desk.ticket(code),
            filename="a.txt",
            content_type="text/plain",
            size=4,
            sha256=sha256,
        )
        session.add(row)
        session.flush()
        return str(row.id)


def _bridge(desk: Desk) -> None:
    desk.receive(letter("bridge@c", "c@c", "y@o", minute=9))


def test_a_draft_and_its_files_come_along_when_a_late_mail_joins_tickets(desk: Desk, agent: Browser) -> None:
    upload = _upload(desk, "T-000002")
    _save(agent, desk, "T-000002", attachment_ids=[upload])
    former = desk.ticket("T-000002")
    _bridge(desk)
    assert set(desk.places().values()) == {"T-000001"}
    draft = agent.get(f"/tickets/{former}/draft")
    assert draft.status_code == 200, draft.text
    assert draft.json()["body_html"] == WRITTEN["body_html"]
    assert [u["id"] for u in draft.json()["uploads"]] == [upload]


def test_of_two_drafts_of_one_person_none_is_lost_by_a_join(desk: Desk, agent: Browser) -> None:
    _save(agent, desk, "T-000001", body_html="<p>The first</p>")
    _save(agent, desk, "T-000002", body_html="<p>The second</p>")
    _bridge(desk)
    draft = agent.get(f"/tickets/{desk.ticket('T-000001')}/draft").json()
    assert "The first" in draft["body_html"]
    assert "The second" in draft["body_html"]


def test_a_draft_is_found_in_the_ticket_that_its_own_was_merged_into(desk: Desk, agent: Browser) -> None:
    _save(agent, desk, "T-000002", body_html="<p>Begun</p>")
    desk.merge("T-000001", "T-000002")
    path = f"/tickets/{desk.ticket('T-000001')}/draft"
    begun = agent.get(path)
    assert begun.status_code == 200, begun.text
    _save(agent, desk, "T-000001", body_html="<p>Done</p>", expected_updated_at=begun.json()["updated_at"])
    assert agent.get(path).json()["body_html"] == "<p>Done</p>"
    assert agent.delete(path).status_code == 204
    assert agent.get(path).json() is None
