"""What must be read again later (an address, a message's number) is kept encrypted: AES-GCM with a key outside the
database, one key for each purpose.

A sealed value is 12 random bytes, then the text and its tag (NIST SP 800-38D). The purpose is authenticated, so that a
value cannot be moved from one column to another.
"""

import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Seal:
    """Seals and opens values of one purpose. `dice` gives random bytes; the system's where none is given."""

    def __init__(self, secret: bytes, purpose: str, dice: Callable[[int], bytes] = os.urandom) -> None:
        key = hmac.new(secret, f"seal\0{purpose}".encode(), hashlib.sha256).digest()
        self._cipher = AESGCM(key)
        self._purpose = purpose.encode()
        self._dice = dice

    def seal(self, value: str) -> bytes:
        """The value, unreadable without the secret."""
        nonce = self._dice(NONCE)
        return nonce + self._cipher.encrypt(nonce, value.encode(), self._purpose)

    def open(self, sealed: bytes) -> str | None:
        """The value again; None where it was not sealed with this secret and purpose."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._purpose).decode()
        except (InvalidTag, ValueError):
            return None
