"""Files are made once, kept while they are true, and never in the way of those who only read."""

import asyncio
import signal
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.paper import printer as printing
from bot.channels.paper.printer import WAITING, Busy, PressFailed, Printer, pressed
from bot.model.place import Place, read_place
from bot.model.screen import Format
from bot.screens.answer import Answers
from tests.bulletins.boards import board, posted
from tests.conftest import TODAY

PLACE = read_place("en/PH-GB-2221/kit")
SITE = "https://fairpassage.example"


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A press that prints at once; what it was told."""
    told: list[bytes] = []

    async def at_once(order: bytes) -> bytes:
        told.append(order)
        await asyncio.sleep(0)
        return b"%PDF" + bytes(len(told)) * 100

    monkeypatch.setattr(printing, "pressed", at_once)
    return told


async def test_a_file_is_made_once_for_everybody(answers: Answers, orders: list[bytes]) -> None:
    printer = Printer(lambda: answers, SITE, lambda: TODAY)
    made = await asyncio.gather(*(printer.file(PLACE, Format.PDF) for _ in range(20)))
    assert len(orders) == 1
    assert len({id(one) for one in made}) == 1
    assert await printer.file(PLACE.to("take", "pdf", "now"), Format.PDF) is made[0]


async def test_new_content_or_a_new_day_makes_a_new_file(answers: Answers, orders: list[bytes]) -> None:
    day = TODAY
    now = answers
    printer = Printer(lambda: now, SITE, lambda: day)
    await printer.file(PLACE, Format.PDF)
    day = TODAY + timedelta(days=1)
    await printer.file(PLACE, Format.PDF)
    now = Answers(replace(answers.library, version="another"), answers.languages)
    await printer.file(PLACE, Format.PDF)
    assert len(orders) == 3
    assert b"another" in orders[2]
    now = now.with_board(board(posted()))
    await printer.file(PLACE, Format.PDF)
    assert b"No fees in the Kingdom" in orders[3]


async def test_memory_is_bounded(answers: Answers, orders: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "KEPT", 100)
    printer = Printer(lambda: answers, SITE, lambda: TODAY)
    for code in answers.languages:
        await printer.file(PLACE.within(language=code), Format.PDF)
    assert sum(len(one.compressed) for one in printer._kept.values()) <= 100


async def test_who_comes_when_too_many_wait_is_asked_to_come_again(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = asyncio.Event()

    async def slow(_: bytes) -> bytes:
        await opened.wait()
        return b"%PDF"

    monkeypatch.setattr(printing, "pressed", slow)
    printer = Printer(lambda: answers, SITE, lambda: TODAY)
    ends = [one.code for one in answers.library.with_role("destination")][: WAITING + 1]
    tasks = [
        asyncio.create_task(printer.file(PLACE.within(destination=code), Format.PDF)) for code in ends if code != "PH"
    ]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await printer.file(PLACE.within(home="IN"), Format.PDF)
    opened.set()
    for task in tasks[:WAITING]:
        assert await task
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await printer.file(PLACE.within(home="IN"), Format.PDF)


async def test_a_press_that_fails_is_tried_again_next_time(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, orders: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    whole = printing.pressed

    async def jammed(_: bytes) -> bytes:
        raise PressFailed

    monkeypatch.setattr(printing, "pressed", jammed)
    printer = Printer(lambda: answers, SITE, lambda: TODAY)
    with pytest.raises(Busy):
        await printer.file(PLACE, Format.PDF)
    assert "PressFailed" in caplog.text
    monkeypatch.setattr(printing, "pressed", whole)
    assert await printer.file(PLACE, Format.PDF)


async def test_who_leaves_does_not_take_the_file_from_the_others(answers: Answers, orders: list[bytes]) -> None:
    printer = Printer(lambda: answers, SITE, lambda: TODAY)
    first = asyncio.create_task(printer.file(PLACE, Format.PDF))
    second = asyncio.create_task(printer.file(PLACE, Format.PDF))
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    assert len(orders) == 1


async def test_what_is_no_order_ends_the_press_with_a_fault() -> None:
    with pytest.raises(PressFailed):
        await pressed(b"{}")


async def test_a_press_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "hangs.py"
    script.write_text("import time\ntime.sleep(600)")
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def remembered(*words: str, **options: Any) -> asyncio.subprocess.Process:
        started.append(await start(*words, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    monkeypatch.setattr(printing, "PRESS", script)
    monkeypatch.setattr(printing, "LONGEST", 0.2)
    with pytest.raises(TimeoutError):
        await pressed(b"{}")
    assert started[0].returncode == -signal.SIGKILL


async def test_the_press_does_not_know_the_settings(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "tells.py"
    script.write_text("import os, sys\nsys.stdout.write('%PDF' + ' '.join(os.environ))")
    monkeypatch.setattr(printing, "PRESS", script)
    monkeypatch.setenv("FAIRPASSAGE_TELEGRAM_TOKEN", "secret")
    assert b"FAIRPASSAGE" not in await pressed(b"{}")


async def test_the_loop_goes_on_while_a_file_is_made(answers: Answers) -> None:
    printer = Printer(lambda: answers, SITE, lambda: date(2026, 12, 1))
    making = asyncio.create_task(printer.file(Place("ar", "kit", (), "PH", "GB", "2221"), Format.PDF))
    beats = 0
    while not making.done():
        await asyncio.sleep(0.001)
        beats += 1
    assert (await making) is not None
    assert beats > 20
