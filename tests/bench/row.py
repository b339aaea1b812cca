"""What a bench says: what, measured, goal, beside it; and of which state of the project on which machine."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.processes import ROOT

Row = tuple[str, str, str, str]
HEAD = ("what", "measured", "goal", "beside it")
OUT = ROOT / "var"
"""Where each bench leaves what it measured."""


def stamp() -> dict[str, str]:
    """The commit, the machine and the day."""
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!tests/REPORT.md")
    return {
        "commit": _git("rev-parse", "--short=10", "HEAD") + (" with changes" if changed else ""),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory():.0f} GiB; Python {platform.python_version()}",
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }


def leave(name: str, rows: Sequence[Row], **more: object) -> Path:
    """Write what was measured for the report and for programs."""
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{name}.json"
    told: Mapping[str, object] = {"stamp": stamp(), "rows": [list(row) for row in rows], **more}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return path


def _git(*arguments: str) -> str:
    """What git says; "" where there is none."""
    try:
        said = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return said.stdout.strip()


def _processor() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
