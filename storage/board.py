"""Queries for the board: what was released, with every wording that was."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import Bulletin, BulletinState, Wording
from storage.bulletins import bulletin_in_force, texts_from
from storage.tables import bulletins, organisations, versions


async def ended_since(connection: AsyncConnection, since: int, limit: int) -> Sequence[tuple[Bulletin, str]]:
    """Bulletins that ended after a moment, the last ones first, with their organisations' names."""
    found = await connection.execute(
        select(bulletins.c.id, organisations.c.name)
        .join(organisations, organisations.c.id == bulletins.c.organisation)
        .where(_over(), bulletins.c.show_until > since)
        .order_by(bulletins.c.show_until.desc())
        .limit(limit)
    )
    pairs = [(await bulletin_in_force(connection, number), union) for number, union in found.all()]
    return [(one, union) for one, union in pairs if one is not None]


async def codes_over(connection: AsyncConnection) -> frozenset[str]:
    """The codes of all bulletins that have ended."""
    return frozenset((await connection.execute(select(bulletins.c.code).where(_over()))).scalars())


def _over() -> Any:
    return bulletins.c.state == BulletinState.ENDED.value


async def approved_texts(
    connection: AsyncConnection, numbers: Sequence[int]
) -> Mapping[int, Sequence[tuple[int, int, Mapping[str, Wording]]]]:
    """The approved versions of bulletins in their order: the version, the moment of its approval, its texts."""
    found: dict[int, list[tuple[int, int, Mapping[str, Wording]]]] = {}
    for start in range(0, len(numbers), 200):
        rows = await connection.execute(
            select(versions.c.bulletin, versions.c.version, versions.c.approved, versions.c.texts)
            .where(versions.c.bulletin.in_(numbers[start : start + 200]), versions.c.approved.is_not(None))
            .order_by(versions.c.bulletin, versions.c.version)
        )
        for row in rows:
            found.setdefault(row.bulletin, []).append((row.version, row.approved, texts_from(row.texts)))
    return found


async def changed_at(connection: AsyncConnection, numbers: Sequence[int]) -> Mapping[int, int]:
    """When bulletins were last changed."""
    found: dict[int, int] = {}
    for start in range(0, len(numbers), 200):
        rows = await connection.execute(
            select(bulletins.c.id, bulletins.c.changed).where(bulletins.c.id.in_(numbers[start : start + 200]))
        )
        found |= {row.id: row.changed for row in rows}
    return found
