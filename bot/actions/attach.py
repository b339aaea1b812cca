"""Attach a picture or PDF to a bulletin: its kind is told by its content, and what could carry more is taken out."""

import asyncio
import re
import unicodedata

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.staff import Member, Refused
from storage import attachments as stored
from storage.attachments import Attachment
from storage.database import writing

LARGEST = 5 * 1024 * 1024
"""Bytes."""
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""What is kept, and how its name ends."""


async def attach(engine: AsyncEngine, member: Member, name: str, body: bytes, *, now: int) -> int:
    """Keep a picture (re-encoded, without what its camera noted) or a PDF (that is only read); raises Refused."""
    from bot.actions.clean import cleaned  # its libraries are loaded when the first file comes

    media, clean = await asyncio.to_thread(cleaned, body)
    async with writing(engine) as connection:
        number = await stored.keep(connection, member.organisation.id, file_name(name, media), media, clean)
        await noted(connection, member, "attach", str(number), now, media=media, bytes=len(clean))
    return number


async def attachment_of(engine: AsyncEngine, member: Member, number: int) -> Attachment:
    """An attachment of the member's organisation; one of another is not there."""
    async with engine.connect() as connection:
        found = await stored.attachment(connection, number)
    if found is None or found.organisation != member.organisation.id:
        raise Refused("attachment", "This picture or file is not there; add it again.", 404)
    return found


async def attachment_shown(engine: AsyncEngine, number: int) -> Attachment | None:
    """An attachment for a page that shows it to everybody."""
    async with engine.connect() as connection:
        return await stored.attachment(connection, number)


def file_name(name: str, media: str) -> str:
    """A file name of harmless letters with the ending of what it is."""
    bare = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    bare = bare.rpartition(".")[0] or bare
    kept = "".join(letter if letter.isalnum() or letter in "-_ " else "_" for letter in bare).strip()[:80]
    return f"{kept or 'bulletin'}.{ENDINGS[media]}"
