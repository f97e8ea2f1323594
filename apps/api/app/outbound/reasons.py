"""Why a reply waits, or failed, where Gmail itself did not say: named, with what a person can do."""

from __future__ import annotations

from enum import StrEnum


class Waiting(StrEnum):
    """Why it is not sent yet."""

    send_at = "send_at"
    outcome_unknown = "outcome_unknown"
    quota = "quota"


class Failed(StrEnum):
    """Why it will not be sent unless somebody does something."""

    never_accepted = "never_accepted"
    refused = "refused_by_gmail"
    too_large = "too_large"
    identity_not_verified = "identity_not_verified"
    internal = "internal_error"


WAITING_ACTIONS: dict[str, str] = {
    Waiting.send_at: "Nothing to do: it is sent at its time. Until then it can be taken back.",
    Waiting.outcome_unknown: "Nothing to do: Gmail did not say whether it took the mail, so the Sent folder is "
    "searched before anything is sent again.",
    Waiting.quota: "Nothing to do: this mailbox has used its Gmail quota for the moment.",
    Failed.never_accepted: "Gmail did not take the mail in several attempts, and it is not in the Sent folder. Try "
    "again.",
    Failed.refused: "Gmail refused this mail. Check its recipients and files, then try again.",
    Failed.too_large: "Gmail refused this mail for its size. Take it back, remove files and send it again.",
    Failed.identity_not_verified: "Gmail no longer lets the mailbox send from this address. Confirm it in Gmail, "
    "refresh the list of addresses, then try again.",
    Failed.internal: "Something went wrong here before the mail was handed to Gmail: it did not leave. The dead "
    "letters under Operations say what. Take it back and change it, or try again.",
}
