"""The key under which anything about a visitor is kept: an HMAC of her address."""

import hashlib
import hmac


def visitor_key(secret: bytes, channel: str, address: str) -> bytes:
    """16 bytes from which neither the address nor the channel can be read without the secret."""
    return hmac.digest(secret, f"visitor\0{channel}\0{address}".encode(), "sha256")[:16]


def derived(secret: bytes, purpose: str) -> str:
    """A secret of its own for one purpose, as 64 hexadecimal digits."""
    return hmac.new(secret, f"purpose\0{purpose}".encode(), hashlib.sha256).hexdigest()
