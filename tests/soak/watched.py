"""The program as it is, which also writes down how many tasks its loop has when it is asked: `SIGUSR1`.

`python -m tests.soak.watched FILE ARGUMENT...` is `fairpassage ARGUMENT...`.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from bot.__main__ import main


def told(file: Path) -> None:
    """Write the number of tasks, in one step, so that nobody reads half of it."""
    scratch = file.with_suffix(".new")
    scratch.write_text(str(len(asyncio.all_tasks())))
    os.replace(scratch, file)


if __name__ == "__main__":
    _, name, *arguments = sys.argv

    def asked(_: int, __: FrameType | None) -> None:
        told(Path(name))

    signal.signal(signal.SIGUSR1, asked)
    sys.argv = ["fairpassage", *arguments]
    main()
