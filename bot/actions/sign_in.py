"""Sign in with login, passphrase, and the authenticator's code or a recovery code."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.proof import Attempt, proven
from bot.actions.sessions import ABSOLUTE, IDLE
from bot.actions.token import Dice, digest, new_token
from storage import sessions


async def sign_in(engine: AsyncEngine, secret: bytes, attempt: Attempt, now: int, dice: Dice) -> str:
    """Begin a session; tells its token. Raises Refused."""
    token = new_token(dice)
    async with proven(engine, secret, attempt, now) as her:
        await sessions.remove_old(her.connection, now - ABSOLUTE, now - IDLE)
        await sessions.insert_session(her.connection, digest(token), her.member.id, new_token(dice), now)
        await noted(her.connection, her.member, "sign in", her.member.login, now, recovery=her.recovery)
    return token
