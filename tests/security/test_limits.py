"""Each network has its bounds, by what its asking costs; nobody else is slowed down, and memory is bounded."""

import itertools
import tracemalloc
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.channels.web.limits import ADDRESSES, BOUNDS, Buckets, Limits, kind_of
from tests.channels.web.test_hostile_requests import Site
from tests.processes import Running


class Hand:
    """A clock in our hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(path: str, method: str = "GET") -> Any:
    return make_mocked_request(method, path)


@pytest.mark.parametrize(
    ("path", "method", "kind"),
    [
        ("/", "GET", "page"),
        ("/en/rights", "GET", "page"),
        ("/readyz", "GET", "page"),
        ("/static/x.css", "GET", "page"),
        ("/en/search?q=passport", "GET", "search"),
        ("/en/rights?q=passport", "GET", "search"),
        ("/en/PH-GB-2221/kit/poster.pdf", "GET", "poster"),
        ("/desk", "GET", "desk"),
        ("/desk/sign-in", "GET", "desk"),
        ("/desk/sign-in", "POST", "sign-in"),
        ("/desk/invitation/word", "POST", "sign-in"),
        ("/api/v1/me", "GET", "api"),
        ("/api", "GET", "api"),
        ("/apical", "GET", "page"),
        ("/healthz", "GET", ""),
        ("/telegram/webhook", "POST", ""),
    ],
)
def test_what_a_request_costs(path: str, method: str, kind: str) -> None:
    assert kind_of(asked(path, method)) == kind


@pytest.mark.parametrize("kind", BOUNDS)
def test_a_bucket_fills_again_at_its_rate(kind: str) -> None:
    clock, bound = Hand(), BOUNDS[kind]
    buckets = Buckets(bound, clock)
    free = sum(not buckets.waits("a") for _ in range(int(bound.burst) + 50))
    assert free == bound.burst
    wait = buckets.waits("a")
    assert 0 < wait <= 1 / bound.rate
    assert not buckets.waits("b"), "nobody else waits"
    clock.now += wait + 1e-6
    assert not buckets.waits("a")
    clock.now += 100
    through = 0
    for _ in range(1000):
        clock.now += 0.01
        through += not buckets.waits("a")
    assert through <= bound.burst + 10 * bound.rate + 1


def test_the_machine_itself_is_not_counted() -> None:
    limits = Limits(lambda _: "127.0.0.1", Hand())
    assert not any(limits.refused(asked("/en")) for _ in range(5000))
    assert not len(limits.buckets["page"])


def test_memory_is_bounded_however_many_addresses_come() -> None:
    numbers = itertools.count()
    limits = Limits(lambda _: f"2001:db8:{next(numbers):x}::/64", Hand())
    request = asked("/en")
    for _ in range(ADDRESSES):
        limits.refused(request)
    tracemalloc.start()
    for _ in range(2 * ADDRESSES):
        limits.refused(request)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(limits.buckets["page"]) == ADDRESSES
    assert grown < 12_000_000


@pytest.mark.parametrize(
    ("path", "method", "kind"),
    [
        (b"/en", b"GET", "page"),
        (b"/en/search?q=passport", b"GET", "search"),
        (b"/en/PH-GB-2221/kit/poster.pdf?x", b"HEAD", "poster"),
        (b"/desk/sign-in", b"POST", "sign-in"),
        (b"/desk/nowhere", b"GET", "desk"),
        (b"/api/v1/me", b"GET", "api"),
    ],
)
def test_one_that_hammers_is_told_to_wait_and_others_are_answered(
    program: Running, path: bytes, method: bytes, kind: str
) -> None:
    site, number = Site("127.0.0.1", program.port), b"198.51.100." + str(10 + len(kind)).encode()
    answers = b""
    for _ in range(int(BOUNDS[kind].burst) // 25 + 4):
        answers += pack(site, path, method, number)
        if b" 429 " in answers:
            break
    assert b" 429 " in answers
    assert b"Retry-After: " in answers
    lied = pack(site, path, method, b"203.0.113.9, " + number)
    assert b" 429 " in lied, "what it says of itself does not count"
    assert b" 429 " not in pack(site, path, method, b"198.51.100.200", 1), "another network is answered"
    if kind == "api":
        assert b"application/problem+json" in lied
        assert b'"detail"' in lied


def pack(site: Site, path: bytes, method: bytes, address: bytes, number: int = 25) -> bytes:
    """The answers to some requests at once that a proxy had from an address."""
    one = method + b" " + path + b" HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: %b\r\nContent-Length: 0\r\n\r\n" % address
    return site.sent(one * number + b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
