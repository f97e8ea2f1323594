"""Who may send through a mailbox: everybody in the organisation, or the one person who connected it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import Forbidden
from app.gmail.consent import MailboxNotFound
from app.identity.access import Caller
from app.identity.models import Role
from app.mailboxes.health import find_mailbox
from app.mailboxes.models import MailboxKind


class SharingIsAdmins(Forbidden):
    """An agent wants to connect, or reconnect, a mailbox for everybody."""

    code = "sharing_needs_admin"
    title = "A mailbox that everybody may send through is an admin's to connect"


def sending_owner(session: Session, caller: Caller, mailbox_id: UUID | None, is_shared: bool | None) -> UUID | None:
    """For whom alone the caller connects a sending mailbox; None is for everybody. Raises `SharingIsAdmins`, and
    `MailboxNotFound` for one to reconnect that is not there or is another person's."""
    is_admin = caller.role is Role.admin
    if mailbox_id is not None:
        mailbox = find_mailbox(session, caller.organization_id, mailbox_id)
        if mailbox is None or mailbox.kind is not MailboxKind.sending:
            raise MailboxNotFound()
        if mailbox.owner_user_id not in (None, caller.user_id) and not is_admin:
            raise MailboxNotFound()
        is_shared = mailbox.owner_user_id is None if is_shared is None else is_shared
        if not is_shared and is_admin and mailbox.owner_user_id is not None:
            return mailbox.owner_user_id
    if is_shared is None:
        is_shared = is_admin
    if is_shared and not is_admin:
        raise SharingIsAdmins()
    return None if is_shared else caller.user_id
