"""Promise: nothing small is printed, and nothing that is withheld reads as nought."""

import json
import math
import random
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.releases import release, release_body
from bot.model.counted import Intent
from bot.monitoring.freeze import released
from bot.monitoring.plan import TablePlan
from tests.tallied import NURSE, QUARTER, Tallied, shipped

PLAN, LISTS = shipped()
TABLES = [(group, table) for group in PLAN.groups for table in group.tables]


@pytest.mark.parametrize(("group", "table"), TABLES, ids=lambda one: str(one.name))
def test_the_threshold_is_the_one_that_we_say(group: object, table: TablePlan) -> None:
    plan = next(one for one in PLAN.groups if table in one.tables)
    dice = random.Random(1).randrange  # noqa: S311  # the same each time
    made = released({}, plan, table, LISTS.codes, 1, dice)
    epsilon = float(table.epsilon) / table.sensitivity
    by_people = 10 + math.log(1 / (2 * 0.05)) / epsilon
    by_cells = math.log(len(made.cells) / (2 * 0.5)) / epsilon
    assert made.threshold == math.ceil(max(by_people, by_cells))
    assert made.threshold > 10
    assert made.scale == pytest.approx(1 / epsilon)
    assert all(cell.value is None or cell.value >= made.threshold for cell in made.cells)
    assert (
        made.printed + made.withheld == len(made.cells) == math.prod(len(LISTS.codes[one]) for one in table.dimensions)
    )


def test_an_empty_table_prints_half_an_invented_figure_on_average() -> None:
    """A sparse table with a threshold of ten alone printed 95 invented figures of 102."""
    group, table = next((group, table) for group, table in TABLES if table.name == "corridor")
    dice = random.Random(3).randrange  # noqa: S311
    printed = [released({}, group, table, LISTS.codes, 1, dice).printed for _ in range(40)]
    assert sum(printed) / len(printed) < 1


def test_fewer_than_ten_are_printed_one_time_in_twenty_at_most() -> None:
    for group, table in TABLES:
        if len(LISTS.codes[table.dimensions[0]]) > 30 if table.dimensions else False:
            continue
        codes = {one: LISTS.codes[one][:1] for one in table.dimensions}
        key = tuple(codes[one][0] for one in table.dimensions)
        dice = random.Random(4).randrange  # noqa: S311
        printed = sum(released({key: 9}, group, table, codes, 1, dice).printed for _ in range(800))
        assert printed / 800 < 0.08, table.name


async def test_a_few_people_are_in_no_release(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(300))
    await one.told(Intent(home="FJ", destination="NZ"), range(300, 310))
    assert (await one.tallies(QUARTER, "corridor"))["FJ|NZ"] == 10
    one.after(QUARTER)
    await one.close()
    made = await release(database, QUARTER, "intent")
    assert made is not None
    corridor = made.table("corridor")
    assert corridor is not None
    values = {cell.key: cell.value for cell in corridor.cells}
    assert values["FJ", "NZ"] is None
    assert (values["PH", "GB"] or 0) > 250


async def test_withheld_is_null_and_never_nought(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(300))
    one.after(QUARTER)
    await one.close()
    kept = await release_body(database, QUARTER, "intent")
    assert kept is not None
    for table in json.loads(kept)["tables"]:
        values = [cell[-1] for cell in table["cells"]]
        assert all(value is None or value >= table["threshold"] > 10 for value in values)


async def test_tables_for_many_are_not_made_for_few(database: AsyncEngine, tmp_path: Path) -> None:
    """Three dimensions are crossed where the previous period printed more than 20,000 people, and never before."""
    from dataclasses import replace

    one = Tallied(database, tmp_path)
    plan = one.plan.groups[0]
    tables = tuple(replace(table, over=150) if table.over else table for table in plan.tables)
    one.plan = replace(one.plan, groups=(replace(plan, tables=tables),))
    three = next(table.name for table in plan.tables if len(table.dimensions) == 3)
    await one.told(NURSE, range(400))
    assert await one.tallies(QUARTER, three) == {}
    one.after(QUARTER)
    await one.close()
    await one.told(NURSE, range(400))
    assert sum((await one.tallies("2027-Q1", three)).values()) == 400
    one.after("2027-Q1")
    await one.close()
    first, second = await release(database, QUARTER, "intent"), await release(database, "2027-Q1", "intent")
    assert first is not None
    assert first.table(three) is None
    assert second is not None
    assert second.table(three) is not None
