"""Queries on subscriptions: who would get a bulletin, and where a copy goes at the moment of sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import Audience
from storage.tables import subscriptions

_ALL = ","
GROUP = "group"
"""The kind of a subscription that a union's group has."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscriber at the moment of sending; `address` is still sealed."""

    visitor: bytes
    address: bytes
    kind: str
    language: str
    rhythm: str
    zone: str
    home: str


def wanting(audience: Audience, organisation: int) -> ColumnElement[bool]:
    """The subscriptions that an audience of an organisation means; groups only those of the organisation itself."""
    row = subscriptions.c
    conditions: list[ColumnElement[bool]] = [or_(row.kind == "person", row.organisation == organisation)]
    if audience.languages:
        conditions.append(row.language.in_(audience.languages))
    if audience.homes:
        conditions.append(or_(row.home == "", row.home.in_(audience.homes)))
    if audience.occupations:
        conditions.append(or_(row.occupation == "", row.occupation.in_(audience.occupations)))
    for column, values in ((row.destinations, audience.destinations), (row.topics, audience.topics)):
        if values:
            conditions.append(
                or_(column == _ALL, *(column.contains(f",{value},", autoescape=True) for value in values))
            )
    return and_(true(), *conditions)


async def readers_by_language(connection: AsyncConnection, audience: Audience, organisation: int) -> Mapping[str, int]:
    """How many subscribers of each language an audience means."""
    counted = await connection.execute(
        select(subscriptions.c.language, func.count())
        .where(wanting(audience, organisation))
        .group_by(subscriptions.c.language)
    )
    return {row[0]: row[1] for row in counted}


async def readers(connection: AsyncConnection, visitors: Sequence[bytes]) -> Mapping[bytes, Reader]:
    """The subscribers among some visitors, as they stand now."""
    row = subscriptions.c
    found = await connection.execute(
        select(row.visitor, row.address, row.kind, row.language, row.rhythm, row.zone, row.home).where(
            row.visitor.in_(visitors)
        )
    )
    return {one.visitor: Reader(*one) for one in found}


async def move(connection: AsyncConnection, visitor: bytes, to: bytes, address: bytes) -> bool:
    """A group got a new number and so a new key; False where that one has a subscription of its own."""
    taken = await connection.execute(select(subscriptions.c.id).where(subscriptions.c.visitor == to))
    if taken.scalar_one_or_none() is not None:
        return False
    await connection.execute(
        update(subscriptions).where(subscriptions.c.visitor == visitor).values(visitor=to, address=address)
    )
    return True


async def drop(connection: AsyncConnection, visitors: Sequence[bytes]) -> None:
    """Remove the subscriptions of visitors who blocked the bot or left."""
    if visitors:
        await connection.execute(delete(subscriptions).where(subscriptions.c.visitor.in_(visitors)))
