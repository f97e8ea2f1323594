"""A desk with two conversations."""

from __future__ import annotations

import pytest

from tests.api import Browser
from tests.corrections.desk import Desk, letter, open_desk

BOB = "Bob <bob@other.example>"


@pytest.fixture
def desk(agent: Browser) -> Desk:
    """T-000001: a ← b ← c and a ← d, by Ada. T-000002: x ← y, by Bob."""
    desk = open_desk(agent)
    desk.receive(
        letter("a@c"),
        letter("b@c", "a@c", minute=1),
        letter("c@c", "a@c", "b@c", minute=2),
        letter("d@c", "a@c", minute=3),
        letter("x@o", subject="An invoice", sender=BOB, minute=4),
        letter("y@o", "x@o", subject="Re: An invoice", sender=BOB, minute=5),
    )
    assert desk.places() == dict.fromkeys(("a@c", "b@c", "c@c", "d@c"), "T-000001") | dict.fromkeys(
        ("x@o", "y@o"), "T-000002"
    )
    return desk
