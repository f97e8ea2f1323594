"""Quota units per user and minute, and requests in flight per user."""

from collections import defaultdict, deque

from workspace_sim import errors
from workspace_sim.clock import Clock
from workspace_sim.settings import Settings

WINDOW_SECONDS = 60


class Quota:
    """A sliding minute of spent units per user. Refused calls cost nothing."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._spent: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._sums: dict[str, int] = defaultdict(int)
        self._refused = 0
        self.total: dict[str, int] = defaultdict(int)
        """Units spent since the start, per user."""
        self.in_flight: dict[str, int] = defaultdict(int)

    def charge(self, email: str, units: int) -> None:
        """Spend units or raise the GoogleError of an exceeded quota."""
        window, now = self._spent[email], self._clock.timestamp()
        while window and window[0][0] <= now - WINDOW_SECONDS:
            self._sums[email] -= window.popleft()[1]
        if self._sums[email] + units > self._settings.quota_units_per_minute:
            self._refused += 1
            raise errors.quota_exceeded(self._status())
        window.append((now, units))
        self._sums[email] += units
        self.total[email] += units

    def _status(self) -> int:
        style = self._settings.quota_style
        return int(style) if style != "mixed" else (429, 403)[self._refused % 2]

    def reset(self) -> None:
        self._spent.clear()
        self._sums.clear()
        self._refused = 0
        self.total.clear()
