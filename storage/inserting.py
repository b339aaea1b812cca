"""An INSERT that can say what happens to a row that is there already; each database has its own."""

from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_of(connection: AsyncConnection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """The INSERT of the connection's database into a table."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # here, as who has SQLite need not wait for it at the start

    return postgresql.insert(table)
