"""The database opens, migrates, keeps and forgets; what cannot be opened is told in a sentence."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import MIGRATIONS, NEWEST, NoDatabase, migrate, open_database, run_migrations
from storage.languages import chosen_language, forget_language, keep_language
from storage.tables import metadata


def test_the_newest_version_is_the_migrations_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


async def test_the_migrations_make_what_an_empty_database_gets(database: AsyncEngine, tmp_path: Path) -> None:
    def described(connection: Connection) -> object:
        found = inspect(connection)
        return {
            name: (
                [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
                found.get_pk_constraint(name)["constrained_columns"],
                sorted(index["name"] or "" for index in found.get_indexes(name)),
            )
            for name in sorted(found.get_table_names())
        }

    migrated = open_database(f"sqlite+aiosqlite:///{tmp_path / 'migrated.sqlite3'}")
    async with migrated.begin() as connection:
        await connection.run_sync(run_migrations)
        by_migrations = await connection.run_sync(described)
    await migrated.dispose()
    async with database.connect() as connection:
        assert await connection.run_sync(described) == by_migrations


async def test_the_tables_are_those_that_the_queries_name(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        for table in metadata.sorted_tables:
            columns = await connection.run_sync(lambda sync, name=table.name: inspect(sync).get_columns(name))  # type: ignore[misc]
            assert {column["name"] for column in columns} == set(table.columns.keys())
    assert names == {*metadata.tables, "alembic_version"}


async def test_migrating_twice_is_no_trouble(database: AsyncEngine) -> None:
    await migrate(database)


async def test_sqlite_writes_ahead_and_deletes_securely(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA secure_delete"))).scalar() == 1


async def test_a_language_is_kept_changed_and_forgotten(database: AsyncEngine) -> None:
    visitor, other = b"v" * 16, b"o" * 16
    async with database.begin() as connection:
        assert await chosen_language(connection, visitor) is None
        await keep_language(connection, visitor, "fr")
        await keep_language(connection, visitor, "ar")
        await keep_language(connection, other, "fr")
        assert await chosen_language(connection, visitor) == "ar"
        assert await forget_language(connection, visitor)
        assert not await forget_language(connection, visitor)
        assert await chosen_language(connection, other) == "fr"


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:///x", "postgresql://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(NoDatabase, match="FAIRPASSAGE_DATABASE_URL"):
        open_database(url)


async def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path}")
    with pytest.raises(NoDatabase, match="cannot be opened"):
        await migrate(engine)
    await engine.dispose()


async def test_an_older_database_is_migrated(tmp_path: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'old.sqlite3'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE something_else (x INTEGER)"))
    await migrate(engine)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == NEWEST
    await engine.dispose()
