"""Sign in with login, passphrase, and the authenticator's code or a recovery code."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions import authenticator
from bot.actions.audit import noted
from bot.actions.invite import TOTP
from bot.actions.passphrase import NOBODYS, fits
from bot.actions.sealed import Seal
from bot.actions.sessions import ABSOLUTE, IDLE
from bot.actions.slow_down import count_attempt, guards, was_right
from bot.actions.token import Dice, digest, new_token
from bot.model.staff import Refused
from storage import sessions
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


async def sign_in(engine: AsyncEngine, secret: bytes, attempt: Attempt, now: int, dice: Dice) -> str:
    """Begin a session; tells its token. Raises Refused, with the same answer after the same work whatever was wrong."""
    login = attempt.login.strip().lower()[:120]
    watched = guards(secret, login, attempt.address)
    await count_attempt(engine, watched, now)
    async with engine.connect() as connection:
        known = await stored.credentials(connection, login)
    right = await fits(known.passphrase if known else NOBODYS, attempt.passphrase)
    totp = (Seal(secret, TOTP).open(known.totp) if known else None) or _NOBODYS_TOTP
    step = authenticator.step_of(totp, attempt.code, now)
    token = new_token(dice)
    async with writing(engine) as connection:
        if not (right and known and await _proven(connection, known, step, attempt.code)):
            raise Refused("", "Login, passphrase or code is wrong. A code works once; wait for the next one.", 401)
        await was_right(connection, watched, now)
        await sessions.remove_old(connection, now - ABSOLUTE, now - IDLE)
        await sessions.insert_session(connection, digest(token), known.member.id, new_token(dice), now)
        await noted(connection, known.member, "sign in", login, now, recovery=step is None)
    return token


async def _proven(connection: AsyncConnection, known: Credentials, step: int | None, code: str) -> bool:
    """Whether the code is one of the authenticator or a recovery code, not used before; it is used up."""
    if step is not None:
        return await stored.use_step(connection, known.member.id, step)
    return await stored.use_recovery(connection, known.member.id, authenticator.recovery_hash(code))
