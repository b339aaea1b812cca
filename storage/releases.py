"""Queries on releases: added once, read for ever, changed never (the database refuses it by itself)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.release import Header
from storage.tables import releases

_ROW = releases.c
_HEADER = (
    _ROW.period,
    _ROW.group_name.label("group"),
    _ROW.closed,
    _ROW.made,
    _ROW.plan,
    _ROW.generations,
    _ROW.synthetic,
    _ROW.digest,
)


async def add(connection: AsyncConnection, header: Header, body: bytes) -> None:
    """Freeze a release."""
    await connection.execute(
        releases.insert().values(
            group_name=header.group,
            period=header.period,
            closed=header.closed,
            made=header.made,
            plan=header.plan,
            generations=header.generations,
            synthetic=header.synthetic,
            digest=header.digest,
            body=body,
        )
    )


async def body_of(connection: AsyncConnection, group: str, period: str) -> bytes | None:
    """The frozen bytes, None where the period is not released."""
    found = await connection.execute(select(_ROW.body).where(_ROW.group_name == group, _ROW.period == period))
    kept = found.scalar_one_or_none()
    return None if kept is None else bytes(kept)


async def headers(connection: AsyncConnection) -> Sequence[Header]:
    """Every release, the newest first."""
    found = await connection.execute(select(*_HEADER).order_by(_ROW.closed.desc(), _ROW.group_name))
    return [Header(**row._mapping) for row in found]


async def synthetic(connection: AsyncConnection) -> bool:
    """Whether any release of this database says that no person of flesh stands behind it."""
    found = await connection.execute(select(_ROW.period).where(_ROW.synthetic.is_(True)).limit(1))
    return found.one_or_none() is not None
