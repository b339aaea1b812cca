"""Subscribers of whom nothing was heard for a year: asked once, and dropped where they do not answer."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.sealed import Seal
from storage.database import settle, writing
from storage.wishes import Silent, drop_wish, note_asked, silent

ASK_AFTER, DROP_AFTER = 11, 12
"""Months without a sign after which she is asked, and dropped."""
PACK = 100
"""Subscribers looked at at once."""

Asking = Callable[[int, str], Awaitable[bool | None]]
"""Asks in a chat, in a language: True where the question arrived, False where the chat is closed to us for good, None
where it could not be told now.
"""


async def idle(engine: AsyncEngine, secret: bytes, month: str, ask: Asking) -> tuple[int, int]:
    """Drop those who were asked and kept silent, then ask the others; tells how many were dropped and asked.

    `month` is this one (YYYY-MM). Whoever is asked late, because nobody asked in time, has a month to answer all the
    same. To be run once a day, by one process at a time.
    """
    dropped = await _drop_silent(engine, months_before(month, DROP_AFTER))
    asked = await _ask_silent(engine, secret, months_before(month, ASK_AFTER), ask)
    if dropped:
        await settle(engine)
    return dropped, asked


async def _drop_silent(engine: AsyncEngine, until: str) -> int:
    dropped = 0
    while True:
        async with writing(engine) as connection:
            found = await silent(connection, until, asked=True, after=0, limit=PACK)
            for one in found:
                await drop_wish(connection, one.visitor)
        dropped += len(found)
        if len(found) < PACK:
            return dropped


async def _ask_silent(engine: AsyncEngine, secret: bytes, until: str, ask: Asking) -> int:
    addresses, after, asked = Seal(secret, "address"), 0, 0
    while True:
        async with engine.connect() as connection:
            found = await silent(connection, until, asked=False, after=after, limit=PACK)
        for one in found:
            asked += await _ask(engine, addresses, one, until, ask)
        if len(found) < PACK:
            return asked
        after = found[-1].id


async def _ask(engine: AsyncEngine, addresses: Seal, one: Silent, until: str, ask: Asking) -> int:
    """Ask one, and note it at once, so that nobody is asked twice."""
    address = addresses.open(one.address)
    arrived = False if address is None else await ask(int(address), one.language)
    if arrived is None:
        return 0
    async with writing(engine) as connection:
        if arrived:
            await note_asked(connection, [one.visitor], until)
        else:
            await drop_wish(connection, one.visitor)
    return int(arrived)


def months_before(month: str, number: int) -> str:
    """The month (YYYY-MM) some months before another."""
    year, of_year = map(int, month.split("-"))
    total = year * 12 + of_year - 1 - number
    return f"{total // 12:04}-{total % 12 + 1:02}"
