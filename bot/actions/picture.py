"""Pictures of charts, drawn in a process of their own.

matplotlib takes seconds to load and much memory, so neither the event loop nor the main process ever loads it. The
process starts with the first picture and ends after a while without one.
"""

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

from bot.actions.drawing_process import LENGTH
from bot.model.trouble import Trouble
from bot.monitoring.chart import Chart

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds in which a picture must be there, the start of the process included."""
IDLE = 120.0
"""Seconds without a picture after which the process ends."""
FORMS = {"svg": "image/svg+xml", "png": "image/png"}
"""What a chart can be drawn as, with its media type."""
KEPT = 16 << 20
"""Bytes of pictures that are kept in memory."""
LARGEST = 16 << 20
"""Bytes of a picture."""


_HERE = Path(__file__).resolve().parent.parent.parent
"""The folder in which bot/ lies."""


class NoPicture(Trouble):
    """A chart could not be drawn."""


class Pictures:
    """Draws charts, one at a time, and keeps the last pictures. Close it at the end."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._one = asyncio.Lock()
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._ending: asyncio.TimerHandle | None = None

    async def picture(self, chart: Chart, form: str) -> bytes:
        """A chart as `svg` or `png`; raises NoPicture."""
        text = chart.as_json()
        if (kept := self._kept.get((text, form))) is not None:
            return kept
        async with self._one:
            if (kept := self._kept.get((text, form))) is None:
                kept = await self._drawn(f"{form}\n{text}".encode())
                self._keep((text, form), kept)
        return kept

    async def _drawn(self, request: bytes) -> bytes:
        """Let the process draw; one that died or hangs is ended, and the next picture starts a new one."""
        if self._ending is not None:
            self._ending.cancel()
        try:
            async with asyncio.timeout(PATIENCE):
                made = await self._asked(request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            await self.close()
            raise NoPicture("The picture could not be drawn; the data table has the same figures.") from error
        except asyncio.CancelledError:
            await self.close()  # an answer that nobody reads would be taken for that of the next request
            raise
        self._ending = asyncio.get_running_loop().call_later(IDLE, self._end)
        if not made:
            log.warning("A chart could not be drawn; is there a font for its script (Debian: fonts-noto-core)?")
            raise NoPicture("The picture could not be drawn; the data table has the same figures.")
        return made

    async def _asked(self, request: bytes) -> bytes:
        if self._process is not None and (self._process.stdin is None or self._process.stdin.is_closing()):
            await self._process.wait()
        if self._process is None or self._process.returncode is not None:
            self._process = await self._started()
        source, target = self._process.stdin, self._process.stdout
        assert source is not None  # noqa: S101  # both are pipes
        assert target is not None  # noqa: S101
        source.write(len(request).to_bytes(LENGTH, "big") + request)
        await source.drain()
        length = int.from_bytes(await target.readexactly(LENGTH), "big")
        if length > LARGEST:
            raise OSError("the answer is no picture")
        return await target.readexactly(length)

    async def _started(self) -> asyncio.subprocess.Process:
        """A process that draws; it has a folder of its own for the list of fonts, and none of our settings."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fairpassage-", ignore_cleanup_errors=True)
        known = {name: os.environ[name] for name in ("PATH", "LANG", "HOME", "SYSTEMROOT") if name in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.actions.drawing_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=known | {"MPLCONFIGDIR": self._folder.name, "MPLBACKEND": "agg"},
            cwd=_HERE,
        )

    def _keep(self, key: tuple[str, str], made: bytes) -> None:
        self._kept[key] = made
        while sum(map(len, self._kept.values())) > KEPT and len(self._kept) > 1:
            self._kept.popitem(last=False)

    def _end(self) -> None:
        """Let an idle process come to its end."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    async def close(self) -> None:
        """End the process at once."""
        if self._ending is not None:
            self._ending.cancel()
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
