"""A visitor's subscription: kept, shown to her, changed, and gone with everything that deliveries know of her."""

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.sealed import Seal
from bot.model.wish import Wish
from storage.database import settle, writing
from storage.wishes import drop_wish, keep_wish, kept_wish, see, seen_last


async def subscribe(
    connection: AsyncConnection, secret: bytes, visitor: bytes, address: str, wish: Wish, month: str
) -> None:
    """Keep a wish; the address is sealed with a key that is not in the database. `month` is this one (YYYY-MM)."""
    await keep_wish(connection, visitor, Seal(secret, "address").seal(address), wish, month)


async def unsubscribe(engine: AsyncEngine, visitor: bytes) -> bool:
    """Drop a visitor's subscription because she blocked us or left; tells whether there was one."""
    async with writing(engine) as connection:
        gone = await drop_wish(connection, visitor)
    if gone:
        await settle(engine)
    return gone


async def wish_of(engine: AsyncEngine, visitor: bytes) -> Wish | None:
    """What a visitor wants to hear about, None where she subscribed to nothing."""
    async with engine.connect() as connection:
        return await kept_wish(connection, visitor)


async def seen(engine: AsyncEngine, visitor: bytes, month: str) -> None:
    """Note that a subscriber is still there, once a month; of others nothing is kept."""
    async with engine.connect() as connection:
        last = await seen_last(connection, visitor)
    if last is not None and last != (month, False):
        async with writing(engine) as connection:
            await see(connection, visitor, month)
