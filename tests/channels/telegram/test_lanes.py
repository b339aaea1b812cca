"""What happens in a chat is answered in order, different chats at the same time, and none can fill the memory."""

import asyncio

import pytest

from bot.channels.telegram import lanes
from bot.channels.telegram.lanes import LONGEST_LANE, Lanes, Seen


async def test_one_chat_in_order_and_others_meanwhile() -> None:
    work, told, gate = Lanes(), [], asyncio.Event()

    async def say(word: str) -> None:
        if word == "first":
            await gate.wait()
        told.append(word)

    for chat, word in ((1, "first"), (1, "second"), (2, "other"), (1, "third")):
        assert work.put(chat, lambda word=word: say(word))  # type: ignore[misc]  # the word of this round
    await asyncio.wait_for(asyncio.sleep(0), 1)
    await asyncio.sleep(0)
    assert told == ["other"], "the first chat waits, the second does not"
    gate.set()
    await work.finish(1)
    assert told == ["other", "first", "second", "third"]


async def test_one_turns_trouble_is_not_the_next_ones() -> None:
    work, told = Lanes(), []

    async def fail() -> None:
        raise ValueError("trouble")

    async def go_on() -> None:
        told.append("on")

    work.put(1, fail)
    work.put(1, go_on)
    await work.finish(1)
    assert told == ["on"]


async def test_a_hammered_chat_keeps_its_newest() -> None:
    work, told, gate = Lanes(), [], asyncio.Event()

    async def say(number: int) -> None:
        await gate.wait()
        told.append(number)

    for number in range(LONGEST_LANE * 3):
        work.put(1, lambda number=number: say(number))  # type: ignore[misc]  # the number of this round
    gate.set()
    await work.finish(1)
    assert len(told) <= LONGEST_LANE + 1
    assert told[-1] == LONGEST_LANE * 3 - 1


async def test_too_many_chats_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_LANES", 2)
    work, gate = Lanes(), asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    assert work.put(1, wait)
    assert work.put(2, wait)
    assert not work.put(3, wait)
    gate.set()
    await work.finish(1)
    assert not work.put(1, wait), "what stops takes nothing more"


async def test_what_takes_too_long_is_ended() -> None:
    work = Lanes()

    async def forever() -> None:
        await asyncio.Event().wait()

    work.put(1, forever)
    await work.finish(0.01)


def test_the_last_numbers_are_remembered_and_no_more() -> None:
    seen = Seen(3)
    for number in (1, 2, 3, 4):
        seen.add(number)
    assert [number in seen for number in (1, 2, 3, 4)] == [False, True, True, True]
