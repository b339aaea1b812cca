"""Languages that were chosen, written down together: those that come while others are written share one transaction.

A transaction costs as much as fifty taps, and in a crowd many choose at the same time.
"""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import settle, writing
from storage.languages import forget_languages, keep_languages
from storage.wishes import speak_to_all


@dataclass(slots=True)
class _Batch:
    """What is written down in one transaction: of each visitor what she chose last, and her phone's language."""

    chosen: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    written: bool = False
    error: Exception | None = None


class _Queue:
    """The choices that wait for one database."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._next = _Batch()

    async def put(self, database: AsyncEngine, visitor: bytes, language: str, own: str) -> None:
        """Write a choice down with those of others."""
        batch = self._next
        batch.chosen[visitor] = (language, own)
        async with self._turn:
            if not batch.written:
                await self._write(database, batch)
        if batch.error is not None:
            raise batch.error

    async def _write(self, database: AsyncEngine, batch: _Batch) -> None:
        """Write a batch as the first of its choosers; where she is cancelled, the next one does it."""
        self._next = _Batch() if self._next is batch else self._next
        try:
            await _keep(database, batch.chosen)
        except Exception as error:  # all of them hear of it
            batch.error = error
        batch.written = True


_queues: WeakKeyDictionary[AsyncEngine, _Queue] = WeakKeyDictionary()


async def choose(database: AsyncEngine, visitor: bytes, language: str, own: str) -> None:
    """Keep the language that a visitor chose; it is kept when this returns. Raises the database's errors.

    `own` is her phone's language: a choice is kept only where it differs. Bulletins come in it in any case.
    """
    await _queues.setdefault(database, _Queue()).put(database, visitor, language, own)


async def _keep(database: AsyncEngine, chosen: dict[bytes, tuple[str, str]]) -> None:
    """In the order of the visitors, so that two processes that write about the same ones do not wait for each other."""
    languages = {visitor: chosen[visitor][0] for visitor in sorted(chosen)}
    others = {visitor: language for visitor, language in languages.items() if language != chosen[visitor][1]}
    async with writing(database) as connection:
        await speak_to_all(connection, languages)
        removed = await forget_languages(connection, [one for one in languages if one not in others])
        await keep_languages(connection, others)
    if removed:
        await settle(database)
