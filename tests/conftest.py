"""What every test may ask for: the real library in its languages, a day, a database, a running bot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import WEBHOOK_PATH, load_answers
from bot.channels.paper.printer import Printer
from bot.channels.telegram.channel import TelegramChannel
from bot.screens.answer import Answers
from bot.settings import Settings
from storage.database import migrate, open_database
from tests.doubles.telegram import TOKEN, TelegramDouble

TODAY = date(2026, 11, 23)
SECRET = b"a secret of the tests, long enough to be one"


@pytest.fixture(scope="session")
def answers() -> Answers:
    """The library that is shipped, in every language."""
    return load_answers(Settings.model_construct())


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A migrated SQLite database."""
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}")
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    """The Bot API's double."""
    async with TelegramDouble() as double:
        yield double


class Bot:
    """The Telegram channel, running against the double."""

    def __init__(self, channel: TelegramChannel, telegram: TelegramDouble, database: AsyncEngine) -> None:
        self.channel, self.telegram, self.database = channel, telegram, database


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest, answers: Answers, database: AsyncEngine, telegram: TelegramDouble
) -> AsyncIterator[Bot]:
    """The bot, once by long polling and once by webhook."""
    async with running_bot(request.param, answers, database, telegram) as running:
        yield running


@contextlib.asynccontextmanager
async def running_bot(
    mode: str, answers: Answers, database: AsyncEngine, telegram: TelegramDouble
) -> AsyncIterator[Bot]:
    """A bot that takes updates until the block ends."""
    printer = Printer(lambda: answers, "https://fairpassage.example", lambda: TODAY)
    channel = TelegramChannel(TOKEN, telegram.url, lambda: answers, database, SECRET, lambda: TODAY, 1000, printer)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(channel.stop, 1.0)
        if mode == "webhook":
            application = web.Application()
            application.router.add_post(WEBHOOK_PATH, channel.webhook)
            runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            await channel.introduce(f"http://{host}:{port}{WEBHOOK_PATH}")
        else:
            await channel.introduce()
            task = asyncio.create_task(channel.poll())
            stack.push_async_callback(_cancelled, task)
        yield Bot(channel, telegram, database)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
