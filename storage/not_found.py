"""Queries on words that nothing was found for."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import insert_of
from storage.tables import not_found

Line = tuple[str, str, str, int]
"""Period, language, words, and the least number of people in the band."""


async def put(connection: AsyncConnection, period: str, found: Sequence[tuple[str, str, int]]) -> None:
    """Write words down, or raise their band; `found` has language, words and band."""
    insert = insert_of(connection, not_found)
    row = not_found.c
    higher = insert.on_conflict_do_update(
        index_elements=[row.period, row.language, row.words],
        set_={"band": insert.excluded.band},
        where=row.band < insert.excluded.band,
    )
    rows = [{"period": period, "language": one, "words": words, "band": band} for one, words, band in found]
    await connection.execute(higher, rows)


async def lines(connection: AsyncConnection) -> Sequence[Line]:
    """Everything, the latest and the most asked first."""
    row = not_found.c
    order = (row.period.desc(), row.band.desc(), row.language, row.words)
    found = await connection.execute(select(row.period, row.language, row.words, row.band).order_by(*order))
    return [(one.period, one.language, one.words, one.band) for one in found]


async def drop(connection: AsyncConnection, periods: Sequence[str]) -> int:
    """Remove the lines of some periods; tells how many there were."""
    if not periods:
        return 0
    return (await connection.execute(delete(not_found).where(not_found.c.period.in_(periods)))).rowcount
