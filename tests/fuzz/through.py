"""The way of an update from Telegram into the bot: the webhook's handler as it is, with everything behind it."""

import asyncio
import contextlib
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp.test_utils import make_mocked_request
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.telegram.budget import Budget
from bot.channels.telegram.channel import TelegramChannel
from bot.screens.answer import Answers
from tests.conftest import SECRET, TODAY
from tests.doubles.telegram import TOKEN, Chat, TelegramDouble
from tests.fuzz.updates import CHATS, odd_updates

HEADER = "X-Telegram-Bot-Api-Secret-Token"
TOGETHER = 40
"""Updates that Telegram delivers at once."""
LOOK = 500
"""Updates between two looks whether all have been answered."""


@dataclass
class Found:
    """What came of it."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Faults(logging.Handler):
    """Keeps what the bot says of turns that it could not answer."""

    def __init__(self, found: Found) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        """Note it with the number of the updates until then."""
        self._found.faults.append(f"about update {self._found.sent}: {record.getMessage()}")


class Through:
    """A channel against the double; chats exist in it as far as the updates name them."""

    def __init__(self, answers: Answers, engine: AsyncEngine, telegram: TelegramDouble) -> None:
        self._telegram = telegram
        self._channel = TelegramChannel(
            TOKEN, telegram.url, lambda: answers, engine, SECRET, lambda: TODAY, Budget(1_000_000)
        )

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Through"]:
        """Introduce the bot; stop it at the end."""
        self._telegram.recording = False
        for number in range(1, CHATS):
            self._telegram.chats[number], self._telegram.chats[-number] = Chat(number), Chat(-number, "group")
        try:
            await self._channel.introduce("https://fairpassage.example/telegram/webhook")
            yield self
        finally:
            await self._channel.stop(5.0)

    async def send(self, seed: int, count: int, told: Callable[[int], None] = lambda _: None) -> Found:
        """Send odd updates, `TOGETHER` at once; whatever is no 2xx, or is said to be an error, is a fault."""
        found = Found()
        noted = Faults(found)
        logging.getLogger("bot").addHandler(noted)
        try:
            pack: list[object] = []
            for update in odd_updates(seed, count):
                pack.append(update)
                if len(pack) == TOGETHER:
                    await self._sent(pack, found)
                    pack = []
                    if found.sent % LOOK < TOGETHER:
                        told(found.sent)
                        await self._quiet()
            await self._sent(pack, found)
            await self._quiet()
        finally:
            logging.getLogger("bot").removeHandler(noted)
        return found

    async def _sent(self, pack: list[object], found: Found) -> None:
        for status in await asyncio.gather(*(self._posted(update) for update in pack)):
            found.statuses[status] += 1
            if status >= 500 and status != 503:
                found.faults.append(f"about update {found.sent}: status {status}")
        found.sent += len(pack)

    async def _posted(self, update: object) -> int:
        """The webhook's answer to one update; 503 says that it is to be sent again."""
        payload: Any = _Body(json.dumps(update).encode())
        request: Any = make_mocked_request(
            "POST", "/telegram/webhook", {HEADER: self._telegram.webhook["secret_token"]}, payload=payload
        )
        return (await self._channel.webhook(request)).status

    async def _quiet(self) -> None:
        """Until every lane is empty: what was taken has been answered."""
        async with asyncio.timeout(120):
            while self._channel._lanes._waiting:
                await asyncio.wait(list(self._channel._lanes._tasks), timeout=1)


class _Body:
    """A request's body that is there already."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def read(self, most: int = -1) -> bytes:
        """Up to so many bytes of it."""
        taken, self._body = (self._body, b"") if most < 0 else (self._body[:most], self._body[most:])
        return taken
