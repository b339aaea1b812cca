"""Queries on pictures and files of bulletins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.base import inserted
from storage.tables import attachments


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or PDF; `telegram` is Telegram's file_id once it was sent."""

    id: int
    organisation: int
    name: str
    media: str
    body: bytes
    telegram: str


async def keep(connection: AsyncConnection, organisation: int, name: str, media: str, body: bytes) -> int:
    """A new attachment; tells its id."""
    result = await connection.execute(
        attachments.insert().values(organisation=organisation, name=name, media=media, body=body)
    )
    return inserted(result.inserted_primary_key)


async def owner_of(connection: AsyncConnection, number: int) -> int | None:
    """The organisation of an attachment, None where there is none."""
    found = await connection.execute(select(attachments.c.organisation).where(attachments.c.id == number))
    return found.scalar_one_or_none()


async def media_of(connection: AsyncConnection, numbers: Sequence[int]) -> Mapping[int, str]:
    """The types of attachments."""
    found = await connection.execute(select(attachments.c.id, attachments.c.media).where(attachments.c.id.in_(numbers)))
    return {row.id: row.media for row in found}


async def attachment(connection: AsyncConnection, number: int) -> Attachment | None:
    """An attachment with its content."""
    row = (await connection.execute(select(attachments).where(attachments.c.id == number))).one_or_none()
    return Attachment(row.id, row.organisation, row.name, row.media, row.body, row.telegram) if row else None


async def sent_as(connection: AsyncConnection, number: int, file_id: str) -> None:
    """Remember Telegram's own number of a file, so that it is uploaded once."""
    await connection.execute(update(attachments).where(attachments.c.id == number).values(telegram=file_id))
