"""Heads that were read before, so that a request under one of them is not read again.

Over a kept connection Telegram sends the same head with each update but for the number of its length, and a browser the
same one for each page but for the address and the tag of what it has. Such a head is compared byte by byte with one
that aiohttp's parser has read and that was answered; where anything else differs, it goes through the parser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: ?([0-9]{1,6})\r\n", re.IGNORECASE)
_TAG = re.compile(rb"\r\nif-none-match: ([^\r\n]*)\r\n", re.IGNORECASE)
_GET = b"GET "


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
    """A head from behind its address up to its tag, and from there to its end; without a tag, `before` has all.

    `answer` makes the whole answer to a request for another address with another tag (`b""` without one), or None where
    that one has to be read.
    """

    before: bytes
    after: bytes
    answer: Callable[[bytes, bytes], bytes | None]

    def answered(self, data: bytes) -> bytes | None:
        """The answer to a request that came with this head; None where it is another one, or not ready."""
        space = data.find(b" ", len(_GET))
        begin, end = space + len(self.before), len(data) - len(self.after)
        if not data.startswith(_GET) or not data.startswith(self.before, space) or not data.endswith(self.after):
            return None
        if begin > end or (begin < end and not self.after) or b"\r" in (tag := data[begin:end]):
            return None
        return self.answer(data[len(_GET) : space], tag)


def same_sender(data: bytes, answer: Callable[[bytes], bytes]) -> SameSender | None:
    """What is remembered of an update that came in one piece; None where its head tells no length."""
    head = data[: data.find(b"\r\n\r\n") + 4]
    found = _LENGTH.search(head)
    return SameSender(head[: found.start(1)], head[found.end(1) :], answer) if found else None


def same_reader(data: bytes, answer: Callable[[bytes, bytes], bytes | None]) -> SameReader | None:
    """What is remembered of a request for a page that came in one piece; None where it has a body."""
    space = data.find(b" ", len(_GET))
    if data.find(b"\r\n\r\n") != len(data) - 4 or not data.startswith(_GET) or space < 0:
        return None
    found = _TAG.search(data, space)
    end = found.span(1) if found else (len(data), len(data))
    return SameReader(data[space : end[0]], data[end[1] :], answer)
