"""Tokens for a union's own programs: shown once, kept as a hash, bound to scopes, revoked at any time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.token import Dice, digest, new_token
from bot.model.message import sayable
from bot.model.staff import Door, Member, Refused, StaffRole
from storage import tokens as stored
from storage.database import writing
from storage.sets import as_text
from storage.tokens import Token

SCOPES = ("read", "write", "release", "figures")
"""What a token may be good for: to read, to write drafts, to release, stop and withdraw; to fetch released figures."""
PREFIX = "fp_"
"""How tokens begin, so that they are recognised where they do not belong."""
NAME = 80
"""Characters of a token's name."""
TOUCH = 60
"""Seconds after which it is noted that a token is in use: not with every request."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; `secret` is not kept."""

    id: int
    secret: str


async def make_token(
    engine: AsyncEngine, member: Member, name: str, scopes: Collection[str], now: int, dice: Dice
) -> NewToken:
    """Make a token that acts for the member; raises Refused."""
    _may(member)
    if not name.strip() or len(name) > NAME or not name.isprintable():
        raise Refused("name", sayable("Say in at most {most} characters what the token is for.", most=NAME))
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Refused("scopes", "Choose what the token may do.")
    secret = new_token(dice, PREFIX)
    async with writing(engine) as connection:
        number = await stored.insert_token(
            connection,
            {
                "organisation": member.organisation.id,
                "staff": member.id,
                "name": name.strip(),
                "hash": digest(secret),
                "scopes": as_text(scopes),
                "created": now,
            },
        )
        await noted(connection, member, "token", name.strip(), now, scopes=" ".join(sorted(scopes)))
    return NewToken(number, secret)


async def tokens_of(engine: AsyncEngine, member: Member) -> Sequence[Token]:
    """The tokens of the member's organisation; raises Refused where she may not see them."""
    _may(member)
    async with engine.connect() as connection:
        return await stored.tokens_of(connection, member.organisation.id)


async def revoke_token(engine: AsyncEngine, member: Member, number: int, now: int) -> None:
    """Take a token out of force at once; raises Refused."""
    _may(member)
    async with writing(engine) as connection:
        name = await stored.revoke(connection, member.organisation.id, number, now)
        if name is None:
            raise Refused("token", "There is no such token in force.", 404)
        await noted(connection, member, "revoke", name, now)


async def member_of_token(engine: AsyncEngine, secret: str, now: int) -> tuple[Member, frozenset[str]] | None:
    """Who acts with a token, through the API, and the scopes of it; None where it is not in force."""
    async with engine.connect() as connection:
        token = await stored.token(connection, digest(secret))
    if token is None:
        return None
    if token.used is None or now - token.used >= TOUCH:
        async with writing(engine) as connection:
            await stored.used(connection, token.id, now)
    return replace(token.member, door=Door.API), frozenset(token.scopes)


def _may(member: Member) -> None:
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators make and see tokens.", 403)
