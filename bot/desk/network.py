"""Where a request came from, to slow down guessing."""

import ipaddress

from aiohttp import web


def network_address(request: web.Request) -> str:
    """Where a request came from: the peer, or whom a proxy on this machine names last."""
    peer = request.remote or ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if not named or not _is_here(peer):
        return _network(peer)
    return _network(named)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _network(address: str) -> str:
    """An IPv6 address by its /64, which one line has as a whole; others as they are."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
