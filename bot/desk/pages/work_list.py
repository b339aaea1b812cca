"""The editors' work list, by the figures of the last closed month; nothing of an open period stands here."""

from aiohttp import web

from bot.actions.not_found import missed
from bot.actions.releases import list_releases, release
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import overdue_reasons
from bot.library.stale import stale
from bot.model.staff import StaffRole
from bot.monitoring.explained import period_name
from bot.monitoring.labels import topic
from bot.monitoring.plan import Group
from bot.monitoring.work_list import work_list

SHOWN = 15
"""Lines of each part; the rest is told by `fairpassage check --stale` and `--translations`."""
STATEMENTS = 10
"""Statements of a page that are named."""


async def _show(visit: Visit) -> web.StreamResponse:
    visit.only(StaffRole.EDITOR, "Only editors and administrators see the work list.")
    rooms, language = visit.rooms, visit.language
    library = rooms.answers().library
    newest = next((one for one in await list_releases(rooms.engine) if one.group == Group.USAGE), None)
    found = await release(rooms.engine, newest.period, newest.group) if newest else None
    listed = work_list(found, library, stale(library, visit.day), await rooms.translations())
    topics = {
        *(one.topic for one in listed.overdue),
        *(one.topic for one in listed.unhelpful),
        *(one.topic for one in listed.untranslated),
    }
    return visit.page(
        "work_list.html",
        listed=listed,
        period=period_name(language, listed.period) if listed.period else "",
        topics={code: topic(language, library, code) for code in topics},
        searches=await missed(rooms.engine, visit.day),
        most=SHOWN,
        statements=STATEMENTS,
        why=overdue_reasons(language),
    )


ROUTES = (Route("GET", "/work-list", _show),)
