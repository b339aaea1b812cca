"""A whole answer as it goes over the line, for what is answered as soon as it is asked."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus

from aiohttp.helpers import rfc822_formatted_time
from multidict import CIMultiDict

from bot.channels.web.headers import dress


def head_of(status: int, headers: Mapping[str, str]) -> bytes:
    """An answer's head but for its length and its date."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {said}" for name, said in headers.items())]
    return "".join(f"{line}\r\n" for line in lines).encode()


@lru_cache(16)
def plain_head(status: int, kind: str, *, https: bool) -> bytes:
    """The head of an answer of a type, with what every answer of ours says."""
    headers = CIMultiDict({"Content-Type": kind})
    dress(headers, https=https)
    return head_of(status, headers)


def wired(head: bytes, body: bytes | None) -> bytes:
    """The answer, dated now. None for one that never has a body, and so no length."""
    date = rfc822_formatted_time().encode()
    if body is None:
        return b"%bDate: %b\r\n\r\n" % (head, date)
    return b"%bContent-Length: %d\r\nDate: %b\r\n\r\n%b" % (head, len(body), date, body)
