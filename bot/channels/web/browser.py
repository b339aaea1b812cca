"""What a request says of who sent it: a person or a machine, whether she declines to be counted, from which page."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from aiohttp import web

from bot.actions.address import visitor_key
from bot.channels.web.accepted import takes_gzip

_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|externalhit|whatsapp|telegram|skype|slack|discord|linkedin|pinterest|embed"
    r"|vkshare|curl|wget|python|java/|go-http|okhttp|http-?client|libwww|perl|ruby|php|axios|node-fetch|feed|monitor"
    r"|uptime|scan|lighthouse|archive",
    re.IGNORECASE,
)
"""Names by which search machines, link previews and programs call themselves."""
LONGEST = 500
"""Letters of a browser's name that are read."""
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Headers by which a browser says that it fetches a page before anybody asked for it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads over a connection: all that does not change as long as her browser says the same of itself.

    `visitor` is who counts once, None where nobody is counted.
    """

    network: str
    packed: bool
    visitor: bytes | None


def reader_of(request: web.Request, network: str, secret: bytes) -> Reader:
    """Who asks for a page; `network` is where from."""
    packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    return Reader(network, packed, visitor_of(request, network, secret) if is_counted(request) else None)


def path_of(request: web.Request) -> bytes:
    """The address that is asked for, as it came over the line."""
    return request.raw_path.encode(errors="surrogateescape")


def tag_of(request: web.Request) -> bytes:
    """The tags of what the browser has."""
    return request.headers.get("If-None-Match", "").encode(errors="surrogateescape")


@lru_cache(256)
def _is_machine(name: str) -> bool:
    """Whether a program calls itself by one of those names; browsers have few, and most readers the same."""
    return not name or _MACHINES.search(name) is not None


def is_person(request: web.Request) -> bool:
    """Whether somebody reads this page now: no machine, no link preview, nothing fetched ahead or beside a page."""
    name = request.headers.get("User-Agent", "")[:LONGEST]
    ahead = any("fetch" in said or "render" in said or "preview" in said for said in _said(request, *_AHEAD))
    beside = request.headers.get("Sec-Fetch-Dest", "document") != "document"
    return not _is_machine(name) and not ahead and not beside


def declines(request: web.Request) -> bool:
    """Whether the browser asks that she is not counted: Global Privacy Control, or Do Not Track."""
    return "1" in _said(request, "Sec-GPC", "DNT")


def is_counted(request: web.Request) -> bool:
    """Whether what is read is counted: a person reads it, and does not decline."""
    return is_person(request) and not declines(request)


def _said(request: web.Request, *names: str) -> list[str]:
    return [said.strip().lower() for name in names if (said := request.headers.get(name))]


def visitor_of(request: web.Request, network: str, secret: bytes) -> bytes:
    """Who counts once on pages without an account and without a cookie: one network with one browser's name.

    It is held in memory only, and no longer than her connection.
    """
    name = request.headers.get("User-Agent", "")[:LONGEST]
    return visitor_key(secret, "web", f"{network}\0{name}")


def from_our_page(request: web.Request, site: str) -> bool:
    """Whether a deed comes from a page of ours and not from a form that somebody else made.

    Every browser of today says so itself (Fetch Metadata, `Sec-Fetch-Site`), and no page can change what it says. Older
    ones, and every one on plain http, name the origin. What says neither is no browser, so no page has misled it.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    named = urlsplit(origin).netloc if "//" in origin else ""
    return bool(named) and named in (request.headers.get("Host", ""), urlsplit(site).netloc)
