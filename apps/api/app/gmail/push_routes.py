"""``POST /gmail/push``: where a Pub/Sub push subscription sends Gmail's notifications."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Header, Response

from app.gmail.push import receive_push, verify_sender

router = APIRouter(prefix="/gmail", tags=["mailboxes"])


@router.post("/push", status_code=204, response_class=Response)
def push(
    body: Annotated[bytes, Body(media_type="application/json")], authorization: Annotated[str, Header()] = ""
) -> None:
    """A notification: verified, then only a wake-up. Answered before any mail is fetched."""
    verify_sender(authorization)
    receive_push(body)
