"""The one place where effects are applied, all of a turn's in one transaction."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.screen import Effect, Forget, KeepLanguage
from storage.database import mended, settle
from storage.languages import chosen_language, forget_language, keep_language

log = logging.getLogger(__name__)
T = TypeVar("T")


async def apply(effects: Sequence[Effect], visitor: bytes, database: AsyncEngine, phone_language: str) -> bool:
    """Apply what a turn asks for; tells whether it was done.

    A chosen language is kept only where it differs from the phone's. Without a database nothing is kept and the
    visitor still gets her screen. What is removed is removed from SQLite's write-ahead log too.
    """
    kept = [effect for effect in effects if isinstance(effect, KeepLanguage | Forget)]
    if not kept:
        return True

    async def work() -> bool:
        removed = False
        async with database.begin() as connection:
            for effect in kept:
                if isinstance(effect, KeepLanguage) and effect.language != phone_language:
                    await keep_language(connection, visitor, effect.language)
                else:
                    removed |= await forget_language(connection, visitor)
        if removed:
            await settle(database)
        return True

    return await _tried(work, database, otherwise=False)


async def language_of(visitor: bytes, database: AsyncEngine) -> str | None:
    """The language that a visitor chose; None where nothing is kept or the database does not answer."""

    async def work() -> str | None:
        async with database.connect() as connection:
            return await chosen_language(connection, visitor)

    return await _tried(work, database, otherwise=None)


async def _tried(work: Callable[[], Awaitable[T]], database: AsyncEngine, otherwise: T) -> T:
    """Do the work; once more where the tables were lost and could be made again."""
    try:
        try:
            return await work()
        except (OperationalError, ProgrammingError) as error:
            if "no such table" not in str(error) and "does not exist" not in str(error):
                raise
            if not await mended(database):
                raise
            return await work()
    except (SQLAlchemyError, OSError) as error:
        log.warning("The database did not answer (%s); what is kept cannot be read or changed.", type(error).__name__)
        return otherwise
