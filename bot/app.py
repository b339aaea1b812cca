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

from bot import chores
from bot.actions.to_its_end import FINISH
from bot.channels.telegram.tls import trusted
from bot.channels.web.server import BACKLOG, Runner
from bot.house import WEBHOOK_PATH, House, Role
from bot.model.trouble import Trouble
from bot.opening import api_of, desk_of, open_charts, open_counting, open_telegram, shares_of, watch_of
from bot.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.channels.telegram.channel import TelegramChannel

log = logging.getLogger(__name__)

LAST = 2.0
"""Seconds in which what is to be counted may be put down at the end."""


class NothingToDeliverWith(Trouble):
    """Deliveries need Telegram."""


class CannotListen(Trouble):
    """The address is taken or not ours."""


@contextlib.asynccontextmanager
async def open_house(settings: Settings, role: Role = Role.ALL) -> AsyncIterator[House]:
    """Everything that the role needs open, and listening; closed in reverse order at the end."""
    house = House(settings, role)
    async with contextlib.AsyncExitStack() as stack, _ending(house):
        if role is not Role.DELIVER:
            await _listen(house)
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
            house.begin(house.desk.kept())
            house.api = await asyncio.to_thread(api_of, house, house.database)
        shares = shares_of(house, house.database)
        await shares.join()
        if settings.telegram_token:
            # The authorities are read meanwhile, which keeps no module from being loaded.
            loaded = asyncio.to_thread(importlib.import_module, "bot.channels.telegram.channel")
            await asyncio.gather(loaded, asyncio.to_thread(trusted))
            await open_telegram(house, house.database, shares.budget, stack)
        elif role is Role.DELIVER:
            raise NothingToDeliverWith("Deliveries leave through Telegram; set FAIRPASSAGE_TELEGRAM_TOKEN.")
        for work in (shares.keep(), *chores.all_of(house, house.database, guard)):
            house.begin(work)
        yield house


@contextlib.asynccontextmanager
async def _ending(house: House) -> AsyncIterator[None]:
    """At the end everything that goes on ends at the same time, so that the slowest tells how long it takes.

    What is to be counted and cannot be mixed with others is lost then, rather than told.
    """
    try:
        yield
    finally:
        for work in house.works:
            work.cancel()
        ends = [*house.works, *([house.listening.cleanup()] if house.listening else [])]
        for ended in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(ended, Exception) and not isinstance(ended, Trouble):
                log.error("Something did not end well: %s", type(ended).__name__)
        if house.counting is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST):
                    await chores.flush(house.counting)


async def _listen(house: House) -> None:
    """Answer pages from now on."""
    settings = house.settings
    # aiohttp waits twice at the end: for an answer that is being made, then for a question that does not come.
    house.listening = Runner(
        house.application(),
        https=settings.site.startswith("https://"),
        first=house.at_once,
        shutdown_timeout=FINISH / 2,
    )
    await house.listening.setup()
    try:
        await web.TCPSite(house.listening, settings.host, settings.port, backlog=BACKLOG).start()
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop the program that uses it, "
            "or set FAIRPASSAGE_HOST or FAIRPASSAGE_PORT."
        ) from error


async def with_database(settings: Settings, work: "Callable[[AsyncEngine, Settings], Awaitable[None]]") -> None:
    """Open the database, bring it to its newest version, do some work with it, and close it."""
    from storage.database import migrate, open_database

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
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
        until: list[asyncio.Task[Any]] = [asyncio.create_task(stopped.wait())]
        if house.telegram is not None:
            until.append(house.begin(_talk_to_telegram(house.telegram, settings)))
        if house.deliverer is not None:
            until.append(house.begin(house.deliverer.run()))
        done, _ = await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def _talk_to_telegram(channel: "TelegramChannel", settings: Settings) -> None:
    """Introduce the bot, then take its updates until told to stop."""
    try:
        if settings.telegram_mode == "webhook":
            await channel.introduce(settings.site + WEBHOOK_PATH)
            await asyncio.Event().wait()
        await channel.introduce()
        await channel.poll()
    finally:
        await channel.stop(FINISH)
