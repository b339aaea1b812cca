"""Passphrases: what they must be, and their argon2id hashes."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.model.message import sayable
from bot.model.staff import Refused

SHORTEST, LONGEST = 12, 200
"""Characters."""
FEW = 5
"""Different characters that it has at least: twelve times the same one is no passphrase."""
_HASHER = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
"""At least what OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes."""
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passphrase")
"""So many are worked out at once at most: each takes its memory and a processor for some 50 ms."""
NOBODYS = f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${'A' * 22}${'A' * 43}"
"""The hash of no passphrase: looking at it takes as long as at a real one, so an unknown login is not faster."""


def check(passphrase: str, login: str) -> None:
    """Raises Refused where a passphrase would be easy to guess or cannot be handled."""
    plain = _plain(passphrase)
    if not SHORTEST <= len(plain) <= LONGEST:
        said = sayable(
            "A passphrase has {least} to {most} characters; several words are best.", least=SHORTEST, most=LONGEST
        )
        raise Refused("passphrase", said)
    if len(set(plain)) < FEW or login in plain.casefold():
        raise Refused("passphrase", "This is too easy to guess; take several words that do not belong together.")


async def hashed(passphrase: str) -> str:
    """The hash of a passphrase, with its own salt."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _HASHER.hash, _plain(passphrase))


async def fits(kept: str, passphrase: str) -> bool:
    """Whether a passphrase is the one of a hash."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _fits, kept, _plain(passphrase)[:LONGEST])


def _fits(kept: str, passphrase: str) -> bool:
    try:
        return _HASHER.verify(kept, passphrase)
    except (VerificationError, InvalidHashError):
        return False


def _plain(passphrase: str) -> str:
    """The same letters give the same passphrase, whichever keyboard they were typed on (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase.encode("utf-8", "replace").decode())
