"""Linking a chat to a member, and a group to an organisation, by a code that works once and for ten minutes."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.audit import noted
from bot.actions.sealed import Seal
from bot.actions.token import Dice, digest, new_code, typed
from bot.model.staff import Door, Member, Refused
from storage import links
from storage import staff as stored
from storage.database import writing
from storage.groups import keep_group

STANDS = 600
"""Seconds for which a code stands."""
LETTERS = 12
CHAT, GROUP = "chat", "group"


async def make_link(engine: AsyncEngine, member: Member, purpose: str, now: int, dice: Dice) -> str:
    """A code that the member sends from her chat (`CHAT`) or writes in her union's group (`GROUP`)."""
    code = new_code(dice, LETTERS)
    async with writing(engine) as connection:
        await links.insert_link(connection, digest(typed(code)), member.id, purpose, now, now + STANDS)
    return code


async def link_chat(engine: AsyncEngine, secret: bytes, code: str, visitor: bytes, address: str, now: int) -> Member:
    """Link the chat with this key and address to whoever made the code; raises Refused."""
    async with writing(engine) as connection:
        member = await _whose(connection, code, CHAT, now)
        await stored.unlink_others(connection, visitor, member.id)
        await stored.change_member(
            connection, member.id, chat=visitor, chat_address=Seal(secret, "address").seal(address)
        )
        await noted(connection, member, "link chat", member.login, now)
    return member


async def link_group(
    engine: AsyncEngine, secret: bytes, code: str, visitor: bytes, address: str, language: str, now: int
) -> Member:
    """Let the group with this key and address get the bulletins of the organisation of whoever made the code."""
    month = datetime.fromtimestamp(now, UTC).strftime("%Y-%m")
    async with writing(engine) as connection:
        member = await _whose(connection, code, GROUP, now)
        sealed = Seal(secret, "address").seal(address)
        await keep_group(connection, visitor, sealed, member.organisation.id, language, month)
        await noted(connection, member, "link group", member.organisation.slug, now)
    return member


async def _whose(connection: AsyncConnection, code: str, purpose: str, now: int) -> Member:
    number = await links.use_link(connection, digest(typed(code)), purpose, now)
    member = await stored.member(connection, number) if number is not None else None
    if member is None:
        raise Refused("code", "This code was used or is over; make a new one on the desk.", 404)
    return replace(member, door=Door.CHAT)


async def unlink_chat(engine: AsyncEngine, member: Member, now: int) -> None:
    """Take the chat off the member."""
    async with writing(engine) as connection:
        await stored.change_member(connection, member.id, chat=None, chat_address=None)
        await noted(connection, member, "unlink chat", member.login, now)


async def member_of_chat(engine: AsyncEngine, visitor: bytes) -> Member | None:
    """The member who linked a chat, acting through it; None where nobody did."""
    async with engine.connect() as connection:
        member = await stored.member_by_chat(connection, visitor)
    return replace(member, door=Door.CHAT) if member else None


async def chat_of(engine: AsyncEngine, secret: bytes, member: Member) -> str | None:
    """The address of a member's linked chat, to send her a test; None where none is linked."""
    async with engine.connect() as connection:
        sealed = await stored.chat_address(connection, member.id)
    return Seal(secret, "address").open(sealed) if sealed else None
