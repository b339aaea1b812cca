"""Where a request came from, to slow down guessing and to keep what is for this machine on it."""

import ipaddress

from aiohttp import web


def network_address(request: web.Request) -> str:
    """Where a request came from, an IPv6 address by its network: what one line has as a whole."""
    return _network(sender(request))


def sender(request: web.Request) -> str:
    """The address of who sent a request: the peer, or whom a proxy on this machine names last."""
    peer = request.remote or ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return named if named and is_here(peer) else peer


def read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """A numeric address, one of IPv4 that is written as IPv6 as the former; None where it is none."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if found.version == 6 else found


def is_here(address: str) -> bool:
    """Whether an address is this machine's own."""
    found = read_address(address)
    return found is not None and found.is_loopback


def _network(address: str) -> str:
    """An IPv6 address by its /64, which one line has as a whole; others as they are."""
    found = read_address(address)
    if found is None:
        return address[:100]
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
