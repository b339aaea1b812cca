"""Queries on releases that are on their way to a DHIS2."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Update, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.push import Push, PushState
from storage.leaders import SKEW
from storage.schema.base import inserted
from storage.tables import pushes

_ROW = pushes.c
_GOING = _ROW.state == PushState.GOING.value


async def open_push(connection: AsyncConnection, one: Push, until: int) -> Push:
    """Begin one, until a moment unless that is renewed; raises IntegrityError where the same is on its way already."""
    values = {name: getattr(one, name) for name in ("organisation", "staff", "period", "address", "dry", "begun")}
    made = await connection.execute(
        pushes.insert().values(**values, group_name=one.group, until=until, state=one.state.value, alone=True)
    )
    return replace(one, id=inserted(made.inserted_primary_key))


async def renew(connection: AsyncConnection, one: Push, until: int) -> bool:
    """Somebody still works on it, and has come so far; tells whether it is still hers."""
    kept = await connection.execute(_change(one).values(until=until))
    return kept.rowcount > 0


async def close_push(connection: AsyncConnection, one: Push) -> None:
    """Note what became of it; what has been noted stays."""
    await connection.execute(_change(one).values(state=one.state.value, outcome=one.outcome, alone=None))


def _change(one: Push) -> Update:
    far = {"asking": one.asking, "number": one.number, "whole": one.all}
    return update(pushes).where(_ROW.id == one.id, _GOING).values(far)


async def give_up(connection: AsyncConnection, now: int, lease: int) -> None:
    """Break off those on which nobody works any more. One that ends later than any can is of a clock gone back."""
    over = or_(_ROW.until <= now, _ROW.until > now + lease + SKEW)
    await connection.execute(update(pushes).where(_GOING, over).values(state=PushState.BROKEN.value, alone=None))


async def drop_old(connection: AsyncConnection, before: int) -> None:
    """Remove those that are over and have begun before a moment."""
    await connection.execute(delete(pushes).where(_ROW.begun < before, ~_GOING))


async def going(connection: AsyncConnection, group: str, period: str, address: str, now: int) -> Push | None:
    """The one that is on its way, None where none is."""
    same = (_ROW.group_name == group, _ROW.period == period, _ROW.address == address)
    row = (await connection.execute(select(pushes).where(_GOING, *same))).one_or_none()
    return _push(row, now) if row else None


async def push(connection: AsyncConnection, number: int, organisation: int, now: int) -> Push | None:
    """One of an organisation's, None where it has none of this number."""
    query = select(pushes).where(_ROW.id == number, _ROW.organisation == organisation)
    row = (await connection.execute(query)).one_or_none()
    return _push(row, now) if row else None


async def last(connection: AsyncConnection, organisation: int, limit: int, now: int) -> Sequence[Push]:
    """The last ones of an organisation, the newest first."""
    query = select(pushes).where(_ROW.organisation == organisation).order_by(_ROW.id.desc()).limit(limit)
    return [_push(row, now) for row in await connection.execute(query)]


def _push(row: Any, now: int) -> Push:
    alone = row.state == PushState.GOING.value and row.until <= now
    return Push(
        organisation=row.organisation,
        staff=row.staff,
        group=row.group_name,
        period=row.period,
        address=row.address,
        dry=row.dry,
        begun=row.begun,
        id=row.id,
        state=PushState.BROKEN if alone else PushState(row.state),
        asking=row.asking,
        number=row.number,
        all=row.whole,
        outcome=row.outcome,
    )
