"""Who is there in a soak: nurses, readers of pages, a union that sends, and somebody who sends nonsense."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import aiohttp

from bot.model.bulletin import Bulletin, DeliveryState
from tests.bench.answers import walked
from tests.doubles.telegram import Person, TelegramDouble
from tests.fuzz.updates import odd_updates
from tests.sending import Sending
from tests.soak.figures import BACK, Seen

NURSES, READERS = 12, 2
FIRST, SUBSCRIBER = 5_000_000, 7_000_000
"""The first number of a nurse's chat, and of a subscriber's; nonsense uses low ones."""
LEFT_OUT = ("hide/now", "staff", "subscribe")
"""What a nurse does not tap: it removes her messages, is no nurse's, or makes her one of those who get bulletins."""
TOLD = ("/helpful/", "/interest/")
"""What is answered by a word alone where she has tapped it before."""
WORDS = ("passport", "they kept my passport", "frais de recrutement", "كم الراتب", "12,5", "9 200", "/menu", "/start")
PATHS = ("menu", "kit", "rights/passport", "programmes/all", "agreements/codes", "compare", "sums", "search?q=fees")
LANGUAGES = ("en", "fr", "ar", "hi")
SUBSCRIBERS = 200
WAIT = 10.0
"""Seconds after which a nurse who has no answer taps again: the patience of the double."""


@dataclass
class Weather:
    """When there were faults: those who got no answer in one or shortly after it are not held against the program."""

    times: list[tuple[float, float]] = field(default_factory=list)

    def clear(self, begun: float, ended: float) -> bool:
        """Whether nothing was ill between two moments."""
        return not any(begun < end + BACK and ended > start for start, end in self.times)


class Load:
    """Everybody; `going` lets them work, clearing it makes all pause."""

    def __init__(self, telegram: TelegramDouble, sending: Sending, url: str, seen: Seen, weather: Weather) -> None:
        self.telegram, self.sending, self.url = telegram, sending, url
        self.seen, self.weather = seen, weather
        self.going = asyncio.Event()
        self.chats: Sequence[int] = ()
        self.sent: list[Bulletin] = []
        self.ending = False
        self._busy = 0

    async def open(self, zone: str) -> None:
        """Let people subscribe."""
        self.chats = await self.sending.subscribe(SUBSCRIBERS, first=SUBSCRIBER, zone=zone)

    def everybody(self) -> list["asyncio.Task[None]"]:
        """All of them at work."""
        works: list[Awaitable[None]] = [self._nurse(number) for number in range(NURSES)]
        works += [self._reader(number) for number in range(READERS)]
        works += [self._nonsense(), self._union()]
        return [asyncio.ensure_future(work) for work in works]

    async def everything(self) -> None:
        """Read pages of every language once: what the program keeps of them would else come little by little."""
        async with aiohttp.ClientSession() as session:
            await walked(session, self.url)

    async def calm(self, seconds: float) -> None:
        """Let everybody stop, and everything that is on its way come to its end."""
        self.going.clear()
        while self._busy:  # noqa: ASYNC110  # many come and go
            await asyncio.sleep(0.1)
        await asyncio.sleep(seconds)

    async def _paced(self, work: Callable[[], Awaitable[None]], pause: float) -> None:
        """Do something again and again while there is load."""
        while True:
            await self.going.wait()
            self._busy += 1
            try:
                await work()
            finally:
                self._busy -= 1
            await asyncio.sleep(pause)

    async def _nurse(self, number: int) -> None:
        nurse, dice = Person(self.telegram, FIRST + number), random.Random(number)  # noqa: S311  # the same each time

        async def turn() -> None:
            links = (
                [one for one in nurse.last.data if not any(left in one for left in LEFT_OUT)] if nurse.messages else []
            )
            asks = not links or dice.random() < 0.1
            what = dice.choice(WORDS if nurse.messages else ("/menu",)) if asks else dice.choice(links)
            begun = time.monotonic()
            try:
                await (nurse.says(what) if asks else self._tapped(nurse, what))
            except AssertionError:
                if self.weather.clear(begun, time.monotonic()):
                    self.seen.unanswered.append(f"no answer to {what!r}")
            else:
                self.seen.answered.append(time.monotonic() - begun)
            self._forgotten(nurse)

        await self._paced(turn, 0.5)

    async def _tapped(self, nurse: Person, place: str) -> None:
        """Tap and wait for the screen; what may be answered by a word alone is at least acknowledged."""
        if not any(told in place for told in TOLD):
            await nurse.goes(place)
            return
        tap = await nurse.presses(place)
        await self.telegram.until(lambda: tap not in self.telegram._taps, f"an answer to {place}")

    def _forgotten(self, nurse: Person) -> None:
        """Only the newest message of a chat is kept here: what is measured is the program."""
        for one in nurse.messages[:-1]:
            del nurse.chat.messages[one.id]

    async def _reader(self, number: int) -> None:
        dice = random.Random(number)  # noqa: S311  # the same each time
        async with aiohttp.ClientSession() as session:

            async def page() -> None:
                path = f"/{dice.choice(LANGUAGES)}/PH-GB-2221/{dice.choice(PATHS)}"
                try:
                    async with session.get(self.url + path, timeout=aiohttp.ClientTimeout(WAIT)) as response:
                        await response.read()
                        said = "" if response.status == 200 else str(response.status)
                except (aiohttp.ClientError, TimeoutError) as error:
                    said = type(error).__name__
                self.seen.pages += 1
                if said and not self.ending:
                    self.seen.broken_pages.append(f"{path}: {said}")

            await self._paced(page, 0.2)

    async def _nonsense(self) -> None:
        updates = odd_updates(1, 10**9)

        async def sent() -> None:
            begun = time.monotonic()
            status = await self.telegram.post(next(updates))
            self.seen.odd += 1
            if status >= 500 and self.weather.clear(begun, time.monotonic()):
                self.seen.crashes.append(f"an odd update was answered with {status}")

        await self._paced(sent, 0.1)

    async def _union(self) -> None:
        """A bulletin every now and then; every third one is corrected while it goes out."""

        async def sends() -> None:
            with contextlib.suppress(TimeoutError):
                one = await self.sending.send({"en": f"Bulletin {len(self.sent) + 1}"})
                self.sent.append(one)
                if len(self.sent) % 3 == 0:
                    await asyncio.sleep(1)
                    await self.sending.correct(one, {"en": "Corrected"})

        await self._paced(sends, 15)

    async def accounts(self, patience: float) -> None:
        """Hold the books of every bulletin against what arrived."""
        ends = (DeliveryState.WAITING, DeliveryState.SENDING)
        until = time.monotonic() + patience
        for one in self.sent:
            found = await self.sending.books(one)
            while any(found.states[state] for state in ends) and time.monotonic() < until:
                await asyncio.sleep(0.2)
                found = await self.sending.books(one)
            if any(found.states[state] for state in ends):
                self.seen.books.append(f"{one.code} did not come to its end: {found.states}")
            copies = [sum(one.code in message.text for message in self.sending.copies(chat)) for chat in self.chats]
            self.seen.copies += sum(copies)
            self.seen.doubled += sum(many > 1 for many in copies)
            self.seen.lost += max(0, found.states[DeliveryState.DELIVERED] - sum(many > 0 for many in copies))
            if found.states[DeliveryState.FAILED]:
                self.seen.books.append(f"{one.code}: {found.states[DeliveryState.FAILED]} copies failed")
