"""How a member signs in: another passphrase, and new recovery codes."""

from aiohttp import web

from bot.actions.change_passphrase import change_passphrase
from bot.actions.passphrase import SHORTEST
from bot.actions.proof import Attempt
from bot.actions.renew_recovery import renew_recovery
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import done
from bot.model.staff import Refused


async def _show(visit: Visit) -> web.StreamResponse:
    return _page(visit)


def _page(visit: Visit, error: Refused | None = None) -> web.Response:
    return visit.page(
        "security.html",
        status=error.status if error else 200,
        faults={error.field: [visit.tell(error)]} if error and error.field else {},
        told=visit.tell(error) if error and not error.field else "",
        notice=done(visit.language).get(visit.asked("done"), ""),
        shortest=SHORTEST,
    )


def _attempt(visit: Visit, form: str) -> Attempt:
    """What she typed in one of the two forms."""
    typed = visit.form
    return Attempt(visit.member.login, typed.one(f"{form}.old"), typed.one(f"{form}.code"), visit.origin)


async def _change(visit: Visit) -> web.StreamResponse:
    rooms = visit.rooms
    try:
        await change_passphrase(
            rooms.engine,
            rooms.secret,
            _attempt(visit, "change"),
            visit.form.one("passphrase"),
            visit.token,
            visit.now,
        )
    except Refused as error:
        return _page(visit, error)
    return visit.to("/security?done=passphrase")


async def _renew(visit: Visit) -> web.StreamResponse:
    rooms = visit.rooms
    try:
        codes = await renew_recovery(rooms.engine, rooms.secret, _attempt(visit, "renew"), visit.now, rooms.dice)
    except Refused as error:
        return _page(visit, error)
    return visit.page("recovery.html", recovery=codes)


ROUTES = (
    Route("GET", "/security", _show),
    Route("POST", "/security/passphrase", _change),
    Route("POST", "/security/recovery", _renew),
)
