"""A request with an Idempotency-Key is done once: who repeats it gets the first answer, for 30 days.

The key is taken before the work begins and the answer noted after it. Where the program died in between, nobody knows
whether the work was done; the key is then refused, because doing it twice would be worse.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.token import digest
from bot.model.staff import Refused
from storage import replies
from storage.database import writing
from storage.replies import Reply

HONOURED = 30 * 86_400
"""Seconds for which an answer is kept."""
WORKING = 60
"""Seconds after which a request that has no answer will not get one any more."""
FIELD = "Idempotency-Key"
_STILL = "The first request with this key is still worked on; try again in a moment."


@dataclass(frozen=True, slots=True)
class Once:
    """One key of one token, and the SHA-256 of the request that came with it."""

    token: int
    key: str
    request: bytes


async def taken(engine: AsyncEngine, token: str, key: str, request: bytes, now: int) -> tuple[Once, Reply | None]:
    """Take a key for a request, or tell what it was answered before.

    Raises Refused: 422 where the key belongs to another request, 409 where that one is not answered yet.
    """
    try:
        async with writing(engine) as connection:
            number = await replies.token_of(connection, digest(token))
            if number is None:
                raise Refused("Authorization", "This token is not known.", 401)
            once = Once(number, key, hashlib.sha256(request).digest())
            return once, await _begun(connection, once, now)
    except IntegrityError as error:  # another process was first, in the same instant
        raise Refused(FIELD, _STILL, 409) from error


async def _begun(connection: AsyncConnection, once: Once, now: int) -> Reply | None:
    await replies.drop_old(connection, once.token, now - HONOURED)
    earlier = await replies.reply(connection, once.token, once.key)
    if earlier is None:
        await replies.open_reply(connection, once.token, once.key, once.request, now)
        return None
    if earlier.request != once.request:
        raise Refused(FIELD, "This key came with another request before; use a new key for a new request.")
    if earlier.status:
        return earlier
    if now - earlier.created < WORKING:
        raise Refused(FIELD, _STILL, 409)
    said = "The first request with this key did not come to its end; look whether it was done, then use a new key."
    raise Refused(FIELD, said, 409)


async def done(engine: AsyncEngine, once: Once, status: int, body: str) -> None:
    """Note the answer for those who repeat the request."""
    async with writing(engine) as connection:
        await replies.close_reply(connection, once.token, once.key, status, body)


async def not_done(engine: AsyncEngine, once: Once) -> None:
    """The request was refused and changed nothing: its key is free again."""
    async with writing(engine) as connection:
        await replies.drop_reply(connection, once.token, once.key)
