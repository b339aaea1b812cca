"""Files on paper's way, made when somebody asks and kept for the version of the content that they were made from.

The page layout runs in a program of its own (press.py), one at a time, so that chats and pages are answered meanwhile
and its memory goes back to the system. What is made twice at the same time is made once.
"""

import asyncio
import gzip
import hashlib
import logging
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.channels.paper import fonts, poster
from bot.channels.paper.booklet import booklet, has_booklet, name_of
from bot.model.place import Place
from bot.model.screen import Format
from bot.screens.answer import Answers

log = logging.getLogger(__name__)

KEPT = 12 << 20
"""Bytes of files that are kept in memory."""
WAITING = 8
"""Files that may be in the making or wait for it; who comes then is asked to come again."""
LONGEST = 30.0
"""Seconds after which the press is stopped."""
PRESS = Path(__file__).with_name("press.py")
_KINDS = {Format.PDF: "application/pdf", Format.HTML: "text/html; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Key:
    """What a file is kept under. `bot_name` is for posters, which are no kit and name the bot."""

    version: str
    place: Place
    form: Format
    day: date
    poster: bool = False
    bot_name: str = ""

    @property
    def name(self) -> str:
        """What the file is called."""
        return poster.name_of(self.place) if self.poster else f"{name_of(self.place)}.{self.form}"


class Busy(Exception):
    """Too many files are in the making, or this one could not be made now."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file to be taken along, kept compressed. `tag` changes with its content."""

    compressed: bytes
    name: str
    kind: str
    tag: str

    @property
    def body(self) -> bytes:
        """The file as it is saved."""
        return gzip.decompress(self.compressed)


class Printer:
    """Makes and keeps the files.

    `site` is the address of the living pages, `folders` are where fonts are, `bot_name` is "" where there is no bot.
    """

    def __init__(
        self,
        answers: Callable[[], Answers],
        site: str,
        today: Callable[[], date],
        folders: Sequence[Path] = fonts.FOLDERS,
        bot_name: Callable[[], str] = str,
    ) -> None:
        self._answers = answers
        self._site = site.rstrip("/")
        self._today = today
        self._folders = folders
        self._bot_name = bot_name
        self._kept: OrderedDict[Key, Taken] = OrderedDict()
        self._making: dict[Key, asyncio.Task[Taken]] = {}
        self._press = asyncio.Semaphore(1)

    def key(self, place: Place, form: Format) -> Key | None:
        """What a file is kept under; None where there is no such file: an unknown corridor, a script without fonts."""
        answers = self._answers()
        if not has_booklet(answers, place) or (form is Format.PDF and place.language in answers.unprintable):
            return None
        return Key(answers.version, place.to("kit"), form, self._today())

    async def file(self, place: Place, form: Format) -> Taken | None:
        """The kit of a place as a file; None where there is none. Raises Busy."""
        key = self.key(place, form)
        return await self._taken(key) if key else None

    async def poster(self, place: Place) -> Taken | None:
        """The poster of a place's corridor; None where there is none. Raises Busy."""
        answers = self._answers()
        if not poster.has_poster(answers, place):
            return None
        return await self._taken(Key(answers.version, place, Format.PDF, self._today(), True, self._bot_name()))

    async def _taken(self, key: Key) -> Taken:
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        if (task := self._making.get(key)) is None:
            if len(self._making) >= WAITING:
                raise Busy
            task = self._making[key] = asyncio.create_task(self._made(key, self._answers()))
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    def _done(self, key: Key, task: "asyncio.Task[Taken]") -> None:
        del self._making[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("A file could not be made (%s).", type(error.__cause__ or error).__name__)

    async def _made(self, key: Key, answers: Answers) -> Taken:
        try:
            async with self._press:
                body = await self._body(key, answers)
        except (OSError, TimeoutError, PressFailed, fonts.NoFonts) as error:
            raise Busy from error
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        compressed = await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
        made = Taken(compressed, key.name, _KINDS[key.form], tag)
        self._kept[key] = made
        while len(self._kept) > 1 and sum(len(one.compressed) for one in self._kept.values()) > KEPT:
            self._kept.popitem(last=False)
        return made

    async def _body(self, key: Key, answers: Answers) -> bytes:
        made = await asyncio.to_thread(self._ordered, key, answers)
        return made if key.form is Format.HTML else await pressed(made)

    def _ordered(self, key: Key, answers: Answers) -> bytes:
        """The page, or what the press is told."""
        from bot.channels.paper.page import html  # loaded with the first file, so that a start need not wait
        from bot.channels.paper.pdf import order

        if key.poster:
            return poster.order(answers, key.place, self._site, key.bot_name, key.day, self._folders)
        book = booklet(answers, key.place, key.day, self._site)
        return html(book) if key.form is Format.HTML else order(book, self._folders)


class PressFailed(Exception):
    """The press ended without a PDF."""


async def pressed(order: bytes) -> bytes:
    """The PDF of an order, by a process that knows none of our settings. Raises PressFailed, TimeoutError, OSError."""
    press = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(PRESS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ},
    )
    try:
        async with asyncio.timeout(LONGEST):
            made, _ = await press.communicate(order)
    finally:
        if press.returncode is None:
            press.kill()
            await press.wait()
    if press.returncode or not made.startswith(b"%PDF"):
        raise PressFailed
    return made
