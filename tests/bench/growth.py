"""What a tap costs as an installation grows: with a thousand, a hundred thousand, a million subscribers and intents."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rich.progress import track

from storage.database import migrate, open_database
from tests.bench.compare import OURS, ROUNDS, Seen, bot, double, each, played
from tests.bench.monitoring import everything, intents, size
from tests.bench.row import Row
from tests.doubles.telegram import TelegramDouble
from tests.sending import SECRET, Sending
from tests.tallied import Tallied, someone

SIZES = (1_000, 100_000, 1_000_000)
PACK = 20_000
"""Rows and intents that are put down at once."""
SECONDS = 5.0


async def growing(_: Path) -> list[Row]:
    """The processor time of a tap, and how long people wait, at each size; the crowd are subscribers themselves.

    The sizes take turns, as the machine gives in one minute twice what it gives in the next.
    """
    with tempfile.TemporaryDirectory(prefix="fairpassage-") as folder:
        places = {many: Path(folder) / str(many) for many in SIZES}
        for many, data in places.items():
            data.mkdir()
            await _filled(data, many)
        seen: dict[int, list[Seen]] = {many: [] for many in SIZES}
        for many, data in [*places.items()] * ROUNDS:
            seen[many].append(_tapped(data))
        return [_row(many, seen[many], size(data, "fairpassage")) for many, data in places.items()]


def _row(many: int, seen: Sequence[Seen], megabytes: float) -> Row:
    used = [one["cpu_ms_an_update"] for one in seen]
    waited = median(one["half_load_ms"]["p50"] for one in seen)
    return (
        f"a tap with {many:,} subscribers and {many:,} intents",
        f"{median(used):.3f} ms of a processor",
        "flat",
        f"rounds {each(used, 3)}; {median(one['updates_a_second'] for one in seen):.0f} a second; at half of that p50 "
        f"{waited:.1f} ms; database {megabytes:.1f} MB",
    )


async def _filled(data: Path, many: int) -> None:
    """A database of the program with so many subscribers and so many intents counted."""
    engine = open_database(f"sqlite+aiosqlite:///{data / 'fairpassage.sqlite3'}")
    await migrate(engine)
    async with TelegramDouble() as unused:
        sending = await Sending(engine, unused).open()
        for first in track(range(1, many + 1, PACK), f"{many:,} subscribers", transient=True):
            await sending.subscribe(min(PACK, many + 1 - first), first=first, chats=False)
    counted, people = Tallied(engine, data, plan=everything()), intents(1)
    for start in track(range(0, many, PACK), f"{many:,} intents", transient=True):
        for number in range(start, min(start + PACK, many)):
            counted.counting.note(next(people), someone(number))
        await counted.counting.flush()
    await engine.dispose()


def _tapped(data: Path) -> Seen:
    """What the crowd saw of the program on this database."""
    with double(data) as api, bot(OURS, api, data, SECRET_KEY=SECRET.decode()) as (pid, _):
        wanted = {"control": api, "root": "en/PH-GB-2221", "seconds": SECONDS, "acknowledges": True, "process": pid}
        return played("tests.bench.crowd", wanted, data)
