"""Two closed years of made-up figures, through the very code that counts and closes; only the clock is turned."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.close import close_due
from bot.actions.count import Counting
from bot.actions.token import Dice
from bot.monitoring.codes import Lists
from bot.monitoring.periods import Kind, bounds, following, period_of
from bot.monitoring.plan import Plan
from bot.monitoring.population import Population
from storage.guard import Guard

YEARS = 2
FIRST_PLANS, MORE_PLANS = 3_000, 2_600
"""People who tell their plans in the first quarter, and by how many more in each quarter after it."""
READERS, MORE_READERS = 2_500, 120
"""People who read something in the first month, and by how many more in each month after it."""
REPORTERS, MORE_REPORTERS = 900, 400
"""People who report a breach in the first half-year, and by how many more in each after it."""
SEASONS = (0, 9, -5, 4, -8, 6)
"""Hundredths by which more or fewer people come, so that a trend has something to show."""
SOUGHT = (("nursing home shifts", 60), ("school for children", 31), ("car licence", 14), ("pet", 7))
"""What people look for in vain each month, and how many; what fewer than ten look for is written down nowhere."""
NOON = 12 * 3600
SETTLED = 2 * 86_400
"""Seconds after the end of a period at which it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What counting needs: the guard of the throw-away instance, its plan and code lists, its people, dice."""

    engine: AsyncEngine
    guard: Guard
    plan: Plan
    lists: Lists
    population: Population
    dice: Dice


class Clock:
    """A moment that is set by hand: seconds since 1970, UTC."""

    def __init__(self) -> None:
        self.at = 0

    def __call__(self) -> int:
        """The moment."""
        return self.at

    def set(self, day: date, more: int = NOON) -> None:
        """Go to some seconds after the beginning of a day."""
        self.at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + more


def months(today: date) -> list[str]:
    """Every closed month from two years before the open half-year on, so that there are whole periods of each kind."""
    half = bounds(period_of(Kind.HALF_YEAR, today))[0]
    month, found = period_of(Kind.MONTH, half.replace(year=half.year - YEARS)), []
    while bounds(month)[1] <= today:
        found.append(month)
        month = following(month)
    return found


async def close_all(means: Means, today: date, done: Callable[[str], None]) -> None:
    """Let every month pass: people read, tell and report, then what has ended is closed. `done` is told each month."""
    clock, visitors = Clock(), _visitors()
    counting = Counting(means.engine, means.guard, lambda: means.plan, lambda: means.lists, clock, means.dice)
    for number, month in enumerate(months(today)):
        first, after = bounds(month)
        clock.set(first)
        _tell(counting, means.population, number, visitors)
        await counting.flush()
        clock.set(after, SETTLED)
        await counting.flush()
        await close_due(means.engine, means.guard, means.lists, clock(), means.dice, synthetic=True)
        done(month)


def _tell(counting: Counting, population: Population, number: int, visitors: Iterator[bytes]) -> None:
    """What people tell in a month: in the second of each quarter their plans, in the fourth of a half-year breaches."""
    for read in population.reads(_people(READERS, MORE_READERS, number)):
        visitor = next(visitors)
        for one in read:
            counting.note(one, visitor)
    for words, people in SOUGHT:
        for _ in range(people):
            counting.miss("en", words.split(), next(visitors))
    if number % 3 == 1:
        for intent in population.intents(_people(FIRST_PLANS, MORE_PLANS, number // 3)):
            counting.note(intent, next(visitors))
    if number % 6 == 3:
        for report in population.reports(_people(REPORTERS, MORE_REPORTERS, number // 6)):
            counting.note(report, next(visitors))


def _people(first: int, more: int, number: int) -> int:
    """How many people come in a period, counted from 0."""
    return (first + more * number) * (100 + SEASONS[number % len(SEASONS)]) // 100


def _visitors() -> Iterator[bytes]:
    """A key for each, as an HMAC would be: 16 bytes."""
    number = 0
    while True:
        number += 1
        yield number.to_bytes(16, "big")
