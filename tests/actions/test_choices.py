"""Languages that were chosen share transactions, and each is kept as if it had one of its own."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions import choices
from bot.actions.apply import Asker, apply, language_of
from bot.actions.choices import choose
from bot.model.screen import KeepLanguage
from storage.languages import keep_languages
from tests.conftest import SECRET


class Written:
    """How many languages each transaction wrote; the first one goes on when it is told to."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.fails = 0

    async def __call__(self, connection: AsyncConnection, chosen: dict[bytes, str]) -> None:
        self.sizes.append(len(chosen))
        self.begun.set()
        await self.go_on.wait()
        if self.fails:
            self.fails -= 1
            raise OperationalError("INSERT", {}, Exception("the disk is full"))
        await keep_languages(connection, chosen)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """What the transactions of choices wrote."""
    found = Written()
    monkeypatch.setattr(choices, "keep_languages", found)
    return found


def visitor(number: int) -> bytes:
    return number.to_bytes(16)


async def test_those_who_choose_while_others_are_written_share_a_transaction(
    database: AsyncEngine, written: Written
) -> None:
    first = asyncio.create_task(choose(database, visitor(0), "fr", "en"))
    await written.begun.wait()
    others = [asyncio.create_task(choose(database, visitor(number), "ar", "en")) for number in range(1, 40)]
    await asyncio.sleep(0)
    assert not first.done()
    written.go_on.set()
    await asyncio.gather(first, *others)
    assert written.sizes == [1, 39]
    assert [await language_of(visitor(number), database) for number in (0, 1, 39)] == ["fr", "ar", "ar"]


async def test_the_last_choice_counts_and_the_phones_own_is_not_kept(database: AsyncEngine, written: Written) -> None:
    written.go_on.set()
    await choose(database, visitor(1), "fr", "en")
    await choose(database, visitor(1), "sw", "en")
    await choose(database, visitor(2), "fr", "en")
    await asyncio.gather(choose(database, visitor(1), "ar", "en"), choose(database, visitor(2), "en", "en"))
    assert await language_of(visitor(1), database) == "ar"
    assert await language_of(visitor(2), database) is None


async def test_everybody_in_a_transaction_that_failed_hears_of_it_and_nobody_after(
    database: AsyncEngine, written: Written
) -> None:
    written.fails = 2
    written.go_on.set()
    asker = [Asker(visitor(number), "en") for number in range(3)]
    told = await asyncio.gather(*(apply([KeepLanguage("fr")], one, database, SECRET) for one in asker))
    assert told == [False, False, False]
    assert written.sizes == [1, 2]
    assert await apply([KeepLanguage("fr")], asker[0], database, SECRET)
    assert await language_of(visitor(0), database) == "fr"


async def test_whoever_is_cancelled_takes_nobody_elses_choice_along(database: AsyncEngine, written: Written) -> None:
    first = asyncio.create_task(choose(database, visitor(0), "fr", "en"))
    await written.begun.wait()
    leader = asyncio.create_task(choose(database, visitor(1), "ar", "en"))
    other = asyncio.create_task(choose(database, visitor(2), "sw", "en"))
    await asyncio.sleep(0)
    leader.cancel()
    written.go_on.set()
    await asyncio.gather(first, other)
    assert await language_of(visitor(2), database) == "sw"
