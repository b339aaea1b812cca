"""The Bot API or what stands before it answers nonsense, errors, or nothing, while people tap and a bulletin leaves."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.doubles.illness import PRIVATE, Illness, breaks_off, drips, fails, half, nothing, page, says, slowly
from tests.doubles.telegram import TelegramDouble
from tests.faults.house import Load, Process, answered, arrived, noon, settings_of, some_left, started, union
from tests.sending import Sending

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = 60
ILL = {
    "500": Illness(fails(500)),
    "429": Illness(fails(429, retry_after=1)),
    "502": Illness(page(502), made=True),
    "503": Illness(page(503)),
    "html": Illness(page(200), made=True),
    "another JSON": Illness(says([]), made=True),
    "no result": Illness(says({"ok": True}), made=True),
    "no result, 500": Illness(says("no", 500), made=True),
    "half": Illness(half, made=True),
    "nothing": Illness(nothing, made=True),
    "drips": Illness(drips, made=True),
    "breaks off": Illness(breaks_off, made=True),
    "slowly": Illness(slowly(0.5), made=True),
}
"""Where a call may have been done although its answer says nothing, it was done here: the harder case."""
TOLD = ("500", "429", "503", "slowly")
"""Those after which Telegram has said what became of each copy."""


class House:
    """One program, whose Telegram falls ill again and again."""

    def __init__(self, program: Process, sending: Sending, chats: range, load: Load) -> None:
        self.program, self.sending, self.chats, self.load = program, sending, chats, load

    @property
    def telegram(self) -> TelegramDouble:
        """The double."""
        return self.sending.telegram


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The program in one process, by long polling, with a union's subscribers."""
    data: Path = tmp_path_factory.mktemp("ill")
    database = f"sqlite+aiosqlite:///{data / 'fairpassage.sqlite3'}"
    async with TelegramDouble() as telegram, union(database, telegram) as sending:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        program, load = Process(data, settings_of(telegram, database)), Load(telegram)
        async with started(program):
            await load.begin()
            yield House(program, sending, chats, load)
        assert PRIVATE not in program.said()


@pytest.mark.parametrize("name", ILL)
async def test_an_illness_passes(house: House, name: str) -> None:
    illness = ILL[name]
    one = await house.sending.send({"en": f"Words {name}"})
    async with house.load.on():
        await some_left(house.sending, one)
        async with house.telegram.ill(illness):
            await house.telegram.until(lambda: illness.met["getUpdates"], "a try")
        healed = time.monotonic()
        await answered(house.telegram, healed)
    unknown = 0 if name in TOLD else PEOPLE
    await arrived(house.sending, one, house.chats, f"Words {name}", unknown=unknown)
    assert house.program.lives()


async def test_after_a_long_illness_nobody_waits_for_long(house: House) -> None:
    illness = Illness(page(502))
    async with house.load.on():
        async with house.telegram.ill(illness):
            await house.telegram.until(lambda: illness.met["getUpdates"] >= 4, "the fourth try", 30)
        await answered(house.telegram, time.monotonic())
