"""Queries on the tokens of unions' programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.staff import Member
from storage import staff as people
from storage.schema.base import inserted
from storage.sets import as_set
from storage.tables import staff, tokens


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed; its secret is not kept."""

    id: int
    member: Member
    name: str
    scopes: tuple[str, ...]
    created: int
    used: int | None
    revoked: int | None


_COLUMNS = (
    *people.MEMBER,
    tokens.c.id.label("token_id"),
    tokens.c.name.label("token_name"),
    tokens.c.scopes,
    tokens.c.created.label("made"),
    tokens.c.used,
    tokens.c.revoked,
)
_JOINED = people.JOINED.join(tokens, tokens.c.staff == staff.c.id)


def _read(row: Any) -> Token:
    scopes = as_set(row.scopes)
    return Token(row.token_id, people.read(row), row.token_name, scopes, row.made, row.used, row.revoked)


async def insert_token(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """A new token; tells its id."""
    done = await connection.execute(tokens.insert().values(**values))
    return inserted(done.inserted_primary_key)


async def token(connection: AsyncConnection, digest: bytes) -> Token | None:
    """A token in force, by its hash, of a member who is not disabled."""
    query = (
        select(*_COLUMNS).select_from(_JOINED).where(tokens.c.hash == digest, tokens.c.revoked.is_(None), people.ACTIVE)
    )
    row = (await connection.execute(query)).one_or_none()
    return _read(row) if row else None


async def tokens_of(connection: AsyncConnection, organisation: int) -> Sequence[Token]:
    """An organisation's tokens, the newest first."""
    query = select(*_COLUMNS).select_from(_JOINED).where(tokens.c.organisation == organisation)
    return [_read(row) for row in await connection.execute(query.order_by(tokens.c.id.desc()))]


async def used(connection: AsyncConnection, number: int, now: int) -> None:
    """Note that a token is in use."""
    await connection.execute(update(tokens).where(tokens.c.id == number).values(used=now))


async def revoke(connection: AsyncConnection, organisation: int, number: int, now: int) -> str | None:
    """Take a token out of force; tells its name, None where there is none in force."""
    chosen = (tokens.c.id == number, tokens.c.organisation == organisation, tokens.c.revoked.is_(None))
    name = (await connection.execute(select(tokens.c.name).where(*chosen))).scalar_one_or_none()
    if name is not None:
        await connection.execute(update(tokens).where(*chosen).values(revoked=now))
    return name


async def revoke_all(connection: AsyncConnection, member: int, now: int) -> None:
    """Take every token of a member out of force."""
    await connection.execute(
        update(tokens).where(tokens.c.staff == member, tokens.c.revoked.is_(None)).values(revoked=now)
    )
