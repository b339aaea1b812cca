"""How far the bulletins of one's organisation came."""

from aiohttp import web

from bot.actions.charts import reach_of
from bot.desk.figures import drawn, picture
from bot.desk.route import Route
from bot.desk.visit import ROOT, Visit
from bot.monitoring.chart import Chart, Material
from bot.monitoring.charts import reach


async def _chart_of(visit: Visit) -> Chart | None:
    found = await reach_of(visit.rooms.engine, visit.member)
    return reach.chart(Material(language=visit.language, library=visit.rooms.answers().library, reach=found))


async def _show(visit: Visit) -> web.StreamResponse:
    chart = await _chart_of(visit)
    return visit.page("reach.html", chart=drawn(visit.language, chart) if chart else None, here=f"{ROOT}/reach")


async def _picture(visit: Visit) -> web.StreamResponse:
    return await picture(visit, await _chart_of(visit), visit.at["file"].rpartition(".")[2], "fairpassage-reach")


ROUTES = (Route("GET", "/reach", _show), Route("GET", "/reach/charts/{file}", _picture))
