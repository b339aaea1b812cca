"""What people look for and do not find: words that ten or more asked for in a month, for editors alone.

Only ordinary words of the library come here (bot/library/search.py). Below ten people nothing but keyed marks exists,
in the guard: one for the question, and for each person one that is another for every question. With the tenth person,
who brings the words with her, they are written down, and how many asked is told in bands.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.monitoring.periods import bounds
from storage import not_found as stored
from storage.database import writing
from storage.guard import Guard, Opened
from storage.uncounted import are_uncounted

BANDS = (10, 25, 100)
"""From how many people on another band begins; the first is from when on words are written down at all."""
MOST_WORDS, MOST_LETTERS = 6, 120
"""Words of a question that are kept together, and their letters."""
MOST_WAITING = 10_000
"""Questions that wait at most; more are lost rather than kept."""
KEPT = 365
"""Days after the end of its month for which a line is kept."""
TOLD = {10: "10-24", 25: "25-99", 100: "100+"}


@dataclass(frozen=True, slots=True)
class Missed:
    """Words that nothing was found for: by how many people, roughly, in which month and language."""

    words: str
    language: str
    period: str
    band: str


class Searches:
    """Questions of one process that wait to be marked in the guard."""

    def __init__(self, engine: AsyncEngine, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard
        self._waiting: set[tuple[bytes, str, str]] = set()

    def note(self, language: str, words: Sequence[str], visitor: bytes) -> None:
        """Let a question wait."""
        text = " ".join(words[:MOST_WORDS])
        if words and len(text) <= MOST_LETTERS and len(self._waiting) < MOST_WAITING:
            self._waiting.add((visitor, language, text))

    def forget(self, visitor: bytes) -> None:
        """Remove what waits of a visitor."""
        self._waiting = {one for one in self._waiting if one[0] != visitor}

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return len(self._waiting)

    async def flush(self, group: str, period: str, opened: Opened) -> None:
        """Mark what waits, and write down the words that enough people asked for."""
        asked = set(self._waiting)
        async with self._engine.connect() as connection:
            off = await are_uncounted(connection, list({visitor for visitor, _, _ in asked}))
        counts = [one for one in asked if one[0] not in off]
        marks = {(language, text): _question(opened.key, language, text) for _, language, text in counts}
        asks = {(marks[one[1:]], _who(opened.key, marks[one[1:]], one[0])) for one in counts}
        counted = await self._guard.asked(group, period, opened.mark, asks)
        found = {key: counted.get(mark, 0) for key, mark in marks.items()}
        lines = [(*key, _band(number)) for key, number in sorted(found.items()) if number >= BANDS[0]]
        if lines:
            async with writing(self._engine) as connection:
                await stored.put(connection, period, lines)
        self._waiting -= asked


async def missed(engine: AsyncEngine, today: date) -> Sequence[Missed]:
    """What people did not find in months that are over, the latest and the most asked first."""
    async with engine.connect() as connection:
        lines = await stored.lines(connection)
    return [
        Missed(words, language, period, TOLD[band])
        for period, language, words, band in lines
        if bounds(period)[1] <= today
    ]


async def drop_old(engine: AsyncEngine, today: date) -> int:
    """Remove lines that are older than a year; tells how many."""
    async with writing(engine) as connection:
        old = {one[0] for one in await stored.lines(connection) if (today - bounds(one[0])[1]).days > KEPT}
        return await stored.drop(connection, sorted(old))


def _question(key: bytes, language: str, text: str) -> bytes:
    return hmac.digest(key, f"question\0{language}\0{text}".encode(), "sha256")[:16]


def _who(key: bytes, question: bytes, visitor: bytes) -> bytes:
    """Another mark for each question, so that nobody's questions can be laid side by side."""
    return hmac.digest(key, b"who\0" + question + visitor, "sha256")[:16]


def _band(number: int) -> int:
    return max(least for least in BANDS if least <= number)
