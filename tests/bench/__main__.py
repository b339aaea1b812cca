"""`make bench`: everything that is fast or flat, in one table, beside others of the same run; each is left in var/.

`python -m tests.bench growth exports` measures some parts alone.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import answers, bulletins, compare, exports, growth, monitoring, pieces
from tests.bench.row import HEAD, Row, leave

PARTS: Mapping[str, Callable[[Path], Awaitable[list[Row]]]] = {
    "compare": compare.compared,
    "answers": answers.answered,
    "bulletins": bulletins.fast,
    "replies": bulletins.beside_replies,
    "counting": monitoring.counting,
    "release": monitoring.largest,
    "exports": exports.exported,
    "growth": growth.growing,
    "pieces": pieces.pieces,
}


async def measured(names: list[str]) -> list[Row]:
    """Measure parts, each with a folder of its own, and leave what each found."""
    rows: list[Row] = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="fairpassage-") as folder:
            found = await PARTS[name](Path(folder))
        leave(f"bench-{name}", found)
        rows += found
    return rows


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", default=[], help=f"of {', '.join(PARTS)}; all where none is named")
    names: list[str] = parser.parse_args().parts or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"{unknown[0]} is no part; choose of {', '.join(PARTS)}")
    rows = asyncio.run(measured(names))
    table = Table(*HEAD)
    for row in rows:
        table.add_row(*row)
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
