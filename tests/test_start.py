"""What a start loads: pages wait for no library that they do not need, and readiness for none that few ever ask for."""

import subprocess
import sys

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
