"""One worker at a time on a reply, proven by a token: what it writes counts only while the token is its own.

A lease is short and renewed while its holder lives, so a killed worker's reply is taken up again within seconds. A
holder that was only slow notices: its writes change no row, and the upload of the mail stops. One that was stopped as a
whole (a suspended machine, SIGSTOP) may wake up before the thread that renews: the clock tells it first.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.db import rows_changed, transaction
from app.core.logs import get_logger
from app.outbound.models import OutboundMessage, OutboundState

log = get_logger(__name__)

LEASE_SECONDS = 30.0
_RENEWALS = 4


class LeaseLost(Exception):
    """Somebody else works on the reply now, or it was taken back."""


class Lease:
    """The right to work on one reply."""

    def __init__(self, organization_id: UUID, reply_id: UUID, token: UUID) -> None:
        self.organization_id = organization_id
        self.reply_id = reply_id
        self.token = token
        self._ended = threading.Event()
        self._lost = False
        self._renewed_at = _seconds()

    def holds(self) -> bool:
        """Whether the last renewal succeeded, and is not so long ago that somebody else may have the reply by now."""
        return not self._lost and _seconds() < self._renewed_at + LEASE_SECONDS

    def write(self, session: Session, *conditions: ColumnElement[bool], **values: Any) -> None:
        """Change the row, if it is still ours. Raises `LeaseLost`."""
        changed = rows_changed(
            session,
            update(OutboundMessage)
            .where(
                OutboundMessage.organization_id == self.organization_id,
                OutboundMessage.id == self.reply_id,
                OutboundMessage.lease_token == self.token,
                *conditions,
            )
            .values(updated_at=func.now(), **values),
        )
        if not changed:
            raise LeaseLost()

    def _renew(self) -> None:
        while not self._ended.wait(LEASE_SECONDS / _RENEWALS):
            asked_at = _seconds()
            try:
                with transaction(self.organization_id) as session:
                    self.write(session, leased_until=_until())
                self._renewed_at = asked_at
            except LeaseLost:
                self._lost = True
                return
            except SQLAlchemyError as error:
                # The database is away: the lease may run out meanwhile.
                self._lost = True
                log.warning("lease not renewed", reply_id=str(self.reply_id), kind=type(error).__name__)
                return


@contextmanager
def leased(organization_id: UUID, reply_id: UUID) -> Iterator[tuple[Lease, OutboundMessage] | None]:
    """The reply, if something is due for it and nobody else works on it; None otherwise. Given back at the end."""
    lease = Lease(organization_id, reply_id, uuid.uuid4())
    with transaction(organization_id) as session:
        row = session.scalars(
            update(OutboundMessage)
            .where(
                OutboundMessage.organization_id == organization_id,
                OutboundMessage.id == reply_id,
                OutboundMessage.due_at <= func.clock_timestamp(),
                or_(OutboundMessage.leased_until.is_(None), OutboundMessage.leased_until < func.clock_timestamp()),
            )
            .values(lease_token=lease.token, leased_until=_until())
            .returning(OutboundMessage)
        ).one_or_none()
    if row is None:
        yield None
        return
    renewing = threading.Thread(target=lease._renew, name=f"lease-{reply_id}", daemon=True)
    renewing.start()
    try:
        yield lease, row
    finally:
        lease._ended.set()
        renewing.join()
        _give_back(lease)


def _give_back(lease: Lease) -> None:
    try:
        with transaction(lease.organization_id) as session:
            lease.write(session, leased_until=None)
    except (LeaseLost, SQLAlchemyError):
        # It runs out by itself.
        log.info("lease not given back", reply_id=str(lease.reply_id))


def _seconds() -> float:
    """A clock that nobody sets; where there is one, it also counts while the machine is suspended."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _until() -> ColumnElement[Any]:
    return func.clock_timestamp() + text(f"interval '{LEASE_SECONDS} seconds'")


def state_of(session: Session, lease: Lease) -> OutboundState:
    """The row's state now."""
    return session.scalars(
        select(OutboundMessage.state).where(
            OutboundMessage.organization_id == lease.organization_id, OutboundMessage.id == lease.reply_id
        )
    ).one()
