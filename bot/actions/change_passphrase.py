"""Change one's passphrase: asks for the old one and a code, and ends every other session."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.passphrase import check, hashed
from bot.actions.proof import Attempt, proven
from bot.actions.token import digest
from bot.model.staff import Refused
from storage import links, sessions
from storage import staff as stored


async def change_passphrase(
    engine: AsyncEngine, secret: bytes, attempt: Attempt, wanted: str, token: str, now: int
) -> int:
    """Take another passphrase; tells how many other sessions were ended. `token` is that of this session.

    Raises Refused. Codes for linking a chat end too: whoever knew the old passphrase may have made one.
    """
    check(wanted, attempt.login)
    if wanted == attempt.passphrase:
        raise Refused("passphrase", "This is the passphrase that you have; choose another one.")
    made = await hashed(wanted)
    async with proven(engine, secret, attempt, now) as her:
        await stored.change_member(her.connection, her.member.id, passphrase=made)
        ended = await sessions.remove_sessions(her.connection, her.member.id, but=digest(token))
        await links.remove_links(her.connection, her.member.id)
        await noted(her.connection, her.member, "change passphrase", her.member.login, now, sessions=ended)
    return ended
