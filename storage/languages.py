"""Queries on the languages that visitors chose."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import insert_of
from storage.tables import chosen_languages


async def chosen_language(connection: AsyncConnection, visitor: bytes) -> str | None:
    """The language that a visitor chose, None where nothing is kept."""
    found = await connection.execute(select(chosen_languages.c.language).where(chosen_languages.c.visitor == visitor))
    return found.scalar_one_or_none()


async def keep_languages(connection: AsyncConnection, chosen: Mapping[bytes, str]) -> None:
    """Keep the languages of visitors in place of earlier ones."""
    if not chosen:
        return
    insert, row = insert_of(connection, chosen_languages), chosen_languages.c
    other = insert.on_conflict_do_update(index_elements=[row.visitor], set_={"language": insert.excluded.language})
    await connection.execute(other, [{"visitor": visitor, "language": one} for visitor, one in chosen.items()])


async def forget_languages(connection: AsyncConnection, visitors: Collection[bytes]) -> bool:
    """Remove what is kept of visitors; tells whether there was something."""
    if not visitors:
        return False
    gone = await connection.execute(delete(chosen_languages).where(chosen_languages.c.visitor.in_(visitors)))
    return gone.rowcount > 0
