"""What the promises of an organisation look like over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.tickets.models import Priority
from app.tickets.sla_models import LONGEST_MINUTES

#: Names in the database of zones that are no zone: this machine's own, and "not set".
_NO_ZONES = frozenset({"localtime", "Factory"})


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NO_ZONES


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("is not the name of a time zone, such as Europe/Berlin")
    return name


def minutes_of(clock: str) -> int:
    """Minutes from midnight of ``HH:MM``."""
    return int(clock[:2]) * 60 + int(clock[3:])


def clock_of(minutes: int) -> str:
    """``HH:MM``; the end of a day is ``24:00``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
Start = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]
End = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples=["17:30"])]
Minutes = Annotated[int, Field(ge=1, le=LONGEST_MINUTES, strict=True)]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hours(Input):
    """Hours of one weekday, by the clock on the wall. `weekday`: 0 is Monday. `end` may be `24:00`."""

    weekday: Annotated[int, Field(ge=0, le=6, strict=True)]
    start: Start
    end: End

    @model_validator(mode="after")
    def _forwards(self) -> Hours:
        if minutes_of(self.start) >= minutes_of(self.end):
            raise ValueError(f"the hours end at {self.end}, which is not after their start at {self.start}")
        return self


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _apart(weekly: list[Hours]) -> list[Hours]:
    ordered = sorted(weekly, key=lambda hours: (hours.weekday, hours.start))
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and minutes_of(other.start) < minutes_of(one.end):
            raise ValueError(
                f"the hours {one.start}-{one.end} and {other.start}-{other.end} of {_DAYS[one.weekday]} overlap"
            )
    return ordered


def _in_order(days: list[date]) -> list[date]:
    return sorted(set(days))


class BusinessHours(Input):
    """When the organisation works. An empty `weekly` is around the clock; on `holidays` nobody works."""

    time_zone: Zone = "UTC"
    weekly: Annotated[list[Hours], Field(max_length=200), AfterValidator(_apart)] = Field(default_factory=list)
    holidays: Annotated[list[date], Field(max_length=1000), AfterValidator(_in_order)] = Field(default_factory=list)


class Target(Input):
    """Within how many business minutes an answer is promised; null promises none."""

    priority: Priority
    first_response_minutes: Minutes | None = None
    next_response_minutes: Minutes | None = None


_Named = TypeVar("_Named")


def _twice(values: list[_Named]) -> _Named | None:
    seen = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


#: The most urgent first.
_RANK = {priority: rank for rank, priority in enumerate(reversed(Priority))}


def _one_each(targets: list[Target]) -> list[Target]:
    again = _twice([target.priority for target in targets])
    if again is not None:
        raise ValueError(f"the priority {again.value} stands there twice")
    return sorted(targets, key=lambda target: _RANK[target.priority])


class Policy(Input):
    """What is promised in a queue; with `queue_id` null: wherever no policy of the queue's own says otherwise. A
    priority without a target is promised nothing."""

    queue_id: UUID | None
    targets: Annotated[list[Target], AfterValidator(_one_each)]


def _one_a_queue(policies: list[Policy]) -> list[Policy]:
    ids = [policy.queue_id for policy in policies]
    if ids.count(None) > 1:
        raise ValueError("there are two policies for every queue")
    again = _twice([one for one in ids if one is not None])
    if again is not None:
        raise ValueError(f"the queue {again} has two policies")
    return policies


class Sla(Input):
    """When the organisation works, and within which of these hours it answers."""

    business_hours: BusinessHours
    policies: Annotated[list[Policy], Field(max_length=500), AfterValidator(_one_a_queue)]


class SlaIn(Sla):
    """What is to be promised from now on. With the `updated_at` that was read, only if nothing was written since; null
    is read when nothing was written ever."""

    updated_at: AwareDatetime | None = None


class SlaOut(Sla):
    """What is promised. `updated_at`: when it was last written, null when never."""

    updated_at: datetime | None
