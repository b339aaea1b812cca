"""Promise: numbers of an open period never leave the house, by any door, in any form."""

import ast
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.close import GRACE
from bot.actions.releases import list_releases, release, release_body, spending
from tests.tallied import HALF, MONTH, NURSE, QUARTER, Tallied
from tests.test_floors import FILES, imports, name_of


async def test_until_it_closes_there_is_nothing_to_read(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(500))
    one.after(QUARTER)
    one.now -= GRACE + 1
    assert await one.close() == [], "the last second of the quarter"
    for period, group in ((QUARTER, "intent"), (MONTH, "usage"), (HALF, "breach"), ("2026-Q3", "intent"), ("x", "y")):
        assert await release(database, period, group) is None
        assert await release_body(database, period, group) is None
    assert await list_releases(database) == []
    assert [each.spent for each in await spending(database)] == [0.0]


def test_only_counting_and_closing_touch_the_tallies() -> None:
    """Whoever shows or exports numbers cannot reach them; a restore removes some."""
    users = {name_of(path) for path in FILES if imports(path) & {"storage.tallies", "storage.tables.tallies"}}
    assert users - {"storage.tallies"} == {"bot.actions.count", "bot.actions.close", "bot.actions.restore"}


def test_only_they_touch_the_guard() -> None:
    users = {name_of(path) for path in FILES if "storage.guard" in imports(path)}
    allowed = {"bot.opening", "bot.chores", "bot.actions.count", "bot.actions.close", "bot.actions.not_found"}
    made_up = ("bot.demo", "bot.actions.demo")
    assert {one for one in users if not one.startswith(made_up)} <= allowed


def test_nobody_reads_the_table_by_its_name() -> None:
    """No SQL text beside the queries themselves names tallies or the guard's tables."""
    allowed = {"storage.tallies", "storage.tables", "storage.guard", "storage.schema.monitoring"}
    for path in FILES:
        if name_of(path) in allowed or "migrations" in str(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "FROM tallies" not in node.value, path
