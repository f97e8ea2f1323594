"""Remote images of a mail: which there are, the images themselves fetched in the reader's place, and whose are shown
without asking. Nothing is fetched before a reader wants to see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.core.clock import now
from app.core.crypto import get_keyring
from app.core.db import transaction
from app.core.errors import Conflict, Forbidden
from app.core.http.disposition import disposition
from app.core.settings import get_settings
from app.identity.access import Caller
from app.messages.models import MessageContent
from app.mime import remote_images, sanitize_html
from app.remote import fetch, grant
from app.remote.target import LONGEST_URL
from app.remote.turns import turns
from app.tickets.lookup import find_message, live_ticket
from app.tickets.models import ImageSender

#: A mail may name any number; a reader needs no more than this.
MOST_IMAGES = 500
MOST_SENDERS = 1000
_POLICY = "default-src 'none'; sandbox"
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


class RemoteImagesOff(Forbidden):
    """The operator wants nothing to be fetched from other servers."""

    code = "remote_images_off"
    title = "Remote images are turned off in this installation"


class TooManySenders(Conflict):
    """The person's list is full."""

    code = "too_many_image_senders"
    title = "Images of this many senders are shown already; take one from the list first"


class RemoteImageOut(BaseModel):
    """A remote image by its address in the mail (`url`), and the `path` of this API at which it may be had for an hour
    at least."""

    url: str
    path: str


class RemoteImages(BaseModel):
    """The remote images of one mail; at most 500."""

    items: list[RemoteImageOut]


class RemoteImagePreference(BaseModel):
    """Whether remote images can be shown at all (`enabled`), and the addresses of the senders whose images the caller
    wants to see without asking."""

    enabled: bool
    senders: list[str]


class AlwaysShow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    always: bool


def list_remote_images(session: Session, caller: Caller, ticket_id: UUID, message_id: UUID) -> RemoteImages:
    """The remote images of a mail under signed addresses. Raises `TicketNotFound`, `MessageNotFound`,
    `RemoteImagesOff`."""
    _check_enabled()
    message = find_message(session, live_ticket(session, caller.organization_id, ticket_id), message_id)
    html = session.scalar(
        select(MessageContent.body_html).where(
            MessageContent.organization_id == caller.organization_id, MessageContent.message_id == message.id
        )
    )
    urls = [url for url in remote_images(sanitize_html(html or "")) if len(url) <= LONGEST_URL]
    return RemoteImages(items=_signed(caller, ticket_id, message_id, urls[:MOST_IMAGES], now()))


def _signed(
    caller: Caller, ticket_id: UUID, message_id: UUID, urls: Sequence[str], at: datetime
) -> list[RemoteImageOut]:
    keyring, expires = get_keyring(), grant.expiry(at)
    items = []
    for url in urls:
        signature = grant.sign(keyring, caller.organization_id, message_id, url, expires)
        query = urlencode({"u": url, "e": expires, "s": signature})
        items.append(RemoteImageOut(url=url, path=f"/tickets/{ticket_id}/messages/{message_id}/remote?{query}"))
    return items


async def show_remote_image(
    caller: Caller, ticket_id: UUID, message_id: UUID, url: str, expires: int, signature: str
) -> Response:
    """One image, fetched now. Raises `TicketNotFound`, `MessageNotFound`, `RemoteImagesOff`, `BadGrant`,
    `RemoteRefused`, `RemoteFailed`, `RemoteBusy`."""
    _check_enabled()
    # A thread for the database; the slow part, the other server, holds none.
    await run_in_threadpool(_check_seen, caller, ticket_id, message_id)
    grant.check(get_keyring(), caller.organization_id, message_id, url, expires, signature, at=now())
    async with turns().take(caller.user_id):
        image = await fetch.fetch_image(url, test_hosts=_test_hosts())
    return Response(
        image.content,
        media_type=image.content_type,
        headers={
            "content-disposition": disposition(f"image.{_EXTENSIONS[image.content_type]}", inline=True),
            "content-security-policy": _POLICY,
            "x-content-type-options": "nosniff",
            "cache-control": f"private, max-age={grant.LIFETIME_SECONDS}",
        },
    )


def _check_enabled() -> None:
    if not get_settings().remote_images:
        raise RemoteImagesOff()


def _check_seen(caller: Caller, ticket_id: UUID, message_id: UUID) -> None:
    with transaction(caller.organization_id) as session:
        find_message(session, live_ticket(session, caller.organization_id, ticket_id), message_id)


def _test_hosts() -> frozenset[str]:
    return frozenset((get_settings().remote_images_test_hosts or "").split(",")) - {""}


def preference(session: Session, caller: Caller) -> RemoteImagePreference:
    """What the caller wants to see without asking."""
    senders = session.scalars(
        select(ImageSender.email)
        .where(ImageSender.organization_id == caller.organization_id, ImageSender.user_id == caller.user_id)
        .order_by(ImageSender.email)
    )
    return RemoteImagePreference(enabled=get_settings().remote_images, senders=list(senders))


def always_show(
    session: Session, caller: Caller, ticket_id: UUID, message_id: UUID, *, always: bool
) -> RemoteImagePreference:
    """Show the images of this mail's author to the caller from now on, or ask again. Raises `TicketNotFound`,
    `MessageNotFound`, `TooManySenders`."""
    message = find_message(session, live_ticket(session, caller.organization_id, ticket_id), message_id)
    # Not From: a Google Group puts itself there, and whoever writes to the group would be trusted.
    sender = message.author.get("email") or message.from_email
    mine = (ImageSender.organization_id == caller.organization_id) & (ImageSender.user_id == caller.user_id)
    if not always:
        session.execute(delete(ImageSender).where(mine, ImageSender.email == sender))
    elif sender:
        if (session.scalar(select(func.count()).select_from(ImageSender).where(mine)) or 0) >= MOST_SENDERS:
            raise TooManySenders()
        row = {"organization_id": caller.organization_id, "user_id": caller.user_id, "email": sender}
        session.execute(insert(ImageSender).values(row).on_conflict_do_nothing())
    return preference(session, caller)
