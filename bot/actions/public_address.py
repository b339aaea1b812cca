"""Addresses outside of this house: https, a public host, and nothing inside of any network of ours.

A name is looked up once, for the connection itself, so that it cannot mean another machine a moment later.
"""

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.model.staff import Refused

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones (RFC 6052)."""
LONGEST = 300
"""Characters of an address."""
Allowed = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Whether a numeric address is one that everybody can reach: no machine, network or service of this house."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def checked(address: str, allowed: Allowed = is_public) -> str:
    """A base address without its last slash; raises Refused where nothing may be sent there."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("address", "Give an address such as https://dhis2.example.org.") from error
    if len(address) > LONGEST or not address.isprintable():
        raise Refused("address", "Give an address such as https://dhis2.example.org.")
    if parts.scheme != "https" or not host or parts.query or parts.fragment or port == 0:
        raise Refused("address", "Give an address that begins with https:// and has neither ? nor #.")
    if parts.username is not None or parts.password is not None:
        raise Refused("address", "Give the address without a name and password; the token goes beside it.")
    if _is_number(host) and not allowed(host):
        raise Refused("address", "This address is inside of a network; give one that is reached from everywhere.")
    return address.strip().rstrip("/")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class NotPublic(OSError):
    """A name that leads into a network."""


class PublicResolver(AbstractResolver):
    """Looks names up and refuses those that lead anywhere inside."""

    def __init__(self, allowed: Allowed = is_public) -> None:
        self._allowed = allowed
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; raises NotPublic where any of them is inside."""
        found = await self._inner.resolve(host, port, family)
        if not found or not all(self._allowed(one["host"]) for one in found):
            raise NotPublic("the name leads into a network")
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._inner.close()
