"""When each group of tables is closed next."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.desk.visit import Visit
from bot.monitoring.explained import group_name, period_name
from bot.monitoring.periods import bounds, period_of


@dataclass(frozen=True, slots=True)
class Closing:
    """The open period of a group in words, and the day on which it is closed."""

    group: str
    name: str
    period: str
    day: str


def closings(visit: Visit) -> Iterator[Closing]:
    """The open period of every group of the plan."""
    for group in visit.rooms.plan().groups:
        period = period_of(group.period, visit.day)
        day = visit.language.day(bounds(period)[1].isoformat())
        yield Closing(group.name, group_name(visit.language, group.name), period_name(visit.language, period), day)
