"""The roof: builds every room from the settings and runs them until told to stop.

Pages need neither the database nor Telegram, so they are up first; the libraries of the other rooms are loaded behind
them. `/readyz` says when everything is there.
"""

import asyncio
import contextlib
import importlib
import logging
import signal
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from watchfiles import Change, awatch

from bot.channels.paper.fonts import unprintable
from bot.channels.paper.printer import Printer
from bot.channels.web.channel import WebChannel
from bot.language.language import complete_enough, load_languages
from bot.library.check import all_messages, check_whole
from bot.library.faults import FaultyContent
from bot.library.load import READ, load_library
from bot.model.trouble import Trouble
from bot.screens.answer import Answers
from bot.settings import HERE, Settings, secret_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.channels.telegram.channel import TelegramChannel

log = logging.getLogger(__name__)

FINISH = 8.0
"""Seconds in which what has begun may come to its end after a stop."""
WEBHOOK_PATH = "/telegram/webhook"


class CannotListen(Trouble):
    """The address is taken or not ours."""


def today() -> date:
    """The day, everywhere the same: UTC."""
    return datetime.now(UTC).date()


def load_answers(settings: Settings) -> Answers:
    """The library and the languages, read and checked; raises FaultyContent or NoLanguages."""
    library = load_library(settings.content_dirs)
    if faults := check_whole(library, settings.content_dirs):
        raise FaultyContent(faults)
    languages = load_languages(HERE / "locales", settings.languages, settings.content_dirs)
    if not settings.languages:
        offered = complete_enough(languages, list(all_messages(library)))
        for code in languages.keys() - offered.keys():
            log.warning("%s is not offered: too little is translated. FAIRPASSAGE_LANGUAGES can insist on it.", code)
        languages = offered
    return Answers(library, languages, unprintable(languages))


class House:
    """What runs. The database and Telegram's channel are None until they are there."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.answers = load_answers(settings)
        self.printer = Printer(lambda: self.answers, settings.site, today)
        self.secret = secret_of(settings)
        self.database: AsyncEngine | None = None
        self.telegram: TelegramChannel | None = None

    def application(self) -> web.Application:
        """The pages and the webhook."""
        pages = WebChannel(lambda: self.answers, self.settings.site, today, self._ready, self.printer).application()
        if self.settings.telegram_token and self.settings.telegram_mode == "webhook":
            pages.router.add_post(WEBHOOK_PATH, self._webhook)
        return pages

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        if self.telegram is None:
            return web.Response(status=503, text="Not ready yet; send it again.\n")
        return await self.telegram.webhook(request)

    async def _ready(self) -> bool:
        """Whether everything is there and the database answers."""
        from storage.database import answers

        return self.database is not None and await answers(self.database)


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Everything open and listening; closed in reverse order at the end."""
    house = House(settings)
    async with contextlib.AsyncExitStack() as stack:
        await _listen(house, stack)
        await asyncio.to_thread(importlib.import_module, "storage.database")
        from storage.database import migrate, open_database

        house.database = open_database(settings.database)
        stack.push_async_callback(house.database.dispose)
        await migrate(house.database)
        if settings.telegram_token:
            await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.channel")
            from bot.channels.telegram.channel import TelegramChannel

            house.telegram = TelegramChannel(
                settings.telegram_token,
                settings.telegram_api_url,
                lambda: house.answers,
                house.database,
                house.secret,
                today,
                settings.telegram_rate,
                house.printer,
            )
            stack.push_async_callback(house.telegram.stop, FINISH)
        warming = asyncio.create_task(asyncio.to_thread(house.answers.prepare))
        watching = asyncio.create_task(_reload_when_changed(house))
        yield house
        watching.cancel()
        await asyncio.gather(warming, watching, return_exceptions=True)


async def _reload_when_changed(house: House) -> None:
    """Take new content over as soon as it is there and sound; the old one answers until then, and after a fault."""
    async for _ in awatch(*house.settings.content_dirs, watch_filter=_is_content):
        try:
            answers = await asyncio.to_thread(_prepared, house.settings)
        except (FaultyContent, Trouble) as error:
            for fault in error.faults if isinstance(error, FaultyContent) else [error]:
                log.error("The changed content is not taken: %s", fault)
            continue
        if answers.library.version != house.answers.library.version:
            house.answers = answers
            log.info("The content changed; version %s answers from now on.", answers.library.version)


def _prepared(settings: Settings) -> Answers:
    """The library as it stands in the folders now, checked and ready to be searched."""
    answers = load_answers(settings)
    answers.prepare()
    return answers


def _is_content(_: Change, path: str) -> bool:
    return Path(path).suffix in READ


async def _listen(house: House, stack: contextlib.AsyncExitStack) -> None:
    """Answer pages from now on."""
    settings = house.settings
    runner = web.AppRunner(house.application(), access_log=None, shutdown_timeout=FINISH)
    await runner.setup()
    _take_any_address(runner)
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop the program that uses it, "
            "or set FAIRPASSAGE_HOST or FAIRPASSAGE_PORT."
        ) from error


def _take_any_address(runner: web.AppRunner) -> None:
    """Answer a request whose address has an impossible host name as if it had named none.

    aiohttp builds the request outside of its own guard, so the error would leave the connection open and unanswered.
    """
    if (server := runner.server) is None:
        return
    make = server.request_factory

    def careful(message: Any, *rest: Any) -> Any:
        try:
            return make(message, *rest)
        except ValueError:
            return make(message._replace(url=message.url.relative()), *rest)

    server.request_factory = careful


async def run(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM; raises when the program cannot start or Telegram does not know the token."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with open_house(settings) as house:
        log.info("Open on %s (http://%s:%s).", settings.site, settings.host, settings.port)
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
    """Introduce the bot, then take its updates."""
    if settings.telegram_mode == "webhook":
        await channel.introduce(settings.site + WEBHOOK_PATH)
        await asyncio.Event().wait()
    await channel.introduce()
    await channel.poll()
