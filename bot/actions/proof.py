"""Prove who one is: passphrase, and a code of the authenticator or a recovery code, each good for once.

Whatever is wrong, the answer is the same after the same work, and further attempts have to wait.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions import authenticator
from bot.actions.invite import TOTP
from bot.actions.passphrase import NOBODYS, fits
from bot.actions.sealed import Seal
from bot.actions.slow_down import count_attempt, guards, was_right
from bot.model.staff import Member, Refused
from storage import staff as stored
from storage.database import writing
from storage.staff import Credentials

_NOBODYS_TOTP = "A" * 32


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and the network address that she came from."""

    login: str
    passphrase: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Proven:
    """Who has just proven who she is, whether by a recovery code, and the transaction in which that code is used up."""

    connection: AsyncConnection
    member: Member
    recovery: bool


@contextlib.asynccontextmanager
async def proven(engine: AsyncEngine, secret: bytes, attempt: Attempt, now: int) -> AsyncIterator[Proven]:
    """A transaction of somebody whose attempt was right; raises Refused. What fails in it gives her code back."""
    login = attempt.login.strip().lower()[:120]
    watched = guards(secret, login, attempt.address)
    await count_attempt(engine, watched, now)
    async with engine.connect() as connection:
        known = await stored.credentials(connection, login)
    right = await fits(known.passphrase if known else NOBODYS, attempt.passphrase)
    totp = (Seal(secret, TOTP).open(known.totp) if known else None) or _NOBODYS_TOTP
    step = authenticator.step_of(totp, attempt.code, now)
    async with writing(engine) as connection:
        if not (right and known and await _used_up(connection, known, step, attempt.code)):
            raise Refused("", "Login, passphrase or code is wrong. A code works once; wait for the next one.", 401)
        await was_right(connection, watched, now)
        yield Proven(connection, known.member, step is None)


async def _used_up(connection: AsyncConnection, known: Credentials, step: int | None, code: str) -> bool:
    """Whether the code is one of the authenticator or a recovery code, not used before; it is used up."""
    if step is not None:
        return await stored.use_step(connection, known.member.id, step)
    return await stored.use_recovery(connection, known.member.id, authenticator.recovery_hash(code))
