"""The one place where effects are applied, all of a turn's in one transaction."""

import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.screen import Effect, Forget, KeepLanguage
from storage.languages import chosen_language, forget_language, keep_language

log = logging.getLogger(__name__)


async def apply(effects: Sequence[Effect], visitor: bytes, database: AsyncEngine, phone_language: str) -> bool:
    """Apply what a turn asks for; tells whether it was done.

    A chosen language is kept only where it differs from the phone's. Without a database nothing is kept and the
    visitor still gets her screen.
    """
    kept = [effect for effect in effects if isinstance(effect, KeepLanguage | Forget)]
    if not kept:
        return True
    try:
        async with database.begin() as connection:
            for effect in kept:
                if isinstance(effect, KeepLanguage) and effect.language != phone_language:
                    await keep_language(connection, visitor, effect.language)
                else:
                    await forget_language(connection, visitor)
    except (SQLAlchemyError, OSError) as error:
        log.warning("The database did not answer (%s); a visitor's choice was not kept.", type(error).__name__)
        return False
    return True


async def language_of(visitor: bytes, database: AsyncEngine) -> str | None:
    """The language that a visitor chose; None where nothing is kept or the database does not answer."""
    try:
        async with database.connect() as connection:
            return await chosen_language(connection, visitor)
    except (SQLAlchemyError, OSError) as error:
        log.warning("The database did not answer (%s); the phone's language is used.", type(error).__name__)
        return None
