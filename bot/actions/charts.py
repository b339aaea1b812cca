"""The charts of a release, and of the bulletins of an organisation, as values."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.export import found_release
from bot.actions.look import books, bulletins_of
from bot.actions.releases import list_releases, release
from bot.language.language import Language
from bot.library.library import Library
from bot.model.bulletin import BulletinState, DeliveryState
from bot.model.release import Header, Release
from bot.model.staff import Member
from bot.monitoring.chart import Chart, Material, Reach
from bot.monitoring.charts.trend import LINES
from bot.monitoring.charts_found import charts_of

BACK = 20
"""Periods that a trend goes back: five years of quarters."""
BULLETINS = 20
"""Bulletins whose reach is shown: the newest."""


class Charts:
    """Makes the charts of releases; of earlier releases it keeps in memory what a trend is drawn of."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._lines: dict[str, Release] = {}

    async def of_release(
        self, library: Library, language: Language, period: str, group: str = ""
    ) -> Mapping[str, Chart]:
        """Every chart of a release by its kind; raises NoExport where there is no such release."""
        found = await found_release(self._engine, period, group)
        headers = [one for one in await list_releases(self._engine) if one.group == found.group]
        earlier = sorted((one for one in headers if one.closed < found.closed), key=lambda one: one.closed)
        before = [line for one in earlier[-BACK + 1 :] if (line := await self._line(one)) is not None]
        material = Material(language=language, library=library, releases=(*before, found))
        return await asyncio.to_thread(charts_of, material)

    async def _line(self, header: Header) -> Release | None:
        """A release with nothing but the tables of a trend."""
        if (kept := self._lines.get(header.digest)) is None:
            whole = await release(self._engine, header.period, header.group)
            if whole is None:
                return None
            lines = tuple(one for one in whole.tables if one.name in LINES)
            kept = self._lines[header.digest] = replace(whole, tables=lines)
        return kept


async def reach_of(engine: AsyncEngine, member: Member) -> tuple[Reach, ...]:
    """How far the newest bulletins of the member's organisation came; a copy that was taken back had come."""
    sent = (BulletinState.RELEASED, BulletinState.ENDED, BulletinState.WITHDRAWN)
    found = []
    for one in await bulletins_of(engine, member, states=sent, limit=BULLETINS):
        told, _ = await books(engine, member, one.id)
        reached = sum(told.states.get(state, 0) for state in (DeliveryState.DELIVERED, DeliveryState.WITHDRAWN))
        found.append(Reach(code=one.code, title=one.title, people=told.people, reached=reached))
    return tuple(found)
