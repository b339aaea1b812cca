"""Exports of the largest release, with five years of periods in the database: nothing that was counted is read."""

import statistics
import time
from pathlib import Path

from rich.progress import track
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import export as door
from bot.actions.charts import Charts
from bot.actions.export import export
from bot.actions.picture import Pictures
from bot.loading import load_answers
from bot.monitoring.formats_found import formats
from bot.monitoring.periods import following
from bot.screens.answer import Answers
from bot.settings import Settings
from storage.database import migrate, open_database
from tests.bench.row import Row
from tests.monitoring.releases import keep, made

FIRST = {"intent": ("2022-Q1", 20), "usage": ("2022-01", 60), "breach": ("2022-H1", 10)}
"""The first period of each group, and how many of them five years have."""
LAST = "2026-Q4"
TIMES = 5


async def five_years(engine: AsyncEngine, answers: Answers) -> int:
    """Release every period of five years; tells how many figures there are."""
    figures = 0
    for group, (period, number) in FIRST.items():
        for _ in track(range(number), f"releases of {group}", transient=True):
            one = made(answers.library, group, period, closed=period, made="2027-01-02")
            figures += sum(len(table.cells) for table in one.tables)
            await keep(engine, one)
            period = following(period)
    return figures


async def exported(folder: Path) -> list[Row]:
    """The first export in each format, with loading what writes it, and later ones that nobody asked for before."""
    answers = load_answers(Settings.model_construct(languages=("en",)))
    engine = open_database(f"sqlite+aiosqlite:///{folder / 'exports.sqlite3'}")
    try:
        await migrate(engine)
        figures = await five_years(engine, answers)
        rows = []
        for way in formats():
            seconds, worked = [], []
            for _ in range(TIMES + 1):
                door._WRITTEN = door._Written()
                begun, before = time.perf_counter(), time.process_time()
                made_file = await export(engine, answers.library, answers.languages, LAST, way)
                seconds.append(time.perf_counter() - begun)
                worked.append(time.process_time() - before)
            said = f"{statistics.median(seconds[1:]):.2f} s, the first {seconds[0]:.2f} s"
            beside = f"{statistics.median(worked[1:]):.2f} s of work; {len(made_file.body):,} bytes"
            rows.append((f"export of the largest quarter, {way}", said, "under 1 s", beside))
        rows.append(await _drawn(engine, answers))
        return [*rows, ("figures of five years", f"{figures:,}", "-", "")]
    finally:
        await engine.dispose()


async def _drawn(engine: AsyncEngine, answers: Answers) -> Row:
    """The charts of the largest release with a trend of five years, and one picture in a process that draws."""
    begun = time.perf_counter()
    charts = await Charts(engine).of_release(answers.library, answers.languages["en"], LAST)
    made_charts = time.perf_counter() - begun
    pictures = Pictures()
    try:
        seconds = []
        for kind in ("reasons", "corridors", "trend"):
            begun = time.perf_counter()
            await pictures.picture(charts[kind], "png")
            seconds.append(time.perf_counter() - begun)
    finally:
        await pictures.close()
    said = f"{statistics.median(seconds):.2f} s, the first {seconds[0]:.2f} s"
    return ("a picture, drawn apart", said, "-", f"charts as values {made_charts:.2f} s")
