"""A deliverer in a process of its own, to be killed; forked from a server that has loaded everything already."""

import asyncio
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from bot.actions.deliver import Sendings
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.deliverer import Deliverer
from bot.channels.telegram.post import Post
from bot.channels.telegram.wire import Wire
from storage.database import open_database
from tests.doubles.telegram import TOKEN
from tests.sending import LANGUAGES, SECRET, Clock

FORKS = get_context("forkserver")


async def _deliver(database: str, telegram: str, start: float, rate: float) -> None:
    clock, budget, engine = Clock(start), Budget(rate), open_database(database)
    sendings = Sendings(engine, SECRET)
    async with Wire(telegram, TOKEN) as wire:
        await Deliverer(sendings, Post(wire, budget, sendings), budget, lambda: LANGUAGES, lambda: clock.now).run()


def _work(database: str, telegram: str, start: float, rate: float) -> None:
    asyncio.run(_deliver(database, telegram, start, rate))


def deliverer(database: str, telegram: str, start: float, rate: float) -> BaseProcess:
    """Start a deliverer whose clock begins at `start`."""
    FORKS.set_forkserver_preload([__name__])
    process = FORKS.Process(target=_work, args=(database, telegram, start, rate), daemon=True)
    process.start()
    return process
