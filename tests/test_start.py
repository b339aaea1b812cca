"""What a start loads: pages wait for no library that they do not need, and readiness for none that few ever ask for."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

PAGES = ["bot.app"]
ROOMS = [
    *PAGES,
    "storage.database",
    "bot.actions.count",
    "bot.channels.web.observatory",
    "bot.desk.desk",
    "bot.desk.pages.releases",
    "bot.desk.api.door",
    "bot.channels.telegram.channel",
    "bot.channels.telegram.deliverer",
    "bot.channels.telegram.staff_chat",
]
NOBODY = {"alembic", "phonenumbers", "xlsxwriter", "matplotlib", "typst", "sqlalchemy.dialects.postgresql"}


@pytest.mark.parametrize(
    ("rooms", "not_needed"), [(PAGES, NOBODY | {"sqlalchemy", "telegram", "httpx", "watchfiles"}), (ROOMS, NOBODY)]
)
def test_what_is_not_needed_is_not_loaded(rooms: list[str], not_needed: set[str]) -> None:
    source = f"import sys, {', '.join(rooms)}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert set(rooms) <= loaded
    assert not loaded & not_needed


COUNTED = """
import asyncio, sys
from pathlib import Path
from storage.database import open_database
from storage.guard import open_guard

async def counted():
    folder = Path(sys.argv[1])
    database = open_database(f"sqlite+aiosqlite:///{folder / 'database.sqlite3'}")
    guard = open_guard(database, folder, b"key")
    opened = await guard.open("usage", "2026-11")
    admitted = await guard.admit("usage", "2026-11", opened.mark, {b"token": b"visitor"}, 1)
    await guard.asked("usage", "2026-11", opened.mark, [(b"question", b"who")])
    await database.dispose()
    assert admitted.put

asyncio.run(counted())
print(*sys.modules)
"""


def test_what_counts_on_sqlite_loads_nothing_of_the_other_database(tmp_path: Path) -> None:
    """A tenth of a second, while visitors would wait."""
    line = [sys.executable, "-c", COUNTED, str(tmp_path)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "sqlalchemy.dialects.sqlite" in loaded
    assert "sqlalchemy.dialects.postgresql" not in loaded
