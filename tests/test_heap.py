"""What threads leave behind is used again by others: they have one heap."""

import platform
import subprocess
import sys

import pytest

from tests.processes import ROOT

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
sizes = []
for line in open("/proc/self/maps"):
    place, rights, *rest = line.split()
    begin, end = (int(edge, 16) for edge in place.split("-"))
    sizes += [(end - begin) >> 20] * (rights == "---p" and len(rest) == 3)
print(sum(60 <= size <= 64 for size in sizes))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have one heap")
def test_threads_share_one_heap() -> None:
    """A heap of a thread reserves 64 MB of addresses, most of which nobody may use yet."""
    heaps = {}
    for how in ("own", "shared"):
        line = [sys.executable, "-c", THREADS, how]
        heaps[how] = int(subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert heaps["own"] > 0, "else this would show nothing"
    assert heaps["shared"] == 0
