"""A stop in the middle of everything: what was begun comes to its end, all of it together within ten seconds."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.doubles.telegram import TOKEN, Person, Refused, TelegramDouble
from tests.processes import Running, running

LONGEST = 10.0
"""Seconds that a service manager gives a program before it kills it."""
PEOPLE = 16
WALK = ("en/rights", "fr/speak/rights", "en/help", "en/speak/menu")
"""Two of four taps change what is kept: a choice of language is written down and removed again."""


@asynccontextmanager
async def crowd(telegram: TelegramDouble) -> AsyncIterator[list[int]]:
    """People who tap all the time; the number of one of them for each tap that has left."""
    taps: list[int] = []

    async def walks(nurse: Person) -> None:
        for place in itertools.cycle(WALK):
            await nurse.presses(place, nurse.last)
            taps.append(nurse.number)
            await asyncio.sleep(0.02)

    people = [Person(telegram, number) for number in range(701, 701 + PEOPLE)]
    for one in people:
        await one.says("/menu")
    tasks = [asyncio.create_task(walks(one)) for one in people]
    try:
        yield taps
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def stopped(program: Running) -> float:
    """Tell the program to stop; the seconds until it has ended."""
    begun = time.monotonic()
    program.process.terminate()
    await asyncio.to_thread(program.process.wait, 60)
    return time.monotonic() - begun


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_stop_under_load_takes_less_than_ten_seconds(
    tmp_path: Path, telegram: TelegramDouble, mode: str
) -> None:
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "TELEGRAM_RATE": "1000"}
    with running(tmp_path, **settings, TELEGRAM_MODE=mode) as program:
        if mode == "webhook":  # what comes before, the double keeps for a poller
            await telegram.until(lambda: telegram.webhook.get("url"), "the webhook")
        async with crowd(telegram) as taps:
            _, slow = await asyncio.open_connection("127.0.0.1", program.port)
            slow.write(b"POST /desk/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\nlogin=")
            await slow.drain()
            before = len(taps)
            await telegram.until(lambda: len(taps) > before + 10 * PEOPLE, "taps", 60)
            took = await stopped(program)
        slow.close()
        said = program.output.read_text()
    assert program.process.returncode == 0
    assert took < LONGEST, said
    for fault in ("Traceback", "Exception", "did not end well", "did not answer"):
        assert fault not in said


async def test_a_stop_while_an_answer_waits_loses_it_not(tmp_path: Path, telegram: TelegramDouble) -> None:
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "TELEGRAM_MODE": "webhook"}
    with running(tmp_path, **settings) as program:
        await telegram.until(lambda: telegram.webhook.get("url"), "the webhook")
        nurse = Person(telegram, 720)
        telegram.faults["sendMessage"].append(Refused(429, "Too Many Requests: retry after 2", retry_after=2))
        await nurse.sends(text="/menu")
        await telegram.until(lambda: not telegram.faults["sendMessage"], "a try that is told to wait")
        assert not nurse.messages
        await stopped(program)
    assert len(nurse.messages) == 1, "what was taken is answered"
