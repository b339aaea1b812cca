"""Queries on staff: who they are, how they prove it, their linked chats."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.staff import Member, StaffRole
from storage import organisations
from storage.schema.base import inserted
from storage.tables import organisations as organisation_table
from storage.tables import staff

MEMBER = (staff.c.id, staff.c.login, staff.c.name, staff.c.role, staff.c.language, *organisations.COLUMNS)
"""What `read` needs of a row."""
JOINED = staff.join(organisation_table, organisation_table.c.id == staff.c.organisation)
ACTIVE = staff.c.disabled.is_(False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A member with what she proves herself by; `totp` is sealed, `recovery` holds hashes of unused codes."""

    member: Member
    passphrase: str
    totp: bytes
    recovery: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A line of the list of staff."""

    member: Member
    disabled: bool
    linked: bool
    created: int


def read(row: Any) -> Member:
    """A row with MEMBER as a member."""
    return Member(
        id=row.id,
        organisation=organisations.read(row),
        login=row.login,
        name=row.name,
        role=StaffRole(row.role),
        language=row.language,
    )


async def _one(connection: AsyncConnection, which: ColumnElement[bool]) -> Member | None:
    row = (await connection.execute(select(*MEMBER).select_from(JOINED).where(which, ACTIVE))).one_or_none()
    return read(row) if row else None


async def member(connection: AsyncConnection, number: int) -> Member | None:
    """A member who is not disabled."""
    return await _one(connection, staff.c.id == number)


async def member_by_chat(connection: AsyncConnection, chat: bytes) -> Member | None:
    """The member who linked a chat, by the chat's key."""
    return await _one(connection, staff.c.chat == chat)


async def credentials(connection: AsyncConnection, login: str) -> Credentials | None:
    """What a member proves herself by; None where nobody who is not disabled has the login."""
    columns = (*MEMBER, staff.c.passphrase, staff.c.totp, staff.c.recovery)
    query = select(*columns).select_from(JOINED).where(staff.c.login == login, ACTIVE)
    row = (await connection.execute(query)).one_or_none()
    return Credentials(read(row), row.passphrase, row.totp, tuple(json.loads(row.recovery))) if row else None


async def login_is_taken(connection: AsyncConnection, login: str) -> bool:
    """Whether somebody has a login, disabled or not."""
    return (await connection.execute(select(staff.c.id).where(staff.c.login == login))).first() is not None


async def insert_member(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """A new member; tells her id."""
    done = await connection.execute(staff.insert().values(**values))
    return inserted(done.inserted_primary_key)


async def colleagues(connection: AsyncConnection, organisation: int | None = None) -> Sequence[Colleague]:
    """The staff of an organisation by name, or of all."""
    query = select(*MEMBER, staff.c.disabled, staff.c.chat, staff.c.created).select_from(JOINED)
    if organisation is not None:
        query = query.where(staff.c.organisation == organisation)
    found = await connection.execute(query.order_by(organisation_table.c.slug, staff.c.name, staff.c.id))
    return [Colleague(read(row), row.disabled, row.chat is not None, row.created) for row in found]


async def use_step(connection: AsyncConnection, number: int, step: int) -> bool:
    """Use up a time step of the authenticator; False where it, or a later one, was used before."""
    done = await connection.execute(
        update(staff).where(staff.c.id == number, staff.c.totp_step < step).values(totp_step=step)
    )
    return done.rowcount == 1


async def use_recovery(connection: AsyncConnection, number: int, code: str) -> bool:
    """Use up a recovery code, given by its hash; False where it is none, or was used before."""
    kept = await connection.execute(select(staff.c.recovery).where(staff.c.id == number).with_for_update())
    left = json.loads(kept.scalar_one())
    if code not in left:
        return False
    left.remove(code)
    await change_member(connection, number, recovery=json.dumps(left))
    return True


async def change_member(connection: AsyncConnection, number: int, **values: Any) -> None:
    """Change columns of a member."""
    await connection.execute(update(staff).where(staff.c.id == number).values(**values))


async def chat_address(connection: AsyncConnection, number: int) -> bytes | None:
    """The sealed address of a member's linked chat, None where none is linked."""
    found = await connection.execute(select(staff.c.chat_address).where(staff.c.id == number, ACTIVE))
    return found.scalar_one_or_none()


async def unlink_others(connection: AsyncConnection, chat: bytes, number: int) -> None:
    """Take a chat away from everybody but one member: a chat belongs to one person."""
    await connection.execute(
        update(staff).where(staff.c.chat == chat, staff.c.id != number).values(chat=None, chat_address=None)
    )
