"""What a person can do about each failure, in one sentence."""

from __future__ import annotations

from app.gmail.failures import Failure

_RECONNECT = "Connect the mailbox again and approve every permission on Google's page."

_ACTIONS: dict[str, str] = {
    Failure.transient: "Nothing to do: it is tried again by itself.",
    Failure.rate_limited: "Nothing to do: Google asked to go slower and work goes on by itself.",
    Failure.too_many_concurrent: "Nothing to do: fewer requests are made at once.",
    Failure.daily_limit: "Raise the daily Gmail API quota of the Google Cloud project, or wait for its reset.",
    Failure.not_found: "Start a sync; if it stays, connect the mailbox again.",
    Failure.unauthorized: _RECONNECT,
    Failure.token_revoked: "Google withdrew the permission (password change, revocation or expiry). " + _RECONNECT,
    Failure.scope_missing: "The permission to read mail is missing. " + _RECONNECT,
    Failure.domain_policy: "A Workspace administrator must allow Gmail API access for this app in the Admin console "
    "(Security > Access and data control > API controls).",
    Failure.api_disabled: "Enable the Gmail API in the Google Cloud project of the OAuth client.",
    Failure.client_invalid: "Check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET: Google does not know this OAuth client.",
    Failure.service_account_unusable: "Check GOOGLE_SERVICE_ACCOUNT_FILE: it must be the JSON key of the service "
    "account, readable by this process.",
    Failure.subject_not_allowed: "Add the address to GOOGLE_DELEGATED_SUBJECTS again, or send from another address.",
    Failure.sending_limit: "Gmail's sending limit of this mailbox is reached. Nothing to do: it goes out when Gmail "
    "allows it again; send from another mailbox if it cannot wait.",
    Failure.delegation_denied: "The account may not read this mailbox: connect with the mailbox's own account.",
    Failure.mail_disabled: "Turn Gmail on for this user, or end the suspension, in the Workspace Admin console.",
    Failure.precondition: "Nothing to do: it is tried again by itself.",
    Failure.bad_request: "Report this with the request id from the log; the request itself was refused.",
    Failure.too_large: "The mail is larger than Gmail's own limit and was set aside.",
    "undecryptable_secret": "Restore the ENCRYPTION_KEY_BASE64 that this mailbox was connected with, or reconnect it.",
    "page_token_expired": "Nothing to do: the listing starts again by itself.",
}


def action_for(code: str) -> str:
    """What to do about `code`."""
    return _ACTIONS.get(code, "Look at the worker's log for this code.")
