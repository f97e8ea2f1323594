"""Mail understood: bytes in, values out. Pure (no database, no web) and total (hostile bytes give defects).

What leaves the package is safe for PostgreSQL text (no NUL, no lone surrogate) and bounded in length.
"""

from app.mime.answering import asks_for_no_machine
from app.mime.budget import DEFAULT_BUDGET, Budget
from app.mime.calendar import Invitation, read_calendar
from app.mime.enclosed import REPORTS
from app.mime.ical_time import Moment
from app.mime.invitations import Attending, Calendar, CalendarEvent, Recurrence, calendar_of
from app.mime.model import Address, Attachment, Author, Classification, Delivery, Kind, Outcome, ParsedMail, Quote
from app.mime.origin import Origin, dmarc_failed, origin_of
from app.mime.parse import PARSER_VERSION, identity_key, parse_mail
from app.mime.plain import plain_text
from app.mime.recipients import Candidate, RecipientEvidence, recipient_evidence
from app.mime.sanitize import remote_images, sanitize_html

__all__ = [
    "DEFAULT_BUDGET",
    "PARSER_VERSION",
    "REPORTS",
    "Address",
    "Attachment",
    "Attending",
    "Author",
    "Budget",
    "Calendar",
    "CalendarEvent",
    "Candidate",
    "Classification",
    "Delivery",
    "Invitation",
    "Kind",
    "Moment",
    "Origin",
    "Outcome",
    "ParsedMail",
    "Quote",
    "RecipientEvidence",
    "Recurrence",
    "asks_for_no_machine",
    "calendar_of",
    "dmarc_failed",
    "identity_key",
    "origin_of",
    "parse_mail",
    "plain_text",
    "read_calendar",
    "recipient_evidence",
    "remote_images",
    "sanitize_html",
]
