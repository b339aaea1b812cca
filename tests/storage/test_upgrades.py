"""Every version that the tables ever had comes up to the newest, with what it holds, on both kinds of database."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, MetaData, Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import NEWEST, migrate, open_database, run_migrations, versions

KNOWN_VALUES = {
    "door": "desk",
    "kind": "person",
    "rhythm": "now",
    "role": "officer",
    "state": "released",
    "purpose": "chat",
    "band": 10,
    "period": "2026-Q4",
    "task": "",
    "audience": "{}",
    "texts": '{"en": {"text": "words", "of": 1}}',
}
"""What may stand in columns that hold a closed list or JSON."""


def filled(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """One row in every table, with what fits; tells them."""
    metadata = MetaData()
    metadata.reflect(connection)
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        state = {"deliveries": {"state": "delivered"}, "pushes": {"state": "done"}}
        connection.execute(table.insert().values(_row(table) | state.get(table.name, {})))
        rows[table.name] = _all(connection, table)
    return rows


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(column.name, column.type) for column in table.columns}


def _value(name: str, kind: Any) -> Any:
    if name in KNOWN_VALUES:
        return KNOWN_VALUES[name]
    if isinstance(kind, LargeBinary):
        return b"b" * 16
    if kind.python_type is bool:
        return True
    return 1 if kind.python_type is int else "x"


def _all(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(table.select())]


def kept(connection: Connection, before: dict[str, list[dict[str, Any]]]) -> None:
    """Every row is still there, with every value of the columns that there still are."""
    metadata = MetaData()
    metadata.reflect(connection)
    for name, rows in before.items():
        now = _all(connection, metadata.tables[name])
        shared = set(now[0]) & set(rows[0])
        assert [{key: row[key] for key in shared} for row in now] == [{key: row[key] for key in shared} for row in rows]


@pytest.mark.parametrize("version", versions())
async def test_a_database_of_each_version_keeps_what_it_holds(database_url: str, version: str) -> None:
    engine = open_database(database_url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: run_migrations(sync, version))
            before = await connection.run_sync(filled)
        assert before
        await migrate(engine)
        async with engine.connect() as connection:
            found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
            assert found == [NEWEST]
            await connection.run_sync(lambda sync: kept(sync, before))
    finally:
        await engine.dispose()


def test_the_newest_is_among_the_released() -> None:
    assert versions()[-1] == NEWEST
    assert versions()[0] == "0001"


async def test_many_that_start_at_once_make_the_tables_once(database_url: str) -> None:
    engines: list[AsyncEngine] = [open_database(database_url) for _ in range(6)]
    try:
        await asyncio.gather(*(migrate(engine) for engine in engines))
        async with engines[0].connect() as connection:
            found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
        assert found == [NEWEST]
    finally:
        for engine in engines:
            await engine.dispose()
