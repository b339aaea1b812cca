"""The key under which anything about a visitor is kept: an HMAC of her address."""

import hashlib
import hmac
from functools import lru_cache


def visitor_key(secret: bytes, channel: str, address: str) -> bytes:
    """16 bytes from which neither the address nor the channel can be read without the secret."""
    begun = _begun(secret, channel).copy()
    begun.update(address.encode())
    return begun.digest()[:16]


@lru_cache(8)
def _begun(secret: bytes, channel: str) -> hmac.HMAC:
    """The HMAC up to the address: to take in the secret costs more than all that comes behind it."""
    return hmac.new(secret, f"visitor\0{channel}\0".encode(), hashlib.sha256)


def derived(secret: bytes, purpose: str) -> str:
    """A secret of its own for one purpose, as 64 hexadecimal digits."""
    return hmac.new(secret, f"purpose\0{purpose}".encode(), hashlib.sha256).hexdigest()
