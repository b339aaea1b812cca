"""A union with subscribers, its officers, and a deliverer against the Bot API's double, for tests of bulletins."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.deliver import Sendings
from bot.actions.look import books
from bot.actions.release import release
from bot.actions.sealed import Seal
from bot.actions.write import write
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.deliverer import Deliverer
from bot.channels.telegram.post import Post
from bot.channels.telegram.wire import Wire
from bot.language.language import Language, load_languages
from bot.model.bulletin import Audience, Books, Bulletin, DeliveryState, DraftInput, Known, Missing
from bot.model.staff import Member, Organisation, StaffRole
from storage.database import writing
from storage.tables import deliveries, organisations, staff, subscriptions
from tests.doubles.telegram import TOKEN, Chat, Message, TelegramDouble
from tests.processes import ROOT

SECRET = b"a secret of the tests, long enough to be one"
NOON = 1_795_521_600
"""Tuesday 24 November 2026, 12:00 UTC: nobody's quiet hours in UTC."""
DAY = 86_400
PATIENCE = 60.0
"""Seconds that a test waits for books to come to something."""
KNOWN = Known(
    languages=frozenset({"en", "fr", "ar", "de", "es", "sw", "fil"}),
    homes=frozenset({"PH", "KE", "GH"}),
    destinations=frozenset({"DE", "GB", "SA"}),
    occupations=frozenset({"2221"}),
    topics=frozenset({"contract", "fees"}),
)
UNION = Organisation(id=1, slug="union", name="Nurses & Midwives Union")
AUTHOR, SECOND = (
    Member(id=number, organisation=UNION, login=f"o{number}", name=f"Officer {number}", role=StaffRole.OFFICER)
    for number in (1, 2)
)


def languages() -> Mapping[str, Language]:
    """English, French and Arabic, however far they are translated."""
    return load_languages(ROOT / "locales", ["en", "fr", "ar"])


LANGUAGES = languages()


class Clock:
    """The moment, which tests move on; it also goes by itself."""

    def __init__(self, start: float = NOON) -> None:
        self._start = start - time.monotonic()

    def __call__(self) -> float:
        return self._start + time.monotonic()

    @property
    def now(self) -> int:
        """Whole seconds."""
        return int(self())

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self._start += seconds


class Sending:
    """One union, its subscribers and what is sent to them."""

    def __init__(self, engine: AsyncEngine, telegram: TelegramDouble, rate: float = 1000) -> None:
        self.engine, self.telegram, self.rate = engine, telegram, rate
        self.clock = Clock()
        telegram.now = self.clock
        self.sendings = Sendings(engine, SECRET)
        self.budgets: list[Budget] = []

    async def open(self) -> "Sending":
        """Make the organisation and two officers."""
        async with writing(self.engine) as connection:
            await connection.execute(organisations.insert().values(id=1, slug="union", name=UNION.name))
            for number in (1, 2):
                await connection.execute(
                    staff.insert().values(
                        id=number, organisation=1, login=f"o{number}", name=f"Officer {number}", role="officer",
                        passphrase="x", totp=b"x", created=0,
                    )
                )  # fmt: skip
        return self

    async def subscribe(
        self, count: int = 1, first: int = 1000, language: str = "en", *, chats: bool = True, **more: Any
    ) -> range:
        """People with chats from a number on who subscribe; tells the chats' numbers. Groups have numbers below 0.

        `chats` says that the chats are to be made in the double too.
        """
        seal = Seal(SECRET, "address")
        rows = [
            {
                "visitor": visitor_key(SECRET, "telegram", str(chat)),
                "address": seal.seal(str(chat)),
                "kind": "person",
                "language": language,
                "rhythm": "now",
                "seen": "2026-11",
                **more,
            }
            for chat in range(first, first + count)
        ]
        async with writing(self.engine) as connection:
            await connection.execute(subscriptions.insert(), rows)
        for chat in range(first, first + count) if chats else ():
            self.telegram.chats.setdefault(chat, Chat(chat, "private" if chat > 0 else "group"))
        return range(first, first + count)

    async def write(
        self, texts: Mapping[str, str], *, bulletin: int | None = None, member: Member = AUTHOR, **draft: Any
    ) -> Bulletin:
        """A draft, or the next version of a bulletin."""
        given: dict[str, Any] = {"title": "Fees", "audience": Audience(), "show_until": self.clock.now + 3 * DAY}
        wanted = DraftInput(texts=texts, **{**given, **draft})
        dice = random.Random().randrange  # noqa: S311  # codes of a test
        return await write(self.engine, KNOWN, member, wanted, now=self.clock.now, dice=dice, bulletin=bulletin)

    async def release(self, bulletin: Bulletin) -> Bulletin:
        """Release a version by the second officer."""
        return await release(self.engine, SECOND, bulletin.id, bulletin.version, self.clock.now)

    async def send(self, texts: Mapping[str, str], **draft: Any) -> Bulletin:
        """Write and release."""
        return await self.release(await self.write(texts, **draft))

    async def correct(self, bulletin: Bulletin, texts: Mapping[str, str], **draft: Any) -> Bulletin:
        """Write and release a correction."""
        same = ("show_until", "urgent", "attachment", "audience", "missing")
        given = {name: getattr(bulletin, name) for name in same}
        return await self.release(await self.write(texts, bulletin=bulletin.id, **{**given, **draft}))

    @contextlib.asynccontextmanager
    async def deliverer(self, sendings: Sendings | None = None) -> AsyncIterator[Deliverer]:
        """A deliverer at work until the block ends."""
        own, budget = sendings or self.sendings, Budget(self.rate)
        self.budgets.append(budget)
        async with Wire(self.telegram.url, TOKEN) as wire:
            made = Deliverer(own, Post(wire, budget, own), budget, lambda: LANGUAGES, lambda: self.clock.now)
            task = asyncio.create_task(made.run())
            try:
                yield made
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def books(self, bulletin: Bulletin) -> Books:
        """What became of every copy; they always balance."""
        found, _ = await books(self.engine, AUTHOR, bulletin.id)
        assert found.balanced, found
        return found

    async def until(self, bulletin: Bulletin, holds: Callable[[Books], bool]) -> Books:
        """Look at the books until something holds; they balance at every look."""
        async with asyncio.timeout(PATIENCE):
            while not holds(found := await self.books(bulletin)):  # noqa: ASYNC110  # it is in a database
                await asyncio.sleep(0.05)
        return found

    async def eventually(self, look: Callable[[], Awaitable[int]], expected: int) -> None:
        """Look until a number is as expected."""
        async with asyncio.timeout(PATIENCE):
            while await look() != expected:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def done(self, bulletin: Bulletin) -> Books:
        """The books when nothing is left to do now."""

        def settled(found: Books) -> bool:
            waits = found.states[DeliveryState.WAITING] + found.states[DeliveryState.SENDING]
            return not waits and not found.edits

        return await self.until(bulletin, settled)

    async def rows(self, bulletin: Bulletin, **where: Any) -> int:
        """How many deliveries of a bulletin have some values."""
        conditions = [deliveries.c[name] == value for name, value in where.items()]
        async with self.engine.connect() as connection:
            query = (
                select(func.count()).select_from(deliveries).where(deliveries.c.bulletin == bulletin.id, *conditions)
            )
            return int((await connection.execute(query)).scalar_one())

    def copies(self, chat: int) -> list[Message]:
        """The messages in a chat, oldest first."""
        messages = self.telegram.chats[chat].messages
        return [messages[number] for number in sorted(messages)]


def counted(found: Books) -> dict[str, int]:
    """The states that are not empty."""
    return {state.value: number for state, number in found.states.items() if number}


__all__ = ["AUTHOR", "DAY", "KNOWN", "LANGUAGES", "NOON", "SECOND", "SECRET", "UNION", "Missing", "Sending", "counted"]
