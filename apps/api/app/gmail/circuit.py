"""What a failure means for the mailbox: every job on one runs inside `attempt`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.crypto import UndecryptableSecret
from app.core.db import transaction
from app.core.logs import get_logger
from app.gmail.access import MailboxAccess
from app.gmail.client import Gmail
from app.gmail.failures import NEEDS_ADMIN, NEEDS_CONSENT, SLOW_DOWN, Failure, GmailError, MustWait
from app.gmail.quota import Lane
from app.gmail.tokens import is_superseded
from app.mailboxes.health import record_failure, record_refusal
from app.mailboxes.models import MailboxStatus

log = get_logger(__name__)


def attempt(organization_id: UUID, mailbox_id: UUID, lane: Lane, work: Callable[[Gmail], None]) -> None:
    """Do `work`; a failure of Google's is recorded on the mailbox and not raised, for trying again is decided there.

    A failure of ours (database, blob store, a bug) is raised and becomes the job's.
    """
    try:
        work(Gmail(MailboxAccess(organization_id, mailbox_id, lane)))
    except MustWait as wait:
        log.info("mailbox_waits", mailbox_id=str(mailbox_id), why=wait.why, until=wait.until.isoformat())
    except GmailError as error:
        log.warning("gmail_failed", mailbox_id=str(mailbox_id), code=error.failure.value, status=error.status)
        with transaction(organization_id) as session:
            record(session, organization_id, mailbox_id, error)
    except UndecryptableSecret as error:
        with transaction(organization_id) as session:
            record_refusal(
                session, organization_id, mailbox_id, MailboxStatus.error, error.code, error.detail, probe=False
            )


def record(session: Session, organization_id: UUID, mailbox_id: UUID, error: GmailError) -> GmailError:
    """Let the mailbox's row say what `error` means: consent, an administrator, patience, or one more failure. Returns
    what it was taken for: the refusal of a grant that a reconnect has replaced says nothing of the new one."""
    grant = error.refused_grant
    if grant is not None and is_superseded(session, organization_id, mailbox_id, grant):
        error = GmailError(Failure.transient, "the mailbox was connected anew meanwhile")
    code, detail = error.failure.value, error.detail
    if error.failure in NEEDS_CONSENT:
        # A second 401 in a row may be a suspension that ends; a dead grant or a missing scope never heals by itself.
        probe = error.failure is Failure.unauthorized
        record_refusal(session, organization_id, mailbox_id, MailboxStatus.needs_reauth, code, detail, probe=probe)
    elif error.failure in NEEDS_ADMIN:
        record_refusal(session, organization_id, mailbox_id, MailboxStatus.error, code, detail, probe=True)
    elif error.failure not in SLOW_DOWN:
        record_failure(session, organization_id, mailbox_id, code, detail)
    return error
