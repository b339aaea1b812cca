"""What comes to the webhook and is not as Telegram sends it: forged, too large, too deep, twice, late, out of order."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.doubles.telegram import Person
from tests.faults.house import Insisting, Load, Process, answered, arrived, noon, settings_of, started, union
from tests.processes import free_port
from tests.sending import Sending

TEN_MB = 10 << 20
DEEP = 10_000
PEOPLE = 100


def written(nurse: Person, number: int, text: str = "/menu") -> dict[str, Any]:
    """An update: somebody writes something."""
    chat = {"id": nurse.number, "type": "private"}
    message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": nurse.user, "text": text}
    return {"update_id": number, "message": message}


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body whose length is not told before."""
    for _ in range(size >> 16):
        yield b" " * (1 << 16)


def nested(nurse: Person) -> Iterator[bytes]:
    """Bodies of ten thousand levels: as lists, as objects, and inside of an update."""
    yield b"[" * DEEP + b"]" * DEEP
    yield b'{"a":' * DEEP + b"1" + b"}" * DEEP
    whole = json.dumps(written(nurse, 5)).encode()
    yield whole[:-1] + b',"more":' + b"[" * DEEP + b"]" * DEEP + b"}"


@pytest.fixture
async def house(telegram: Insisting, tmp_path: Path) -> AsyncIterator[Sending]:
    """The program behind a webhook, with a union and its subscribers."""
    database, port = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}", str(free_port())
    settings = settings_of(telegram, database, TELEGRAM_MODE="webhook", PUBLIC_URL=f"http://127.0.0.1:{port}")
    async with union(database, telegram) as sending, started(Process(tmp_path / "data", {**settings, "PORT": port})):
        await telegram.until(lambda: telegram.webhook, "the webhook")
        yield sending


async def test_what_telegram_does_not_send_changes_nothing(house: Sending, telegram: Insisting) -> None:
    chats, load, victim = await house.subscribe(PEOPLE, zone=noon()), Load(telegram), Person(telegram, 81)
    one = await house.send({"en": "Hello"})
    await load.begin()
    async with load.on():
        for secret in ("", "forged"):
            assert await telegram.post(written(victim, 1), secret=secret) == 403
        assert await telegram.post(b" " * TEN_MB) == 413
        assert await posted_in_pieces(telegram) in (413, 0)
        for body in nested(victim):
            assert await telegram.post(body) == 400
        await answered(telegram, time.monotonic())
    await arrived(house, one, chats, "Hello")
    assert not victim.messages


async def posted_in_pieces(telegram: Insisting) -> int:
    """The status of a large body; 0 where the connection was closed before it was read."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]}
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.post(telegram.webhook["url"], data=in_pieces(TEN_MB), headers=headers) as response,
        ):
            return response.status
    except aiohttp.ClientError:
        return 0


async def test_what_comes_twice_late_and_out_of_order_is_answered_once(house: Sending, telegram: Insisting) -> None:
    chats, load = await house.subscribe(PEOPLE, zone=noon()), Load(telegram)
    one = await house.send({"en": "Hello"})
    await load.begin()
    nurses = [Person(telegram, number) for number in range(1, 21)]
    updates = [written(nurse, 9_000 + nurse.number) for nurse in nurses]
    async with load.on():
        mixed = [*updates, *updates]
        random.Random(3).shuffle(mixed)  # noqa: S311
        await asyncio.gather(*(telegram.deliver(update, numbered=False) for update in mixed))
        await telegram.until(lambda: all(nurse.messages for nurse in nurses), "answers")
        for update in reversed(updates):
            await telegram.deliver(update, numbered=False)
        await answered(telegram, time.monotonic())
    await arrived(house, one, chats, "Hello")
    assert [
        sum(name == "sendMessage" and call["chat_id"] == nurse.number for name, call in telegram.calls)
        for nurse in nurses
    ] == [1] * len(nurses)
