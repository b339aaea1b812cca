"""A process takes as many files as it may need, and no more than the machine allows."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.telegram import acknowledging, wire
from bot.channels.web import server
from bot.open_files import OPEN_FILES
from tests.processes import ROOT, running

FEW = 900
SAID = """
import resource, sys
import bot.open_files

resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
bot.open_files.OPEN_FILES = 500
bot.open_files.let_open_many()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "then"), [(200, 400, (400, 400)), (200, 600, (500, 600)), (550, 600, (550, 600))]
)
def test_what_the_machine_allows_is_taken(soft: int, hard: int, then: tuple[int, int]) -> None:
    line = [sys.executable, "-c", SAID, str(soft), str(hard)]
    said = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert tuple(map(int, said)) == then


@pytest.fixture
def few() -> Iterator[int]:
    """What is begun meanwhile may open few files, and may ask for more; how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, hard))
    yield OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_program_asks_for_them(few: int, tmp_path: Path) -> None:
    assert few > FEW, "else this would show nothing"
    with running(tmp_path) as program:
        assert resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE)[0] == few


def test_all_connections_at_once_leave_room() -> None:
    assert server.CONNECTIONS + acknowledging.CONNECTIONS + wire.CONNECTIONS + 1_000 < OPEN_FILES
