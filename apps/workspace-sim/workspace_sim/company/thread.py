"""Any series of mails with known dates and bytes that are made on demand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from workspace_sim.company.model import GeneratedMail


@dataclass(frozen=True, slots=True)
class Thread:
    """`mails()` yields one mail for each of `dates`, in order; it may be abandoned early."""

    dates: tuple[datetime, ...]
    mails: Callable[[], Iterator[GeneratedMail]]
