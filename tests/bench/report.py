"""`make report`: measures everything that is promised, and writes what came of it to tests/REPORT.md.

`python -m tests.bench.report --only soak` measures some parts anew and takes the others as they were left in var/, each
with the commit, the machine and the day on which it was measured. Nothing in the page is typed by hand.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.row import HEAD, OUT
from tests.processes import ROOT

PAGE = ROOT / "tests" / "REPORT.md"


@dataclass(frozen=True, slots=True)
class Part:
    """What is measured by one command, which leaves var/<name>.json."""

    name: str
    title: str
    module: str
    part: str = ""

    @property
    def command(self) -> str:
        """What somebody types to measure it alone."""
        return f"python -m {self.module} {self.part}".rstrip()


def _bench(part: str, title: str) -> Part:
    return Part(f"bench-{part}", title, "tests.bench", part)


PARTS = (
    _bench("compare", "Beside other bots and a bare handler"),
    _bench("answers", "Start, answers, memory, files"),
    _bench("bulletins", "Bulletins"),
    _bench("replies", "Replies while a bulletin leaves"),
    _bench("counting", "Counting"),
    _bench("release", "Releasing"),
    _bench("exports", "Exports"),
    _bench("growth", "Flat as it grows"),
    _bench("pieces", "Each piece of the way"),
    Part("width", "Wide", "tests.width"),
    Part("soak", "Under load with faults", "tests.soak"),
    Part("fuzz", "Odd updates", "tests.fuzz"),
)


def page(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The page from what each part left; a part that was not measured says so."""
    lines = [
        "# What was measured",
        "",
        "Made by `make report`; nothing here is typed by hand.",
        "",
    ]
    for part in PARTS:
        lines += [f"## {part.title}", ""]
        if (left := found.get(part.name)) is None:
            lines += [f"Not measured yet: `{part.command}`.", ""]
            continue
        stamp = left["stamp"]
        lines += [f"`{part.command}`, commit {stamp['commit']}, {stamp['date']}, {stamp['machine']}.", ""]
        lines += table(left["rows"])
        lines += ["", *(f"- Wrong: {sentence}" for sentence in left.get("wrong", ())), ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as a table of Markdown."""
    head = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
    return head + [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]


def left() -> dict[str, Mapping[str, Any]]:
    """What each part left."""
    paths = {part.name: OUT / f"{part.name}.json" for part in PARTS}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items() if path.exists()}


def main() -> int:
    """Measure what is asked for, write the page; the exit status says whether every command was content."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.report")
    names = [part.name for part in PARTS]
    parser.add_argument("--only", nargs="*", choices=names, default=names, help="what to measure anew")
    wanted, status = parser.parse_args().only, 0
    for part in PARTS:
        if part.name in wanted:
            sys.stdout.write(f"{part.title}: {part.command}\n")
            sys.stdout.flush()
            status |= subprocess.run(
                [sys.executable, "-m", part.module, *filter(None, [part.part])], cwd=ROOT, check=False
            ).returncode
    PAGE.write_text(page(left()), encoding="utf-8")
    sys.stdout.write(f"Written: {PAGE.relative_to(ROOT)}\n")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
