"""How often a network address may ask, by what its asking costs us; in bounded memory.

Bounds are wide, because a hospital or a whole mobile network may stand behind one address. What comes from this machine
itself is not counted: a proxy here names whom it asks for, and only an operator's own programs name nobody.
"""

import json
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

ADDRESSES = 20_000
"""Addresses that are remembered for each kind of request, 200 bytes each; the one that was silent longest goes."""

HERE = frozenset({"", "127.0.0.1", "::/64"})
"""This machine, as `address_of` names it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """So many at once, and so many a second in the long run."""

    burst: float
    rate: float


BOUNDS: Mapping[str, Bound] = {
    "page": Bound(600, 60),
    "search": Bound(60, 4),
    "poster": Bound(10, 0.2),
    "sign-in": Bound(30, 0.5),
    "desk": Bound(200, 10),
    "api": Bound(300, 20),
}
"""A page is ready bytes, a search takes milliseconds, a poster a second; a passphrase is hashed for a tenth of one."""
_KINDS = (
    ("api", re.compile(r"/api(/.*)?")),
    ("sign-in", re.compile(r"/desk/(sign-in|invitation)(/.*)?")),
    ("desk", re.compile(r"/desk(/.*)?")),
    ("poster", re.compile(r".*/poster\.pdf")),
)
FREE = re.compile(r"/telegram/.*|/healthz")
"""Telegram comes from few addresses with everybody's updates, and its secret is looked at before anything else."""


def kind_of(request: web.Request) -> str:
    """What a request costs, by its address; "" for what is not counted."""
    path = request.path
    if FREE.fullmatch(path):
        return ""
    found = next((kind for kind, pattern in _KINDS if pattern.fullmatch(path)), "")
    if found == "sign-in" and request.method != "POST":
        return "desk"
    return found or ("search" if "q" in request.query else "page")


class Buckets:
    """One bucket for each address, which fills again at a steady rate."""

    def __init__(self, bound: Bound, clock: Callable[[], float]) -> None:
        self._bound, self._clock = bound, clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._levels)

    def waits(self, address: str) -> float:
        """Take one request's place; tells the seconds to wait where there is none, 0 where there is."""
        now = self._clock()
        level, seen = self._levels.pop(address, (self._bound.burst, now))
        level = min(self._bound.burst, level + (now - seen) * self._bound.rate)
        allowed = level >= 1
        self._levels[address] = (level - 1 if allowed else level, now)
        if len(self._levels) > ADDRESSES:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self._bound.rate


class Limits:
    """The buckets of every kind. `address_of` tells where a request came from."""

    def __init__(self, address_of: Callable[[web.Request], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._address_of = address_of
        self.buckets = {kind: Buckets(bound, clock) for kind, bound in BOUNDS.items()}

    def lets(self, kind: str, address: str) -> bool:
        """Whether one more request may pass."""
        return address in HERE or not self.buckets[kind].waits(address)

    def refused(self, request: web.Request) -> web.Response | None:
        """The answer to a request that comes too often; None where it may pass."""
        address = self._address_of(request)
        if address in HERE or not (kind := kind_of(request)):
            return None
        wait = self.buckets[kind].waits(address)
        return _too_many(kind, max(1, math.ceil(wait))) if wait else None


def _too_many(kind: str, seconds: int) -> web.Response:
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    said = f"Too many requests from your network; wait {seconds} seconds."
    if kind != "api":
        return web.Response(status=429, text=f"{said}\n", headers=headers)
    told = {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": said,
        "field": "",
        "errors": [],
    }
    return web.Response(status=429, text=json.dumps(told), headers=headers, content_type="application/problem+json")
