"""Queries on open invitations."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.staff import Organisation, StaffRole
from storage import organisations
from storage.tables import invitations
from storage.tables import organisations as organisation_table


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who may join: with this login and role, until it expires."""

    organisation: Organisation
    login: str
    name: str
    role: StaffRole
    expires: int


async def insert_invitation(connection: AsyncConnection, token: bytes, invitation: Invitation) -> None:
    """A new invitation, in place of an earlier one of the same login and organisation."""
    organisation = invitation.organisation.id
    await connection.execute(
        delete(invitations).where(invitations.c.login == invitation.login, invitations.c.organisation == organisation)
    )
    await connection.execute(
        invitations.insert().values(
            token=token,
            organisation=organisation,
            login=invitation.login,
            name=invitation.name,
            role=invitation.role.value,
            expires=invitation.expires,
        )
    )


async def invitation(connection: AsyncConnection, token: bytes, now: int) -> Invitation | None:
    """An open invitation by the hash of its token."""
    query = (
        select(
            *organisations.COLUMNS, invitations.c.login, invitations.c.name, invitations.c.role, invitations.c.expires
        )
        .join(organisation_table, organisation_table.c.id == invitations.c.organisation)
        .where(invitations.c.token == token, invitations.c.expires > now)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Invitation(organisations.read(row), row.login, row.name, StaffRole(row.role), row.expires)


async def use_invitation(connection: AsyncConnection, token: bytes) -> bool:
    """Remove an invitation; False where somebody else used it meanwhile."""
    done = await connection.execute(delete(invitations).where(invitations.c.token == token))
    return done.rowcount == 1


async def remove_expired(connection: AsyncConnection, now: int) -> None:
    """Remove the invitations that nobody took up in time."""
    await connection.execute(delete(invitations).where(invitations.c.expires <= now))
