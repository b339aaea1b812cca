"""Queries on one visitor's own subscription, and on those who have long been silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import Rhythm
from bot.model.wish import Wish
from storage.deliveries import forget_visitor, look_again
from storage.sets import as_set, as_text
from storage.subscriptions import drop
from storage.tables import subscriptions

ROW = subscriptions.c


@dataclass(frozen=True, slots=True)
class Silent:
    """A subscriber of whom nothing was heard for long; `address` is still sealed."""

    id: int
    visitor: bytes
    address: bytes
    language: str


async def keep_wish(connection: AsyncConnection, visitor: bytes, address: bytes, wish: Wish, month: str) -> None:
    """Keep a visitor's wish in place of an earlier one; `address` is sealed, `month` is this one (YYYY-MM)."""
    values = {
        "address": address,
        "language": wish.language,
        "rhythm": wish.rhythm.value,
        "zone": wish.zone,
        "home": wish.home,
        "occupation": wish.occupation,
        "destinations": as_text(wish.destinations),
        "topics": as_text(wish.topics),
        "seen": month,
        "asked": False,
    }
    changed = await connection.execute(update(subscriptions).where(ROW.visitor == visitor).values(**values))
    if changed.rowcount:
        await look_again(connection, visitor)
    else:
        await connection.execute(subscriptions.insert().values(visitor=visitor, kind="person", **values))


async def kept_wish(connection: AsyncConnection, visitor: bytes) -> Wish | None:
    """What a visitor wants to hear about, None where she subscribed to nothing."""
    row = (await connection.execute(select(subscriptions).where(ROW.visitor == visitor))).one_or_none()
    if row is None:
        return None
    return Wish(
        topics=as_set(row.topics),
        destinations=as_set(row.destinations),
        home=row.home,
        occupation=row.occupation,
        rhythm=Rhythm(row.rhythm),
        zone=row.zone,
        language=row.language,
    )


async def drop_wish(connection: AsyncConnection, visitor: bytes) -> bool:
    """Remove a visitor's subscription and whatever deliveries know of her; tells whether there was one."""
    there = (await connection.execute(select(ROW.id).where(ROW.visitor == visitor))).one_or_none() is not None
    if there:
        await drop(connection, [visitor])
        await forget_visitor(connection, visitor)
    return there


async def speak_to(connection: AsyncConnection, visitor: bytes, language: str) -> None:
    """Write to a subscriber in another language from now on."""
    changed = await connection.execute(update(subscriptions).where(ROW.visitor == visitor).values(language=language))
    if changed.rowcount:
        await look_again(connection, visitor)


async def speak_to_all(connection: AsyncConnection, languages: Mapping[bytes, str]) -> None:
    """Write to those of the visitors who are subscribers in other languages from now on."""
    found = await connection.execute(select(ROW.visitor).where(ROW.visitor.in_(languages)).order_by(ROW.visitor))
    for visitor in found.scalars().all():
        await speak_to(connection, visitor, languages[visitor])


async def seen_last(connection: AsyncConnection, visitor: bytes) -> tuple[str, bool] | None:
    """The month in which a subscriber was seen and whether she was asked since; None where she is none."""
    row = (await connection.execute(select(ROW.seen, ROW.asked).where(ROW.visitor == visitor))).one_or_none()
    return (row.seen, row.asked) if row else None


async def see(connection: AsyncConnection, visitor: bytes, month: str) -> None:
    """Note that a subscriber did something this month."""
    await connection.execute(update(subscriptions).where(ROW.visitor == visitor).values(seen=month, asked=False))


async def silent(connection: AsyncConnection, month: str, *, asked: bool, after: int, limit: int) -> Sequence[Silent]:
    """Persons who were last seen in or before a month, by id from `after` on."""
    found = await connection.execute(
        select(ROW.id, ROW.visitor, ROW.address, ROW.language)
        .where(and_(ROW.kind == "person", ROW.seen <= month, ROW.asked.is_(asked), ROW.id > after))
        .order_by(ROW.id)
        .limit(limit)
    )
    return [Silent(*one) for one in found]


async def note_asked(connection: AsyncConnection, visitors: Sequence[bytes], seen: str) -> None:
    """Note that some were asked whether they still want bulletins; they have until a year after `seen` to answer."""
    if visitors:
        await connection.execute(update(subscriptions).where(ROW.visitor.in_(visitors)).values(asked=True, seen=seen))
