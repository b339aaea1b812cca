"""Heads that were read before, so that a request under one of them is not read again.

Over a kept connection Telegram sends the same head with each update but for the number of its length, and a browser the
same one for each page but for its address, the address of the page before and the tag of what it has. Such a head is
compared byte by byte with one that aiohttp's parser has read and that was answered; where anything else differs, it
goes through the parser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: ?([0-9]{1,6})\r\n", re.IGNORECASE)
_GET, _TAG = b"GET ", b"if-none-match"
_DIFFERS = re.compile(rb"(?<=\r\n)(referer|if-none-match): ([^\r\n]*)", re.IGNORECASE)
_ODD = re.compile(rb"[\x00-\x1f\x7f]")
"""What is no part of a value."""


@dataclass(frozen=True, slots=True)
class SameSender:
    """A head before and after the number of its length; `answer` makes the whole answer to another body under it."""

    before: bytes
    after: bytes
    answer: Callable[[bytes], bytes]

    def answered(self, data: bytes) -> bytes | None:
        """The answer to a request that came with this head and in one piece; None where it is another one."""
        begin = len(self.before)
        end = data.find(b"\r\n", begin, begin + 7)
        if not data.startswith(self.before) or end <= begin or not data.startswith(self.after, end):
            return None
        length, start = data[begin:end], end + len(self.after)
        whole = length.isdigit() and len(data) == start + int(length)
        return self.answer(data[start:]) if whole else None


@dataclass(frozen=True, slots=True)
class SameReader:
    """A head from behind its address to its end, in pieces: what differs stands between them.

    Each piece comes with the byte by which it begins; `tag` says behind which piece the tag stands, 0 where the
    head has none. `answer` makes the whole answer to a request for another address with another tag (`b""` without
    one), or None where that one has to be read.
    """

    pieces: tuple[tuple[bytes, bytes], ...]
    tag: int
    answer: Callable[[bytes, bytes], bytes | None]

    def answered(self, data: bytes) -> bytes | None:
        """The answer to a request that came with this head; None where it is another one, or not ready."""
        if not data.startswith(_GET):
            return None
        at, values = len(_GET), []
        for begins, piece in self.pieces:
            end = data.find(begins, at)
            if not data.startswith(piece, end) or _ODD.search(data, at, end):
                return None
            values.append(data[at:end])
            at = end + len(piece)
        return self.answer(values[0], values[self.tag] if self.tag else b"") if at == len(data) else None


def same_sender(data: bytes, answer: Callable[[bytes], bytes]) -> SameSender | None:
    """What is remembered of an update that came in one piece; None where its head tells no length."""
    head = data[: data.find(b"\r\n\r\n") + 4]
    found = _LENGTH.search(head)
    return SameSender(head[: found.start(1)], head[found.end(1) :], answer) if found else None


def same_reader(data: bytes, answer: Callable[[bytes, bytes], bytes | None]) -> SameReader | None:
    """What is remembered of a request for a page that came in one piece; None where it has a body."""
    at = data.find(b" ", len(_GET))
    if data.find(b"\r\n\r\n") != len(data) - 4 or not data.startswith(_GET) or at < 0:
        return None
    pieces, tag = list[bytes](), 0
    for found in _DIFFERS.finditer(data, at):
        pieces.append(data[at : found.start(2)])
        at = found.end(2)
        tag = tag or (len(pieces) if found[1].lower() == _TAG else 0)
    return SameReader(tuple((one[:1], one) for one in (*pieces, data[at:])), tag, answer)
