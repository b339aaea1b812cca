"""New recovery codes in place of the old ones: asks for the passphrase and a code."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import authenticator
from bot.actions.audit import noted
from bot.actions.proof import Attempt, proven
from bot.actions.token import Dice
from storage import staff as stored


async def renew_recovery(engine: AsyncEngine, secret: bytes, attempt: Attempt, now: int, dice: Dice) -> Sequence[str]:
    """New recovery codes, to be shown once; those before work no more. Raises Refused."""
    codes = authenticator.recovery_codes(dice)
    async with proven(engine, secret, attempt, now) as her:
        await stored.change_member(her.connection, her.member.id, recovery=authenticator.recovery_to(codes))
        await noted(her.connection, her.member, "renew recovery codes", her.member.login, now)
    return codes
