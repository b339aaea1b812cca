"""Pictures come from a process of their own, which may die; the main process never loads what draws."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest

from bot.actions import picture
from bot.actions.picture import NoPicture, Pictures
from bot.monitoring.chart import Chart, Drawing, Mark, Words
from tests.processes import ROOT

CHART = Chart(
    kind="wrong",
    drawing=Drawing.BARS,
    language="ar",
    rtl=True,
    title="ما الذي حدث",
    subtitle="2026",
    heads=("x",),
    marks=(Mark(("رسوم غير قانونية",), 40, 6), Mark(("b",), None)),
    sentences=("Not a sample.",),
    words=Words("people", "withheld", "The largest."),
)


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    """A process that draws, ended after the test."""
    found = Pictures()
    yield found
    await found.close()


async def test_one_process_draws_both_forms_and_the_loop_goes_on(pictures: Pictures) -> None:
    beats: list[float] = []

    async def beat() -> None:
        while True:
            beats.append(time.monotonic())
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(beat())
    png, svg = await asyncio.gather(pictures.picture(CHART, "png"), pictures.picture(CHART, "svg"))
    beating.cancel()
    assert png.startswith(b"\x89PNG")
    assert b"<svg" in svg
    assert len(beats) > 10, "the loop was not held up while the process drew"
    assert await pictures.picture(CHART, "png") is png, "it is kept"


async def test_after_a_death_the_next_picture_comes_from_a_new_process(pictures: Pictures) -> None:
    await pictures.picture(CHART, "png")
    assert pictures._process is not None
    first = pictures._process
    first.kill()
    await first.wait()
    assert (await pictures.picture(CHART, "svg")).startswith(b"<?xml")
    assert pictures._process is not first


async def test_an_idle_process_ends_and_another_starts(pictures: Pictures) -> None:
    await pictures.picture(CHART, "png")
    first = pictures._process
    assert first is not None
    pictures._end()
    assert await asyncio.wait_for(first.wait(), 30) == 0
    assert await pictures.picture(CHART, "svg")


async def test_what_cannot_be_drawn_is_told(pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoPicture, match="data table"):
        await pictures.picture(CHART, "gif")
    monkeypatch.setattr(picture, "PATIENCE", 0)
    with pytest.raises(NoPicture, match="data table"):
        await pictures.picture(CHART, "png")
    assert pictures._process is None, "what hangs is ended"
    monkeypatch.undo()
    assert await pictures.picture(CHART, "png")


async def test_a_request_that_is_given_up_does_not_spoil_the_next(pictures: Pictures) -> None:
    waiting = asyncio.create_task(pictures.picture(CHART, "png"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await pictures.picture(CHART, "svg")).startswith(b"<?xml")


def test_the_main_process_does_not_load_what_draws() -> None:
    program = (
        "import sys, bot.actions.picture, bot.actions.charts, bot.actions.export, bot.desk.api.door;"
        "from bot.monitoring.charts_found import charts; from bot.monitoring.formats_found import formats;"
        "charts(), formats();"
        "print([one for one in ('matplotlib', 'numpy', 'pandas', 'pyarrow', 'pysdmx') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
