"""Counting and releasing: what recording costs a turn, a million people in a full plan, the largest table, files."""

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.model.counted import Horizon, Intent, Permanence, Reason, Return, Stage
from bot.model.release import Dimension
from bot.monitoring.freeze import released
from bot.monitoring.noise import laplace
from bot.monitoring.plan import Plan
from storage.database import migrate, open_database
from tests.bench.row import Row
from tests.tallied import QUARTER, Tallied, shipped, someone

PEOPLE, PACK = 1_000_000, 20_000
NOTES = 100_000
LARGEST = {Dimension.HOME: 24, Dimension.DESTINATION: 20, Dimension.OCCUPATION: 12}


def everything() -> Plan:
    """The shipped plan with its tables for many people counted from the first period on."""
    plan, _ = shipped()
    groups = tuple(
        replace(group, tables=tuple(replace(table, over=0) for table in group.tables)) for group in plan.groups
    )
    return Plan(groups)


def intents(seed: int) -> Iterator[Intent]:
    """People of every home and plan, a few corridors with most of them, one answer in ten left out."""
    dice, codes = random.Random(seed), shipped()[1].codes  # noqa: S311  # the same people each time
    homes, destinations, work = (codes[one] for one in LARGEST)
    while True:
        yield Intent(
            home=homes[int(len(homes) * dice.random() ** 2)],
            destination=destinations[int(len(destinations) * dice.random() ** 2)],
            occupation=work[int(len(work) * dice.random() ** 2)] if dice.random() > 0.1 else "",
            stage=dice.choice(list(Stage)),
            horizon=dice.choice(list(Horizon)),
            permanence=dice.choice(list(Permanence)),
            reason=dice.choice(list(Reason)),
            staying=dice.choice(list(Reason)),
            returning=dice.choice(list(Return)),
        )


def size(folder: Path, name: str) -> float:
    """MB (10^6 bytes) of a database with its journals."""
    return sum(path.stat().st_size for path in folder.glob(f"{name}*")) / 1e6


async def counting(folder: Path, people: int = PEOPLE) -> list[Row]:
    """Recording, a million intents, the files, and the release of the period."""
    engine = open_database(f"sqlite+aiosqlite:///{folder / 'counted.sqlite3'}")
    await migrate(engine)
    one = Tallied(engine, folder)
    one.plan = everything()
    made = intents(1)
    ready, visitors = [next(made) for _ in range(NOTES)], [someone(number) for number in range(NOTES)]
    kept: dict[object, object] = {}
    begun = time.perf_counter()
    for intent, visitor in zip(ready, visitors, strict=True):
        kept[visitor] = intent
    bare = (time.perf_counter() - begun) / NOTES
    begun = time.perf_counter()
    for intent, visitor in zip(ready, visitors, strict=True):
        one.counting.note(intent, visitor)
    noting = (time.perf_counter() - begun) / NOTES
    one = Tallied(engine, folder)  # what waited was only to be timed
    one.plan = everything()
    spent, worked, sizes = 0.0, 0.0, {}
    columns = (TextColumn("intents"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("intents", total=people)
        for start in range(0, people, PACK):
            pack = [(next(made), someone(number)) for number in range(start, start + PACK)]
            begun, busy = time.perf_counter(), time.process_time()
            for intent, visitor in pack:
                one.counting.note(intent, visitor)
            await one.counting.flush()
            spent, worked = spent + time.perf_counter() - begun, worked + time.process_time() - busy
            progress.update(task, completed=start + PACK)
            if start + PACK in (people // 10, people):
                async with engine.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                sizes[start + PACK] = size(folder, "counted")
    counted = sum((await one.tallies(QUARTER, "people")).values())
    guard = size(folder, "guard")
    one.after(QUARTER)
    begun = time.perf_counter()
    await one.close()
    closing = time.perf_counter() - begun
    after = size(folder, "guard")
    await engine.dispose()
    return [
        ("recording an intent, added to a turn", f"{noting * 1e6:.1f} µs", "under 50 µs", f"{bare * 1e6:.1f} µs bare"),
        (
            f"{people} intents into a full plan",
            f"{spent:.1f} s",
            "under 60 s",
            f"{worked:.1f} s of a processor; {counted} counted",
        ),
        (
            f"database after {people // 10} and {people} intents",
            " and ".join(f"{value:.2f}" for value in sizes.values()) + " MB",
            "grows with cells",
            f"guard {guard:.0f} MB, {after:.2f} MB once closed",
        ),
        ("closing that quarter, guard destroyed", f"{closing:.2f} s", "-", ""),
    ]


async def largest(_: Path) -> list[Row]:
    """The release of a table of 24 homes, 20 destinations and 12 occupations."""
    group = everything().groups[0]
    table = next(one for one in group.tables if set(one.dimensions) == set(LARGEST))
    codes = {one: tuple(f"{one.value}{number}" for number in range(many)) for one, many in LARGEST.items()}
    seconds, dice = [], random.SystemRandom().randrange
    for _number in range(5):
        begun = time.perf_counter()
        made = released({}, group, table, codes, 1, dice)
        seconds.append(time.perf_counter() - begun)
    scale = Fraction(table.sensitivity) / Fraction(table.epsilon)
    begun = time.perf_counter()
    for _number in range(1000):
        laplace(scale, dice)
    each = (time.perf_counter() - begun) / 1000
    name = f"release of a table of {len(made.cells)} cells"
    return [(name, f"{statistics.median(seconds):.2f} s", "under 2 s", f"{each * 1e6:.0f} µs a number of noise")]
