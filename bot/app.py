"""The roof: builds every room from the settings and runs them until told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.channel import WebChannel
from bot.language.language import load_languages
from bot.library.check import check_library
from bot.library.faults import FaultyContent
from bot.library.load import load_library
from bot.screens.answer import Answers
from bot.settings import HERE, Settings, secret_of
from storage.database import migrate, open_database

if TYPE_CHECKING:
    from bot.channels.telegram.channel import TelegramChannel

log = logging.getLogger(__name__)

FINISH = 8.0
"""Seconds in which what has begun may come to its end after a stop."""


class CannotStart(Exception):
    """Something outside keeps the program from running; the sentence says what and how to mend it."""


def today() -> date:
    """The day, everywhere the same: UTC."""
    return datetime.now(UTC).date()


def load_answers(settings: Settings) -> Answers:
    """The library and the languages, read and checked; raises FaultyContent or NoLanguages."""
    library = load_library(settings.content_dirs)
    if faults := check_library(library, settings.content_dirs):
        raise FaultyContent(faults)
    return Answers(library, load_languages(HERE / "locales", settings.languages))


@dataclass
class House:
    """What runs: made by `open_house`, closed with it."""

    settings: Settings
    answers: Answers
    database: AsyncEngine
    telegram: "TelegramChannel | None"
    site: web.TCPSite

    async def database_answers(self) -> bool:
        """Whether the database can be asked now."""
        return await _asked(self.database)


async def _asked(database: AsyncEngine) -> bool:
    try:
        async with asyncio.timeout(2), database.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Everything open and listening; closed in reverse order at the end."""
    answers = load_answers(settings)
    secret = secret_of(settings)
    async with contextlib.AsyncExitStack() as stack:
        database = open_database(settings.database)
        stack.push_async_callback(database.dispose)
        await migrate(database)
        application = WebChannel(lambda: answers, settings.public_url, today, lambda: _asked(database)).application()
        telegram = await _telegram(settings, answers, database, secret, application, stack)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=FINISH)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, settings.host, settings.port, backlog=1024)
        try:
            await site.start()
        except OSError as error:
            raise CannotStart(
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop the program that uses it, "
                "or set FAIRPASSAGE_HOST or FAIRPASSAGE_PORT."
            ) from error
        yield House(settings, answers, database, telegram, site)


async def _telegram(
    settings: Settings,
    answers: Answers,
    database: AsyncEngine,
    secret: bytes,
    application: web.Application,
    stack: contextlib.AsyncExitStack,
) -> "TelegramChannel | None":
    """The Telegram channel where a token is set, its webhook on our own server."""
    if not settings.telegram_token:
        return None
    from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel

    channel = TelegramChannel(
        settings.telegram_token, settings.telegram_api_url, lambda: answers, database, secret, today
    )
    stack.push_async_callback(channel.stop, FINISH)
    if settings.telegram_mode == "webhook":
        application.router.add_post(WEBHOOK_PATH, channel.webhook)
    return channel


async def run(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM; raises when the program cannot start or Telegram does not know the token."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with open_house(settings) as house:
        log.info("Open on %s (http://%s:%s).", settings.public_url, settings.host, settings.port)
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(stopped.wait())]
        if house.telegram is not None:
            tasks.append(asyncio.create_task(_talk_to_telegram(house.telegram, settings)))
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for task in done:
            task.result()


async def _talk_to_telegram(channel: "TelegramChannel", settings: Settings) -> None:
    from bot.channels.telegram.channel import WEBHOOK_PATH

    if settings.telegram_mode == "webhook":
        await channel.introduce(settings.public_url + WEBHOOK_PATH)
        await asyncio.Event().wait()
    await channel.introduce()
    await channel.poll()
