"""Looking for traces in the files of a database, whatever kind it is."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine


async def holding(
    request: pytest.FixtureRequest, database: AsyncEngine, folder: Path, traces: Iterable[bytes]
) -> set[str]:
    """The files below a folder, and below PostgreSQL's own, in which any of the traces stands now.

    What PostgreSQL holds in memory is written out first; what SQLite holds in its write-ahead log stays where it is.
    """
    folders = [folder]
    if database.dialect.name == "postgresql":
        async with database.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            # a plain CHECKPOINT passes unlogged tables over; this one writes every page of every database
            await connection.execute(text("CREATE DATABASE flushed TEMPLATE template0 STRATEGY file_copy"))
            await connection.execute(text("DROP DATABASE flushed"))
            await connection.execute(text("CHECKPOINT"))
        folders.append(request.getfixturevalue("postgres").folder)
    wanted = [form for trace in traces for form in (trace, trace.hex().encode())]
    found = set()
    for path in (path for one in folders for path in one.rglob("*")):
        try:
            body = path.read_bytes() if path.is_file() else b""
        except OSError:  # PostgreSQL removes files while we look
            continue
        if any(trace in body for trace in wanted):
            found.add(path.name)
    return found
