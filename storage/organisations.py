"""Queries on organisations and the bounds of what their staff may send."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.staff import Organisation
from storage.schema.base import inserted
from storage.sets import as_set
from storage.tables import organisations

COLUMNS = (
    organisations.c.id.label("organisation_id"),
    organisations.c.slug,
    organisations.c.name.label("organisation_name"),
    organisations.c.countries,
    organisations.c.languages,
    organisations.c.topics,
)
"""What `read` needs of a row, by names that no other table has."""


def read(row: Any) -> Organisation:
    """A row with COLUMNS as an organisation."""
    return Organisation(
        id=row.organisation_id,
        slug=row.slug,
        name=row.organisation_name,
        countries=as_set(row.countries),
        languages=as_set(row.languages),
        topics=as_set(row.topics),
    )


async def organisation(connection: AsyncConnection, slug: str) -> Organisation | None:
    """An organisation by its short name."""
    row = (await connection.execute(select(*COLUMNS).where(organisations.c.slug == slug))).one_or_none()
    return read(row) if row else None


async def all_organisations(connection: AsyncConnection) -> Sequence[Organisation]:
    """Every organisation by its short name."""
    return [read(row) for row in await connection.execute(select(*COLUMNS).order_by(organisations.c.slug))]


async def insert_organisation(connection: AsyncConnection, values: Mapping[str, str]) -> int:
    """A new organisation; tells its id."""
    done = await connection.execute(organisations.insert().values(**values))
    return inserted(done.inserted_primary_key)
