"""The roof: builds every room from the settings and runs them until told to stop.

Pages need neither the database nor Telegram, so they are up first; the libraries of the other rooms are loaded behind
them. `/readyz` says when everything is there.
"""

import asyncio
import contextlib
import importlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.web.server import BACKLOG, Runner
from bot.chores import ask_the_silent, close, count, flush, keep_board, keep_published, reload_when_changed, warmed
from bot.house import WEBHOOK_PATH, House, Role
from bot.model.trouble import Trouble
from bot.opening import FINISH, api_of, desk_of, open_charts, open_counting, open_telegram, shares_of, watch_of
from bot.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.channels.telegram.channel import TelegramChannel

log = logging.getLogger(__name__)


class NothingToDeliverWith(Trouble):
    """Deliveries need Telegram."""


class CannotListen(Trouble):
    """The address is taken or not ours."""


@contextlib.asynccontextmanager
async def open_house(settings: Settings, role: Role = Role.ALL) -> AsyncIterator[House]:
    """Everything that the role needs open, and listening; closed in reverse order at the end."""
    house = House(settings, role)
    async with contextlib.AsyncExitStack() as stack:
        if role is not Role.DELIVER:
            await _listen(house, stack)
        await asyncio.to_thread(importlib.import_module, "storage.database")
        from storage.database import migrate, open_database

        house.database = open_database(settings.database)
        stack.push_async_callback(house.database.dispose)
        await migrate(house.database)
        guard = open_counting(house, house.database)
        await asyncio.to_thread(open_charts, house, house.database, stack)
        if role is not Role.DELIVER:
            watch = await asyncio.to_thread(watch_of, house, house.database)
            house.desk = await asyncio.to_thread(desk_of, house, house.database, watch)
            house.api = await asyncio.to_thread(api_of, house, house.database)
        shares = shares_of(house, house.database)
        await shares.join()
        if settings.telegram_token:
            await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.channel")
            await open_telegram(house, house.database, shares.budget, stack)
        elif role is Role.DELIVER:
            raise NothingToDeliverWith("Deliveries leave through Telegram; set FAIRPASSAGE_TELEGRAM_TOKEN.")
        warming = asyncio.create_task(warmed(house))
        watching = [
            asyncio.create_task(work)
            for work in (
                reload_when_changed(house),
                keep_board(house),
                keep_published(house),
                ask_the_silent(house),
                count(house.counting),
                close(house, house.database, guard),
                shares.keep(),
            )
        ]
        yield house
        for task in watching:
            task.cancel()
        await asyncio.gather(warming, *watching, return_exceptions=True)
        await flush(house.counting)  # what cannot be mixed with others is lost here, rather than told


async def _listen(house: House, stack: contextlib.AsyncExitStack) -> None:
    """Answer pages from now on."""
    settings = house.settings
    runner = Runner(house.application(), https=settings.site.startswith("https://"), shutdown_timeout=FINISH)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG).start()
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop the program that uses it, "
            "or set FAIRPASSAGE_HOST or FAIRPASSAGE_PORT."
        ) from error


async def with_database(settings: Settings, work: "Callable[[AsyncEngine, Settings], Awaitable[None]]") -> None:
    """Open the database, bring it to its newest version, do some work with it, and close it."""
    from storage.database import migrate, open_database

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.database)
    try:
        await migrate(engine)
        await work(engine, settings)
    finally:
        await engine.dispose()


async def run(settings: Settings, role: Role = Role.ALL) -> None:
    """Run until SIGINT or SIGTERM; raises when the program cannot start or Telegram does not know the token."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with open_house(settings, role) as house:
        if role is not Role.DELIVER:
            log.info("Open on %s (http://%s:%s).", settings.site, settings.host, settings.port)
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(stopped.wait())]
        if house.telegram is not None:
            tasks.append(asyncio.create_task(_talk_to_telegram(house.telegram, settings)))
        if house.deliverer is not None:
            tasks.append(asyncio.create_task(house.deliverer.run()))
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
