"""What threads leave behind is used again by others: they have one heap."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, running

THREADS = """
import sys, threading
from bot.heap import share_heap

if sys.argv[1] == "shared":
    share_heap()
held, there = [], threading.Barrier(8)

def holds():
    held.append([bytes(4000) for _ in range(100)])
    there.wait()

begun = [threading.Thread(target=holds) for _ in range(8)]
for one in begun:
    one.start()
for one in begun:
    one.join()
sys.stdout.write(open("/proc/self/maps").read())
"""


pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have one heap")


def heaps(maps: str) -> int:
    """The heaps of threads in what `/proc/.../maps` says: each reserves 64 MB, most of which nobody may use yet."""
    sizes = []
    for line in maps.splitlines():
        place, rights, *rest = line.split()
        begin, end = (int(edge, 16) for edge in place.split("-"))
        sizes += [(end - begin) >> 20] * (rights == "---p" and len(rest) == 3)
    return sum(60 <= size <= 64 for size in sizes)


def test_threads_share_one_heap() -> None:
    found = {}
    for how in ("own", "shared"):
        line = [sys.executable, "-c", THREADS, how]
        found[how] = heaps(subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert found["own"] > 0, "else this would show nothing"
    assert found["shared"] == 0


def test_the_program_has_one_heap(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        assert heaps(Path(f"/proc/{program.process.pid}/maps").read_text()) == 0
