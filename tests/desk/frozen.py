"""Releases in a database, for tests of the doors through which they leave."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.library.library import Library
from bot.model.release import Release
from tests.monitoring.releases import keep, made


async def freeze(
    engine: AsyncEngine, library: Library, group: str, period: str, *, large: bool = False, **changes: Any
) -> Release:
    """A closed period of a group, as it is kept."""
    release = made(library, group, period, large=large, **changes)
    await keep(engine, release)
    return release
