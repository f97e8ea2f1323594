"""The shape of a topic and of a language's manners."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A further question of the customer that fits any support dialogue, and the answer to it."""

    question: str
    answer: str
    attachment: str = ""
    """Kind of file the answer carries."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A dialogue. Turns alternate between the customer and the company and can be cut after any of them."""

    key: str
    inbox: str
    """Local part of the company address the customer writes to."""
    subjects: tuple[str, ...]
    turns: tuple[str, ...]
    starter: Literal["customer", "company"] = "customer"
    attachments: tuple[tuple[int, str], ...] = ()
    """(turn, kind of file) pairs."""
    weight: int = 4


@dataclass(frozen=True, slots=True)
class Manners:
    """How a language greets, thanks, asks again and signs off."""

    language: str
    hello: str
    """Opening to people one does not know."""
    reply: str
    """Opening of a customer's answer; `{given}`, `{family}` and `{name}` are the addressee's."""
    agent_reply: str
    bye: str
    agent_bye: str
    thanks: tuple[str, ...]
    welcome: tuple[str, ...]
    nudges: tuple[str, ...]
    """Asking again when no answer came."""
    second_voice: tuple[str, ...]
    """A colleague of the customer in Cc joins in; `{first}` is the one who wrote before."""
    loop_in: tuple[str, ...]
    """Written above a mail forwarded to an own colleague."""
    follow_ups: tuple[FollowUp, ...]
    mobile: dict[str, str]
    """The line a phone adds, by client."""
    vacation_subject: str
    vacation: tuple[str, ...]
    disclaimer: str
    live_questions: tuple[str, ...] = ()
    live_answers: tuple[str, ...] = ()
    """Believable answers to a question nobody knows in advance."""
    live_solved: tuple[str, ...] = ()
