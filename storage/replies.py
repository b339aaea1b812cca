"""Queries on what programs were answered under an Idempotency-Key."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import replies, tokens

_ROW = replies.c


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it was given; `status` is 0 while the request is worked on. `request` is its SHA-256."""

    request: bytes
    status: int
    body: str
    created: int


async def token_of(connection: AsyncConnection, digest: bytes) -> int | None:
    """The number of a token by its SHA-256."""
    found = await connection.execute(select(tokens.c.id).where(tokens.c.hash == digest))
    return found.scalar_one_or_none()


async def reply(connection: AsyncConnection, token: int, key: str) -> Reply | None:
    """What was answered under a key of a token, None where it is new."""
    row = (
        await connection.execute(
            select(_ROW.request, _ROW.status, _ROW.body, _ROW.created).where(_ROW.token == token, _ROW.key == key)
        )
    ).one_or_none()
    return Reply(bytes(row.request), row.status, row.body, row.created) if row else None


async def open_reply(connection: AsyncConnection, token: int, key: str, request: bytes, now: int) -> None:
    """Take a key for a request that is worked on from now on; raises IntegrityError where another took it."""
    await connection.execute(
        replies.insert().values(token=token, key=key, request=request, status=0, body="", created=now)
    )


async def close_reply(connection: AsyncConnection, token: int, key: str, status: int, body: str) -> None:
    """Note what was answered."""
    await connection.execute(
        update(replies).where(_ROW.token == token, _ROW.key == key).values(status=status, body=body)
    )


async def drop_reply(connection: AsyncConnection, token: int, key: str) -> None:
    """Give a key back: nothing was done under it."""
    await connection.execute(delete(replies).where(_ROW.token == token, _ROW.key == key))


async def drop_old(connection: AsyncConnection, token: int, before: int) -> None:
    """Forget a token's answers that are older than they are honoured."""
    await connection.execute(delete(replies).where(_ROW.token == token, _ROW.created < before))
