"""The clock of programs that a test starts: the machine's, and what a file says."""

import time
from pathlib import Path

from tests.processes import ROOT

SHIFTED = """
import pathlib, time
_true, _by = time.time, pathlib.Path({by!r})
time.time = lambda: _true() + float(_by.read_text())
"""
"""Read by Python before the program: its clock is the machine's and what a file says (the program asks no other)."""


class Clock:
    """A clock that jumps; programs whose environment has what `around` says go by it."""

    def __init__(self, folder: Path) -> None:
        self._by = folder / "by"
        self.jumps(0)
        (folder / "sitecustomize.py").write_text(SHIFTED.format(by=str(self._by)))
        self.around = {"PYTHONPATH": f"{folder}:{ROOT}"}

    def jumps(self, seconds: float) -> None:
        """From now on it is so far ahead of the machine's; the file is never seen half written."""
        scratch = self._by.with_suffix(".new")
        scratch.write_text(str(seconds))
        scratch.replace(self._by)

    def shows(self, moment: float) -> None:
        """From now on it goes on from a moment (seconds since 1970)."""
        self.jumps(moment - time.time())
