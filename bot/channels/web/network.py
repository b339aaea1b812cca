"""From which network a request came: the peer's, or where a proxy that is trusted says that it had it from."""

import ipaddress
import logging
from collections.abc import Sequence

from aiohttp import web

log = logging.getLogger(__name__)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
HEADER = "X-Forwarded-For"
KNOWN = web.RequestKey("line", str)
"""Under which name a request keeps its line, since the bounds and the counting ask for it."""
LINE = 64
"""Leading bits of an IPv6 address that one line has as a whole."""


class Origin:
    """Tells network addresses. `trusted` are the networks of the proxies in front of us; nobody else is believed."""

    def __init__(self, trusted: Sequence[Network] = ()) -> None:
        self._trusted = tuple(trusted)
        self._told = False

    def of(self, request: web.Request) -> str:
        """From which line a request came: an IPv4 address, or an IPv6 network."""
        if (known := request.get(KNOWN)) is None:
            known = request[KNOWN] = self._of(request)
        return known

    def _of(self, request: web.Request) -> str:
        remote = request.remote or ""
        if ":" not in remote and HEADER not in request.headers:
            return remote[:100]  # an IPv4 address is its own line
        here = self.sender(request)
        return remote[:100] if here is None else _line(here)

    def sender(self, request: web.Request) -> Address | None:
        """Who sent a request: of all that it went through, the nearest that is no proxy of ours."""
        here = _read(request.remote or "")
        if here is None:
            return None
        named = [one.strip() for one in ",".join(request.headers.getall(HEADER, [])).split(",") if one.strip()]
        if named and not self._trusts(here):
            self._tell()
        while named and self._trusts(here) and (further := _read(named.pop())) is not None:
            here = further
        return here

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)

    def _tell(self) -> None:
        """Say once that a proxy may be there of which nobody told us: all its visitors would count as one."""
        if not self._told:
            self._told = True
            log.warning("%s comes from where no proxy is trusted; see FAIRPASSAGE_TRUSTED_PROXIES.", HEADER)


def _read(text: str) -> Address | None:
    """An address with or without a port, None where it is none; IPv4 within IPv6 is IPv4."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _line(address: Address) -> str:
    """What one line has: an IPv4 address, or an IPv6 network."""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, LINE), strict=False))
