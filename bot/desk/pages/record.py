"""The record of who did what; for administrators."""

from aiohttp import web

from bot.actions.audit import PAGE, record_of
from bot.desk.form import whole_number
from bot.desk.recorded import recorded
from bot.desk.route import Route
from bot.desk.visit import Visit


async def _show(visit: Visit) -> web.StreamResponse:
    entries = await record_of(visit.rooms.engine, visit.member, whole_number(visit.asked("before")))
    more = entries[-1].id if len(entries) == PAGE else None
    return visit.page("record.html", entries=[recorded(visit.language, one) for one in entries], more=more)


ROUTES = (Route("GET", "/record", _show),)
