"""The API, running for two unions."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.api.pace import Pace
from tests.desk.api.union import Union, running


@pytest.fixture
async def union(database: AsyncEngine) -> AsyncIterator[Union]:
    """Two unions and the API, as fast as a test wants, on each kind of database."""
    async with running(database, Pace(lambda: 0.0, burst=100_000)) as found:
        yield found


@pytest.fixture
async def quick(sqlite: AsyncEngine) -> AsyncIterator[Union]:
    """The same on SQLite alone, for what is refused before any database is asked."""
    async with running(sqlite, Pace(lambda: 0.0, burst=100_000)) as found:
        yield found
