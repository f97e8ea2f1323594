"""``POST /gmail/push``: where a Pub/Sub push subscription sends Gmail's notifications."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from app.gmail.push import receive_push, verify_sender

router = APIRouter(prefix="/gmail", tags=["mailboxes"])


async def unparsed_body(request: Request) -> bytes:
    """The body as it came: nothing of it is looked at before the sender is verified."""
    return await request.body()


@router.post("/push", status_code=204, response_class=Response)
def push(body: Annotated[bytes, Depends(unparsed_body)], authorization: Annotated[str, Header()] = "") -> None:
    """A notification: verified, then only a wake-up. Answered before any mail is fetched."""
    verify_sender(authorization)
    receive_push(body)
