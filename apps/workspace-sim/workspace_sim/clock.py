"""The simulator's time: wall clock plus an offset that the admin API moves, or a frozen instant."""

import time
from datetime import UTC, datetime


class Clock:
    """UTC time that can be set, advanced and frozen. Everything that expires reads this clock."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen: float | None = None

    def timestamp(self) -> float:
        """Seconds since the epoch."""
        return self._frozen if self._frozen is not None else time.time() + self._offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def ms(self) -> int:
        """Milliseconds since the epoch, the unit of Gmail's internalDate."""
        return int(self.timestamp() * 1000)

    def advance(self, seconds: float) -> None:
        """Move forward (or back, when negative)."""
        if self._frozen is not None:
            self._frozen += seconds
        else:
            self._offset += seconds

    def set(self, instant: datetime) -> None:
        """Make `instant` the current time; a frozen clock stays frozen there."""
        target = instant.timestamp()
        if self._frozen is not None:
            self._frozen = target
        else:
            self._offset = target - time.time()

    def freeze(self, frozen: bool) -> None:
        """Stop or restart the flow of time, without a jump."""
        current = self.timestamp()
        self._frozen = current if frozen else None
        if not frozen:
            self._offset = current - time.time()

    def reset(self) -> None:
        """Back to the machine's time."""
        self._frozen, self._offset = None, 0.0
