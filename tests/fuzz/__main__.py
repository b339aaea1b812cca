"""200,000 odd updates through the webhook of a running bot, which answers somebody ordinary all the while.

`FUZZ=seed:count` chooses others; what was wrong is told with the seed and the number of the update. It leaves
var/fuzz.json for the report.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from bot.loading import load_answers
from bot.settings import Settings
from storage.database import migrate, open_database
from tests.bench.row import leave
from tests.doubles.telegram import TelegramDouble
from tests.fuzz.through import Through

COUNT = 200_000


async def main() -> int:
    """Send them; tells the exit status."""
    seed, _, count = os.environ.get("FUZZ", f"1:{COUNT}").partition(":")
    with tempfile.TemporaryDirectory(prefix="fairpassage-") as folder:
        engine = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'fuzz.sqlite3'}")
        await migrate(engine)
        answers = load_answers(Settings.model_construct())
        async with TelegramDouble() as telegram, Through(answers, engine, telegram).open() as through:
            found = await through.send(int(seed), int(count or COUNT), _told)
        await engine.dispose()
    sys.stdout.write(f"\n{found.sent} updates, seed {seed}: {dict(found.statuses)}; {len(found.faults)} faults\n")
    for fault in found.faults[:20]:
        sys.stdout.write(f"{fault}\n")
    sent = f"{found.sent:,} odd updates through the webhook, seed {seed}"
    said = ", ".join(f"{status}: {many:,}" for status, many in sorted(found.statuses.items()))
    leave("fuzz", [(sent, f"{len(found.faults)} faults", "none", said)])
    return 1 if found.faults else 0


def _told(sent: int) -> None:
    """A word on progress, here and there."""
    if sent % 2_000 < 40 or sys.stdout.isatty():
        sys.stdout.write(f"\r{sent} updates")
        sys.stdout.flush()


sys.exit(asyncio.run(main()))
