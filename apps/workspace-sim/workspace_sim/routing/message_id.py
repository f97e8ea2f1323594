"""What Google does about Message-IDs: adds missing ones, replaces broken ones, and its own on API sends."""

import re
from random import Random

from workspace_sim.mail import headers

_VALID = re.compile(r"<[^<>\s@]+@(?:[^<>\s@.\[]+(?:\.[^<>\s@.]+)*|\[[^\]]+\])>")


def ensured(head: bytes, rng: Random) -> bytes:
    """A header block with a usable Message-ID. Every call invents another one, as every delivery does."""
    value = headers.get(head, "Message-ID").strip()
    if _VALID.fullmatch(value):
        return head
    end = headers.newline(head)
    if head and not head.endswith(b"\n"):
        head += end
    mark = f"{rng.getrandbits(96):024x}"
    if not value:
        return head + headers.block([("Message-ID", f"<{mark}SMTPIN_ADDED_MISSING@mx.google.com>")], end)
    head = headers.replaced(head, "Message-ID", f"<{mark}SMTPIN_ADDED_BROKEN@mx.google.com>")
    return head + headers.block([("X-Google-Original-Message-ID", value)], end)


def gmail(rng: Random) -> str:
    """A Message-ID as Gmail makes them for mail it sends."""
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "<CA" + "".join(rng.choices(alphabet, k=48)) + "@mail.gmail.com>"
