"""How fast Google lets this process read a mailbox: found out by trying, and forgotten at restart."""

from __future__ import annotations

import threading
from uuid import UUID

from app.gmail.client import LARGEST_BATCH

_SMALLEST_BATCH = 5
_MOST_PARALLEL = 3


class Pace:
    """Batch size and batches in flight: halved when parts of a batch come back 429, slowly raised again."""

    def __init__(self) -> None:
        self.size = LARGEST_BATCH
        self.parallel = _MOST_PARALLEL
        self._lock = threading.Lock()

    def slower(self) -> None:
        """Google refused parts: smaller batches, then fewer at once."""
        with self._lock:
            if self.size > _SMALLEST_BATCH:
                self.size = max(_SMALLEST_BATCH, self.size // 2)
            else:
                self.parallel = 1

    def faster(self) -> None:
        """A whole batch was served."""
        with self._lock:
            self.size = min(LARGEST_BATCH, self.size + 5)
            if self.size == LARGEST_BATCH:
                self.parallel = _MOST_PARALLEL


_paces: dict[UUID, Pace] = {}
_paces_lock = threading.Lock()


def pace_of(mailbox_id: UUID) -> Pace:
    """The pace of a mailbox in this process."""
    with _paces_lock:
        return _paces.setdefault(mailbox_id, Pace())
