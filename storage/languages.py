"""Queries on the languages that visitors chose."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chosen_languages


async def chosen_language(connection: AsyncConnection, visitor: bytes) -> str | None:
    """The language that a visitor chose, None where nothing is kept."""
    found = await connection.execute(select(chosen_languages.c.language).where(chosen_languages.c.visitor == visitor))
    return found.scalar_one_or_none()


async def keep_language(connection: AsyncConnection, visitor: bytes, language: str) -> None:
    """Keep a visitor's language in place of an earlier one."""
    await forget_language(connection, visitor)
    await connection.execute(chosen_languages.insert().values(visitor=visitor, language=language))


async def forget_language(connection: AsyncConnection, visitor: bytes) -> bool:
    """Remove what is kept; tells whether there was something."""
    gone = await connection.execute(delete(chosen_languages).where(chosen_languages.c.visitor == visitor))
    return gone.rowcount > 0
