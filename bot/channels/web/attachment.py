"""The picture or PDF of a bulletin on the web: there while the bulletin stands, and nothing but what it says it is."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from bot.bulletins.board import Board, Posted
from bot.bulletins.code import read_code
from bot.model.bulletin import BulletinState

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""What is shown, and how its address ends."""
KEPT = 8
"""Files in memory, of at most 5 MB each: so many readers share them."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class Shown(Protocol):
    """A kept file: pictures were drawn anew when they were taken in, a PDF does nothing when it is opened."""

    @property
    def media(self) -> str:
        """Its type, for example image/png."""

    @property
    def body(self) -> bytes:
        """Its content."""


FileOf = Callable[[int], Awaitable[Shown | None]]


def address_of(posted: Posted) -> str:
    """Where a bulletin's file is found, "" where none is shown."""
    one = posted.bulletin
    if one.attachment is None or one.state is not BulletinState.RELEASED or posted.media not in ENDINGS:
        return ""
    return f"/bulletins/{one.code.lower()}.{ENDINGS[posted.media]}"


class Attachments:
    """Answers with the files of the bulletins on a board. `file_of` brings one by its number."""

    def __init__(self, board: Callable[[], Board], file_of: FileOf) -> None:
        self._board, self._file_of = board, file_of
        self._kept: OrderedDict[int, Shown] = OrderedDict()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The file at an address; 404 where no bulletin that stands has it."""
        posted = self._standing(request.path)
        file = await self._file(posted.bulletin.attachment) if posted and posted.bulletin.attachment else None
        if posted is None or file is None or file.media != posted.media:
            return web.Response(status=404, text="Not here.\n")
        headers = {**_HEADERS, "ETag": f'"{hashlib.sha256(file.body).hexdigest()[:16]}"'}
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        how = "inline" if file.media.startswith("image/") else "attachment"
        name = request.path.rpartition("/")[2]
        headers |= {"Content-Type": file.media, "Content-Disposition": f'{how}; filename="{name}"'}
        return web.Response(body=file.body, headers=headers)

    def _standing(self, path: str) -> Posted | None:
        """The bulletin whose file has this address now."""
        code = read_code(path)
        posted = self._board().by_code(code) if code else None
        return posted if posted is not None and address_of(posted) == path else None

    async def _file(self, number: int) -> Shown | None:
        if (kept := self._kept.get(number)) is not None:
            return kept
        found = await self._file_of(number)
        if found is not None:
            self._kept[number] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


async def none_of(_: int) -> Shown | None:
    """Where no database is: no file."""
    return None
