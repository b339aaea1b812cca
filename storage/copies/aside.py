"""The tables of a PostgreSQL database put aside while others take their place, and put back where that fails."""

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.copies.postgresql import SCHEMA

ASIDE = "replaced"


async def put_aside(engine: AsyncEngine) -> None:
    """Make room: the schema gets another name, and an empty one takes its place."""
    async with engine.begin() as connection:
        await _run(connection, f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")
        await _run(connection, f"ALTER SCHEMA {SCHEMA} RENAME TO {ASIDE}")
        await _run(connection, f"CREATE SCHEMA {SCHEMA}")


async def put_back(engine: AsyncEngine) -> None:
    """The tables that were put aside stand again where they stood."""
    async with engine.begin() as connection:
        await _run(connection, f"DROP SCHEMA {SCHEMA} CASCADE")
        await _run(connection, f"ALTER SCHEMA {ASIDE} RENAME TO {SCHEMA}")


async def drop_aside(engine: AsyncEngine) -> None:
    """What was put aside is not needed any more."""
    async with engine.begin() as connection:
        await _run(connection, f"DROP SCHEMA {ASIDE} CASCADE")


async def server_version(engine: AsyncEngine) -> int:
    """The server's major version."""
    async with engine.connect() as connection:
        return int((await connection.execute(text("SHOW server_version_num"))).scalar_one()) // 10_000


async def has_tables(engine: AsyncEngine) -> bool:
    """Whether there is anything in a database."""
    async with engine.connect() as connection:
        return bool(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def _run(connection: AsyncConnection, statement: str) -> None:
    await connection.execute(text(statement))
