"""The database opens, migrates, keeps and forgets; what cannot be opened is told in a sentence."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import tables
from storage.audit import add
from storage.database import (
    MIGRATIONS,
    NEWEST,
    NoDatabase,
    migrate,
    open_database,
    reading,
    run_migrations,
    writing,
)
from storage.languages import chosen_language, forget_languages, keep_languages
from storage.tables import metadata
from tests.conftest import Postgres


def test_the_newest_version_is_the_migrations_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


@contextlib.asynccontextmanager
async def closing_engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_database(url)
    try:
        yield engine
    finally:
        await engine.dispose()


def described(connection: Connection) -> object:
    """Everything of a database that a migration could get wrong."""
    found = inspect(connection)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"], one["default"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((index["name"] or "", str(index["column_names"])) for index in found.get_indexes(name)),
            sorted(str(one["column_names"]) for one in found.get_unique_constraints(name)),
            sorted((one["name"] or "", one["sqltext"]) for one in found.get_check_constraints(name)),
            sorted(str((one["constrained_columns"], one["referred_table"])) for one in found.get_foreign_keys(name)),
        )
        for name in sorted(found.get_table_names())
    }


def triggers(connection: Connection) -> list[str]:
    """The triggers of a database, as they were written."""
    written = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) FROM pg_trigger "
        "WHERE NOT tgisinternal ORDER BY tgname",
    }
    return [row[0] for row in connection.execute(text(written[connection.dialect.name]))]


async def test_the_migrations_make_what_an_empty_database_gets(
    database: AsyncEngine, another_url: Callable[[], str]
) -> None:
    async with closing_engine(another_url()) as migrated, migrated.begin() as connection:
        await connection.run_sync(run_migrations)
        by_migrations = await connection.run_sync(described), await connection.run_sync(triggers)
    async with database.connect() as connection:
        assert await connection.run_sync(described) == by_migrations[0]
        assert await connection.run_sync(triggers) == by_migrations[1]
    assert len(by_migrations[1]) == 16


async def test_a_database_of_the_first_version_keeps_what_it_holds(database_url: str) -> None:
    async with closing_engine(database_url) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: run_migrations(sync, "0001"))
            await connection.execute(text("INSERT INTO chosen_languages VALUES (:who, 'fr')"), {"who": b"v" * 16})
        await migrate(engine)
        async with engine.begin() as connection:
            assert await chosen_language(connection, b"v" * 16) == "fr"
            assert not (await connection.execute(select(tables.deliveries))).all()


@pytest.mark.parametrize(("table", "verb"), [("audit", "DELETE"), ("audit", "UPDATE"), ("deliveries", "DELETE")])
async def test_records_are_kept_by_the_database_itself(database: AsyncEngine, table: str, verb: str) -> None:
    statement = f"DELETE FROM {table}" if verb == "DELETE" else f"UPDATE {table} SET detail = 'x'"  # noqa: S608
    async with database.begin() as connection:
        await connection.execute(tables.organisations.insert().values(id=1, slug="u", name="U"))
        await connection.execute(
            tables.staff.insert().values(
                id=1, organisation=1, login="a", name="A", role="officer", passphrase="x", totp=b"x", created=0
            )
        )
        await add(connection, at=1, organisation=1, staff=1, door="desk", action="x", subject="", detail="{}")
        await connection.execute(
            tables.bulletins.insert().values(
                id=1,
                organisation=1,
                code="x",
                title="x",
                state="draft",
                author=1,
                created=0,
                changed=0,
                version=1,
                audience="{}",
                show_until=1,
            )
        )
        await connection.execute(tables.deliveries.insert().values(bulletin=1, visitor=b"v" * 16, state="waiting"))
    with pytest.raises(DBAPIError, match="is never"):
        async with database.begin() as connection:
            await connection.execute(text(statement))


async def test_the_tables_are_those_that_the_queries_name(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        for table in metadata.sorted_tables:
            columns = await connection.run_sync(lambda sync, name=table.name: inspect(sync).get_columns(name))  # type: ignore[misc]
            assert {column["name"] for column in columns} == set(table.columns.keys())
    assert names == {*metadata.tables, "alembic_version"}


async def test_migrating_twice_is_no_trouble(database: AsyncEngine) -> None:
    await migrate(database)


async def test_sqlite_writes_ahead_and_deletes_securely(sqlite: AsyncEngine) -> None:
    async with sqlite.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA secure_delete"))).scalar() == 1


async def test_a_language_is_kept_changed_and_forgotten(database: AsyncEngine) -> None:
    visitor, other = b"v" * 16, b"o" * 16
    async with database.begin() as connection:
        assert await chosen_language(connection, visitor) is None
        await keep_languages(connection, {visitor: "fr"})
        await keep_languages(connection, {visitor: "ar", other: "fr"})
        await keep_languages(connection, {})
        assert await chosen_language(connection, visitor) == "ar"
        assert await forget_languages(connection, [visitor])
        assert not await forget_languages(connection, [visitor])
        assert not await forget_languages(connection, [])
        assert await chosen_language(connection, other) == "fr"


async def test_what_is_read_together_is_of_one_moment(database: AsyncEngine) -> None:
    async with reading(database) as connection:
        assert await chosen_language(connection, b"a") is None
        async with writing(database) as other:
            await keep_languages(other, {b"a": "fr"})
        assert await chosen_language(connection, b"a") is None
    async with reading(database) as connection:
        assert await chosen_language(connection, b"a") == "fr"


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:///x", "postgresql://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(NoDatabase, match="FAIRPASSAGE_DATABASE_URL"):
        open_database(url)


async def test_a_server_that_takes_nobody_in_is_told(postgres: Postgres) -> None:
    elsewhere = make_url(postgres.new_database()).set(database="not_there").render_as_string(hide_password=False)
    with pytest.raises(NoDatabase, match=r"not_there.*FAIRPASSAGE_DATABASE_URL"):
        await migrate(open_database(elsewhere))


async def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path}")
    with pytest.raises(NoDatabase, match="cannot be opened"):
        await migrate(engine)
    await engine.dispose()
    for thread in threading.enumerate():  # the driver's own, which tells the loop of its end
        if "_connection_worker" in thread.name:
            await asyncio.to_thread(thread.join, 5)


async def test_an_older_database_is_migrated(tmp_path: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'old.sqlite3'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE something_else (x INTEGER)"))
    await migrate(engine)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == NEWEST
    await engine.dispose()


async def test_a_connection_to_a_file_that_was_removed_is_given_up(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}"
    async with closing_engine(url) as engine:
        await migrate(engine)
        for path in tmp_path.iterdir():
            path.unlink()
        await migrate(engine)
        async with writing(engine) as connection:
            await keep_languages(connection, {b"a": "fr"})
        async with engine.connect() as one, engine.connect() as other:
            assert (await chosen_language(one, b"a"), await chosen_language(other, b"a")) == ("fr", "fr")


async def test_a_new_file_that_somebody_else_is_just_changing_is_waited_for(tmp_path: Path) -> None:
    """SQLite refuses at once to change how a file is kept while another one writes; several programs that start do."""
    path = tmp_path / "new.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE begun (number INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        engine = open_database(f"sqlite+aiosqlite:///{path}")
        opening = asyncio.create_task(migrate(engine))
        asyncio.get_running_loop().call_later(0.5, other.execute, "COMMIT")
        await opening
    async with engine.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
    await engine.dispose()
