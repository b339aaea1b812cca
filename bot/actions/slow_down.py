"""Guessing takes time: after a few wrong attempts each further one has to wait, by login and by network address.

An attempt is counted before it is looked at, so that a hundred at once are a hundred, and taken back where it was
right.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.model.message import sayable
from bot.model.staff import Refused
from storage.attempts import attempts_of, forget_attempts, set_attempts
from storage.database import writing

FORGOTTEN = 3600
"""Seconds after the last attempt for which it is remembered."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is counted: a key, how many attempts are free, and the longest wait in seconds.

    The wait for one login stays short, because anybody could make it wait; a passphrase and an authenticator together
    cannot be guessed at one try a minute.
    """

    key: bytes
    free: int
    longest: int

    def wait(self, count: int, last: int, now: int) -> int:
        """Seconds to wait before the next attempt, after `count` of them."""
        if count < self.free:
            return 0
        pause = min(1 << min(count - self.free + 1, 20), self.longest)
        return max(0, last + pause - now)


def guards(secret: bytes, login: str, address: str) -> Sequence[Guard]:
    """The guards of a login and of a network address; neither can be read from them."""
    return [Guard(_key(secret, "login", login), 5, 60), Guard(_key(secret, "address", address), 20, 900)]


def _key(secret: bytes, kind: str, value: str) -> bytes:
    return hmac.new(secret, f"attempt\0{kind}\0{value}".encode("utf-8", "replace"), hashlib.sha256).digest()[:16]


async def count_attempt(engine: AsyncEngine, watched: Sequence[Guard], now: int) -> None:
    """Count an attempt; raises Refused (429) where it came too early, and then counts nothing."""
    async with writing(engine) as connection:
        await forget_attempts(connection, now - FORGOTTEN)
        counts = [await attempts_of(connection, guard.key, now) for guard in watched]
        wait = max(guard.wait(*counted, now) for guard, counted in zip(watched, counts, strict=True))
        if wait:
            raise Refused("", sayable("Too many attempts. Wait {seconds} seconds, then try again.", seconds=wait), 429)
        for guard, (count, _) in zip(watched, counts, strict=True):
            await set_attempts(connection, guard.key, count + 1, now)


async def was_right(connection: AsyncConnection, watched: Sequence[Guard], now: int) -> None:
    """Take the attempt back: the login begins anew, and the address is where it was."""
    login, address = watched
    await set_attempts(connection, login.key, 0, now)
    count, _ = await attempts_of(connection, address.key, now)
    await set_attempts(connection, address.key, max(0, count - 1), now)
