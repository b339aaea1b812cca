"""Looking at bulletins without changing them: one, a list, its books, its coverage; those of one's organisation."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bulletins.coverage import Coverage, coverage_of
from bot.bulletins.sought import fits
from bot.model.bulletin import ANY, Books, Bulletin, Sought, Version, Wording
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage import deliveries
from storage.database import reading
from storage.subscriptions import readers_by_language

PAGE = 100
"""Bulletins that are looked through at once."""


async def bulletin_of(engine: AsyncEngine, member: Member, number: int) -> Bulletin:
    """A bulletin with its newest texts; one of another organisation is not there."""
    async with engine.connect() as connection:
        one = await stored.bulletin(connection, number, member.organisation.id)
    if one is None:
        raise Refused("bulletin", "There is no such bulletin.", 404)
    return one


async def bulletins_of(
    engine: AsyncEngine, member: Member, sought: Sought = ANY, *, before: int | None = None, limit: int = 20
) -> Sequence[Bulletin]:
    """The bulletins of one's organisation that are looked for, the newest first."""
    found: list[Bulletin] = []
    async with engine.connect() as connection:
        while len(found) < limit:
            page = await stored.listed(connection, member.organisation.id, sought, before=before, limit=PAGE)
            found += [one for one in page if fits(sought, one)]
            if len(page) < PAGE:
                break
            before = page[-1].id
    return found[:limit]


async def authors_of(engine: AsyncEngine, member: Member) -> Mapping[int, str]:
    """Those who wrote for one's organisation, by name."""
    async with engine.connect() as connection:
        return await stored.authors(connection, member.organisation.id)


async def coverage(engine: AsyncEngine, member: Member, number: int) -> Coverage:
    """How many people a bulletin would reach now, by language."""
    one = await bulletin_of(engine, member, number)
    async with engine.connect() as connection:
        return coverage_of(one, await readers_by_language(connection, one.audience, one.organisation))


async def books(engine: AsyncEngine, member: Member, number: int) -> tuple[Books, Mapping[int, int]]:
    """What became of every copy, and how many delivered ones show which version."""
    await bulletin_of(engine, member, number)
    async with reading(engine) as connection:
        return await deliveries.books(connection, number), await deliveries.versions_in_chats(connection, number)


async def versions(engine: AsyncEngine, member: Member, number: int) -> Mapping[int, Mapping[str, Wording]]:
    """All versions of a bulletin's texts."""
    await bulletin_of(engine, member, number)
    async with engine.connect() as connection:
        return await stored.texts_of(connection, number)


async def history(engine: AsyncEngine, member: Member, number: int) -> Sequence[Version]:
    """All versions of a bulletin's texts with who wrote and who approved them."""
    await bulletin_of(engine, member, number)
    async with engine.connect() as connection:
        return await stored.history(connection, number)
