"""When people write: office hours, weekends and the time an answer takes."""

from datetime import datetime, timedelta
from random import Random

from workspace_sim.company.headers import local


def awake(moment: datetime, offset: int, rng: Random, *, office: bool) -> datetime:
    """`moment`, moved to when this person would write: at work 8 to 18 on weekdays, else 7 to 23."""
    t = local(moment, offset)
    opens, closes = (8, 18) if office else (7, 23)
    if opens <= t.hour < closes and not (office and t.weekday() > 4):
        return moment
    days = 0 if t.hour < opens else 1
    target = t.replace(hour=opens, minute=0, second=0) + timedelta(days=days, seconds=rng.randrange(7_000))
    while office and target.weekday() > 4:
        target += timedelta(days=1)
    return target.astimezone(moment.tzinfo)


def after(moment: datetime, median_hours: float, offset: int, rng: Random, *, office: bool) -> datetime:
    """When an answer to a mail of `moment` is written: log-normal about the median."""
    hours = min(rng.lognormvariate(0.0, 0.9) * median_hours, 24 * 9)
    return awake(moment + timedelta(seconds=90 + int(hours * 3600)), offset, rng, office=office)
