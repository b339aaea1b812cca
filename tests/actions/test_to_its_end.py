"""What was begun is not broken off by a stop."""

import asyncio

import pytest

from bot.actions.to_its_end import to_its_end


async def test_who_waits_is_stopped_only_when_the_work_is_done() -> None:
    begun, goes_on, done = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await goes_on.wait()
        done.append("all of it")

    waits = asyncio.create_task(to_its_end(work()))
    await begun.wait()
    waits.cancel()
    await asyncio.sleep(0)
    assert not waits.done()
    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert done == ["all of it"]


async def test_work_without_an_end_is_stopped_after_all() -> None:
    begun, stopped = asyncio.Event(), []

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append("at last")

    waits = asyncio.create_task(to_its_end(work(), seconds=0.01))
    await begun.wait()
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert stopped == ["at last"]


async def test_what_it_returns_and_what_goes_wrong_reach_who_waits() -> None:
    async def work(fails: bool) -> str:
        if fails:
            raise ValueError("so")
        return "done"

    assert await to_its_end(work(False)) == "done"
    with pytest.raises(ValueError, match="so"):
        await to_its_end(work(True))
