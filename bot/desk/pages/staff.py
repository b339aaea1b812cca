"""The staff of an organisation: who they are, inviting and disabling them; for administrators."""

from aiohttp import web

from bot.actions.invite import invite
from bot.actions.staff import colleagues, disable
from bot.desk.route import Route
from bot.desk.visit import ROOT, Visit
from bot.desk.words import done, roles
from bot.model.staff import Refused, StaffRole


async def _show(visit: Visit) -> web.StreamResponse:
    return await _page(visit)


async def _page(visit: Visit, error: Refused | None = None, invitation: str = "") -> web.Response:
    return visit.page(
        "staff.html",
        status=error.status if error else 200,
        faults={error.field: [visit.tell(error)]} if error and error.field else {},
        told=visit.tell(error) if error and not error.field else "",
        notice=done(visit.language).get(visit.asked("done"), ""),
        people=await colleagues(visit.rooms.engine, visit.member),
        roles=roles(visit.language),
        typed={name: visit.form.one(name) for name in ("login", "name", "role")},
        invitation=invitation,
    )


async def _invite(visit: Visit) -> web.StreamResponse:
    rooms, form = visit.rooms, visit.form
    try:
        if form.one("role") not in list(StaffRole):
            raise Refused("role", "Choose a role.")
        role = StaffRole(form.one("role"))
        token = await invite(
            rooms.engine, visit.member, form.one("login"), form.one("name"), role, visit.now, rooms.dice
        )
    except Refused as error:
        return await _page(visit, error)
    return await _page(visit, invitation=f"{rooms.site}{ROOT}/invitation/{token}")


async def _disable(visit: Visit) -> web.StreamResponse:
    try:
        await disable(visit.rooms.engine, visit.member, visit.form.one("who"), visit.now)
    except Refused as error:
        return await _page(visit, Refused("", error.sentence, error.status))
    return visit.to("/staff?done=disabled")


ROUTES = (
    Route("GET", "/staff", _show),
    Route("POST", "/staff", _invite),
    Route("POST", "/staff/disable", _disable),
)
