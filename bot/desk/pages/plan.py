"""The plan of tables: what is counted, broken down by what, and what it spends of a person's privacy."""

from functools import partial

from aiohttp import web

from bot.desk.figures import decimal
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.model.staff import StaffRole
from bot.monitoring.explained import group_name
from bot.monitoring.labels import dimensions
from bot.monitoring.periods import Kind
from bot.monitoring.plan import CEILING, FORBIDDEN, in_a_quarter


async def _show(visit: Visit) -> web.StreamResponse:
    visit.only(StaffRole.ADMINISTRATOR, "Only administrators see the plan of tables here.")
    plan, language = visit.rooms.plan(), visit.language
    headings = dimensions(language)
    return visit.page(
        "plan.html",
        plan=plan,
        groups=[(one, group_name(language, one.name)) for one in plan.groups],
        kinds={
            Kind.MONTH: visit.say("month"),
            Kind.QUARTER: visit.say("quarter"),
            Kind.HALF_YEAR: visit.say("half-year"),
        },
        headings=headings,
        forbidden=[[headings[one] for one in sorted(never)] for never, _ in FORBIDDEN],
        ceiling=CEILING,
        spends=in_a_quarter(plan.groups),
        decimal=partial(decimal, language),
    )


ROUTES = (Route("GET", "/plan", _show),)
