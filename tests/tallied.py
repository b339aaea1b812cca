"""An installation that counts, for tests: a database, a guard beside it, a clock that is set, dice that repeat.

As a program (`python -m tests.tallied URL FOLDER FIRST LAST`) it is another process that counts the same people.
"""

import asyncio
import hashlib
import random
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.close import GRACE, close_due
from bot.actions.count import Counting
from bot.loading import load_answers
from bot.model.counted import Counted, Intent, Return, Stage
from bot.model.release import Release
from bot.monitoring.codes import Lists, lists_of
from bot.monitoring.periods import bounds
from bot.monitoring.plan import Plan, plan_path, read_plan
from bot.settings import HERE, Settings
from storage import tallies
from storage.database import open_database
from storage.guard import Guard, open_guard

KEY = b"a key file of the tests, 32 long"
NOW = int(datetime(2026, 11, 5, 12, tzinfo=UTC).timestamp())
QUARTER, MONTH, HALF = "2026-Q4", "2026-11", "2026-H2"
NURSE = Intent(home="PH", destination="GB", occupation="2221", stage=Stage.ABROAD, returning=Return.PERMANENT)


@cache
def shipped() -> tuple[Plan, Lists]:
    """The plan and the code lists that are shipped."""
    answers = load_answers(Settings.model_construct())
    return read_plan(plan_path([HERE / "content"])), lists_of(answers.library, answers.languages)


def someone(number: int) -> bytes:
    """The key of a visitor: 16 bytes that stand nowhere by chance."""
    return hashlib.sha256(b"visitor %d" % number).digest()[:16]


class Tallied:
    """One process of an installation. `now` may be moved."""

    def __init__(self, engine: AsyncEngine, folder: Path, *, plan: Plan | None = None, key: bytes = KEY) -> None:
        self.engine = engine
        self.guard: Guard = open_guard(engine, folder, key)
        self.now = NOW
        self.plan, self.lists = plan or shipped()[0], shipped()[1]
        self.dice = random.Random(5).randrange  # noqa: S311  # the same each time
        self.counting = Counting(engine, self.guard, lambda: self.plan, lambda: self.lists, lambda: self.now, self.dice)

    def tell(self, counted: Counted, people: Iterable[int]) -> None:
        """Some visitors tell the same."""
        for number in people:
            self.counting.note(counted, someone(number))

    async def told(self, counted: Counted, people: Iterable[int]) -> None:
        """They tell it, and what can be put down is."""
        self.tell(counted, people)
        await self.counting.flush()

    async def tallies(self, period: str, table: str) -> Mapping[str, int]:
        """The true counters of a table."""
        async with self.engine.connect() as connection:
            return await tallies.of_table(connection, period, table)

    def after(self, period: str) -> None:
        """Let a period be over, and the time in which the last contributions go down."""
        end = bounds(period)[1]
        self.now = int(datetime(end.year, end.month, end.day, tzinfo=UTC).timestamp()) + GRACE

    async def close(self) -> list[Release]:
        """Close what is due."""
        return list(await close_due(self.engine, self.guard, self.lists, self.now, self.dice))


async def main(url: str, folder: str, first: str, last: str) -> None:
    """Count some people fifty times, putting them down now and then."""
    engine = open_database(url)
    one = Tallied(engine, Path(folder))
    for _ in range(5):
        for _ in range(10):
            one.tell(NURSE, range(int(first), int(last)))
        await one.counting.flush()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
