"""What goes on beside the answers, again and again until the end: each waits for its moment, works, and waits anew."""

import asyncio
import contextlib
import gc
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from bot.actions.to_its_end import to_its_end
from bot.house import House, seconds_now, today
from bot.library.faults import FaultyContent
from bot.loading import is_content, prepared, stamp_of
from bot.model.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.actions.count import Counting
    from storage.guard import Guard

log = logging.getLogger(__name__)

COUNT, BREATH = 10.0, 1.0
"""Seconds after which what waits to be counted is looked at, and at least between two looks."""
CLOSE = 300.0
"""Seconds between two looks for periods that have ended."""
BOARD = 5.0
"""Seconds between two looks at the bulletins."""
LOOK_AT_FILES = 5_000
"""Milliseconds between two looks at the files of the content where nothing is told of a change."""
PUBLISHED = 30.0
"""Seconds between two looks at what was released."""
LOOK, DAY = 3600.0, 86_400
"""Seconds between two tries to look for silent subscribers, and for which one process does it."""

TIDY = 600.0
"""Seconds between two looks of the collector of cycles through everything."""
NEVER = 1_000_000
"""Of its looks at what is younger, those after which it would look through everything by itself."""


async def again(work: Callable[[], Coroutine[Any, Any, object]], pause: float, trouble: str) -> None:
    """Do some work for ever with a pause after each time; whatever goes wrong, it is told and tried anew."""
    while True:
        try:
            await to_its_end(work())
        except Exception as error:  # a database or a driver can fail in more ways than can be listed
            log.warning("%s (%s).", trouble, type(error).__name__)
        await asyncio.sleep(pause)


def all_of(house: House, database: "AsyncEngine", guard: "Guard") -> list[Coroutine[Any, Any, None]]:
    """Everything that goes on in a house."""
    board, published = "The bulletins cannot be read", "The releases cannot be read"
    return [
        keep_up(house),
        tidy(),
        count(house.counting),
        again(lambda: read_board(house, database), BOARD, f"{board}; those that are known stay"),
        again(lambda: read_published(house, database), PUBLISHED, f"{published}; those that are known stay"),
        again(lambda: close(house, database, guard), CLOSE, "Closing a period waits for the database"),
        again(lambda: ask_the_silent(house, database), LOOK, "Silent subscribers wait for the database"),
    ]


async def count(counting: "Counting | None") -> None:
    """Put down what people told as soon as enough of them can be mixed."""
    while counting is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(counting.ripe.wait(), COUNT)
        await to_its_end(flush(counting))
        await asyncio.sleep(BREATH)


async def flush(counting: "Counting") -> None:
    """Put down what can be put down now; the rest goes on waiting."""
    try:
        await counting.flush()
    except Exception as error:
        log.warning("What is to be counted waits for the database (%s).", type(error).__name__)


async def close(house: House, database: "AsyncEngine", guard: "Guard") -> None:
    """Release what has ended, also what ended while nothing ran, and remove true tallies that are old."""
    from bot.actions.close import close_due, drop_old_tallies
    from bot.actions.not_found import drop_old

    due = await close_due(database, guard, house.lists(), seconds_now(), secrets.randbelow, synthetic=house.synthetic)
    for made in due:
        log.info("The %s numbers of %s are released.", made.group, made.period)
    await drop_old_tallies(database, seconds_now())
    await drop_old(database, today())


async def keep_up(house: House) -> None:
    """Make the search index, then watch the content; in this order, as the watch's libraries can wait, answers not."""
    await warmed(house)
    await reload_when_changed(house)


async def warmed(house: House) -> None:
    """Make the search index; then what stands is set apart from what comes and goes.

    The collector of cycles would else go through half a million objects every few seconds, while taps wait. What is
    older than a moment it looks through at times of its own, and not whenever many taps come.
    """
    try:
        await asyncio.to_thread(house.answers.prepare)
    finally:
        gc.freeze()
        gc.set_threshold(*gc.get_threshold()[:2], NEVER)
        gc.enable()


async def tidy() -> None:
    """Look through everything for cycles that nothing leads to."""
    while True:
        await asyncio.sleep(TIDY)
        gc.collect()


async def read_board(house: House, database: "AsyncEngine") -> None:
    """Read the bulletins that stand on the pages, through whichever door they were released."""
    from bot.actions.load_board import load_board

    board = await load_board(database, seconds_now())
    if board.version != house.answers.board.version:
        house.answers = house.answers.with_board(board)


async def read_published(house: House, database: "AsyncEngine") -> None:
    """Read what was released, by whichever process."""
    from bot.actions.load_published import load_published

    found = await load_published(database, house.answers.published)
    if found is not house.answers.published:
        house.answers = house.answers.with_published(found)


async def ask_the_silent(house: House, database: "AsyncEngine") -> None:
    """Once a day, by one process: ask or drop subscribers of whom nothing was heard for a year."""
    from bot.actions.idle import idle
    from storage.leaders import lead

    if house.telegram is not None and await lead(database, "idle", secrets.token_hex(8), seconds_now(), DAY):
        await idle(database, house.secret, today().isoformat()[:7], house.telegram.ask_again)


async def reload_when_changed(house: House) -> None:
    """Take new content over as soon as it is there and sound; the old one answers until then, and after a fault.

    Files are also looked at every few seconds: what changed before the watch began, or on a disk that tells nothing.
    """
    from watchfiles import awatch

    folders = house.settings.content_dirs
    async for _ in awatch(
        *folders, watch_filter=lambda _, path: is_content(path), rust_timeout=LOOK_AT_FILES, yield_on_timeout=True
    ):
        stamp = await asyncio.to_thread(stamp_of, folders)
        if stamp == house.stamp:
            continue
        house.stamp = stamp
        try:
            answers, plan = await asyncio.to_thread(prepared, house.settings)
        except (FaultyContent, Trouble) as error:
            for fault in error.faults if isinstance(error, FaultyContent) else [error]:
                log.error("The changed content is not taken: %s", fault)
            continue
        house.plan = plan  # takes effect from the next period
        if answers.library.version != house.answers.library.version:
            house.answers = answers.with_board(house.answers.board).with_published(house.answers.published)
            log.info("The content changed; version %s answers from now on.", answers.library.version)
