"""A head that was read before: over a kept connection Telegram sends the same one with each update but for its length.

Such a head is not read again. It is compared byte by byte with one that aiohttp's parser has read and that was
answered; where anything but the number of its length differs, it goes through the parser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: ?([0-9]{1,6})\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SameHead:
    """A head before and after the number of its length; `answer` makes the whole answer to another body under it."""

    before: bytes
    after: bytes
    answer: Callable[[bytes], bytes]

    def body(self, data: bytes) -> bytes | None:
        """The body of a request that came with this head and in one piece; None where it is another one."""
        begin = len(self.before)
        end = data.find(b"\r\n", begin, begin + 7)
        if not data.startswith(self.before) or end <= begin or not data.startswith(self.after, end):
            return None
        length, start = data[begin:end], end + len(self.after)
        return data[start:] if length.isdigit() and len(data) == start + int(length) else None


def same_head(data: bytes, answer: Callable[[bytes], bytes]) -> SameHead | None:
    """What is remembered of a request that came in one piece; None where its head tells no length."""
    head = data[: data.find(b"\r\n\r\n") + 4]
    found = _LENGTH.search(head)
    return SameHead(head[: found.start(1)], head[found.end(1) :], answer) if found else None
