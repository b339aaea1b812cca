"""The one place where effects are applied: all of a turn's in one transaction, a chosen language together with those
that others choose at the same time.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions import subscribe
from bot.actions.choices import choose
from bot.model.counted import Counted
from bot.model.screen import (
    CountMe,
    Effect,
    Forget,
    KeepLanguage,
    NotFound,
    Record,
    StillHere,
    Subscribe,
    Unsubscribe,
)
from bot.model.wish import Wish
from storage.database import mended, settle, writing
from storage.languages import chosen_language, forget_languages
from storage.uncounted import count_again, count_not
from storage.wishes import drop_wish, see

log = logging.getLogger(__name__)
T = TypeVar("T")


class Counts(Protocol):
    """What counts (bot/actions/count.py): in memory at once, without waiting for a disk."""

    def note(self, counted: Counted, visitor: bytes) -> None:
        """Count something of a visitor, within her bounds."""

    def miss(self, language: str, words: Sequence[str], visitor: bytes) -> None:
        """Note ordinary words for which nothing was found."""

    def forget(self, visitor: bytes) -> None:
        """Drop what still waits in memory of her."""


KEEPING = (KeepLanguage, Forget, Subscribe, Unsubscribe, StillHere, CountMe)
"""Effects that change what is kept."""
TOLD = (Forget, Subscribe, Unsubscribe, CountMe, Record)
"""Effects whose screen says that it was done, so it is shown only where it was."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for effects: her key, and what some of them need. `month` is this one (YYYY-MM)."""

    key: bytes
    phone_language: str = ""
    address: str = field(default="", repr=False)
    month: str = ""


async def apply(
    effects: Sequence[Effect], asker: Asker, database: AsyncEngine, secret: bytes, counting: Counts | None = None
) -> bool:
    """Apply what a turn asks for; tells whether it was done. What is to be counted is noted without the database.

    Without a database nothing is kept and the visitor still gets a screen. What is removed is removed from SQLite's
    write-ahead log too.
    """
    if counting is not None:
        for effect in effects:
            if isinstance(effect, Record):
                counting.note(effect.counted, asker.key)
            elif isinstance(effect, NotFound):
                counting.miss(effect.language, effect.words, asker.key)
    kept = [effect for effect in effects if isinstance(effect, KEEPING)]
    if not kept:
        return True

    async def work() -> bool:
        for language in [effect.language for effect in kept if isinstance(effect, KeepLanguage)]:
            await choose(database, asker.key, language, asker.phone_language)
        if others := [effect for effect in kept if not isinstance(effect, KeepLanguage)]:
            async with writing(database) as connection:
                removed = [await _one(connection, effect, asker, secret) for effect in others]
            if any(removed):
                await settle(database)
        if counting is not None and any(isinstance(effect, Forget | CountMe) for effect in kept):
            counting.forget(asker.key)
        return True

    return await _tried(work, database, otherwise=False)


async def _one(connection: AsyncConnection, effect: Effect, asker: Asker, secret: bytes) -> bool:
    """Apply one effect; tells whether something was removed."""
    match effect:
        case Forget():
            language = await forget_languages(connection, [asker.key])
            gone = [await forget(connection, asker.key) for forget in (drop_wish, count_again)]
            return language or any(gone)
        case Subscribe(wish=wish):
            await subscribe.subscribe(connection, secret, asker.key, asker.address, wish, asker.month)
        case Unsubscribe():
            return await drop_wish(connection, asker.key)
        case CountMe(on=True):
            return await count_again(connection, asker.key)
        case CountMe(on=False):
            await count_not(connection, asker.key)
        case StillHere():
            await see(connection, asker.key, asker.month)
    return False


async def language_of(visitor: bytes, database: AsyncEngine) -> str | None:
    """The language that a visitor chose; None where nothing is kept or the database does not answer."""

    async def work() -> str | None:
        async with database.connect() as connection:
            return await chosen_language(connection, visitor)

    return await _tried(work, database, otherwise=None)


async def recalled(visitor: bytes, database: AsyncEngine) -> Wish | None:
    """What a visitor subscribed to; None where it is nothing or the database does not answer."""
    return await _tried(lambda: subscribe.wish_of(database, visitor), database, otherwise=None)


async def still_here(visitor: bytes, database: AsyncEngine, month: str) -> None:
    """Note that a subscriber wrote to us; without a database it is noted another time."""
    await _tried(lambda: subscribe.seen(database, visitor, month), database, otherwise=None)


async def gone(visitor: bytes, database: AsyncEngine) -> None:
    """A visitor blocked us: her subscription goes."""
    await _tried(lambda: subscribe.unsubscribe(database, visitor), database, otherwise=False)


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
