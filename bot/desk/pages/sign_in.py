"""Signing in and out."""

import logging
import re

from aiohttp import web

from bot.actions.proof import Attempt
from bot.actions.sessions import sign_out, sign_out_everywhere
from bot.actions.sign_in import sign_in
from bot.desk.cookies import SESSION, Cookies
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import done
from bot.model.staff import Refused

log = logging.getLogger(__name__)

_OURS = re.compile(r"/desk(/[a-z0-9-]+)*/?")


async def _show(visit: Visit) -> web.StreamResponse:
    if visit.session is not None:
        return visit.to("")
    return _form(visit, wanted=visit.asked("next"), notice=done(visit.language).get(visit.asked("done"), ""))


def _form(
    visit: Visit, *, wanted: str, login: str = "", error: Refused | None = None, notice: str = ""
) -> web.Response:
    return visit.page(
        "sign_in.html",
        status=error.status if error else 200,
        told=visit.tell(error) if error else "",
        login=login,
        next=wanted if _OURS.fullmatch(wanted) else "",
        notice=notice,
    )


async def _sign_in(visit: Visit) -> web.StreamResponse:
    form, rooms = visit.form, visit.rooms
    wanted = form.one("next")
    attempt = Attempt(form.one("login"), form.one("passphrase"), form.one("code"), visit.origin)
    if visit.stale:
        return _form(visit, wanted=wanted, login=attempt.login, error=_old())
    try:
        token = await sign_in(rooms.engine, rooms.secret, attempt, visit.now, rooms.dice)
    except Refused as error:
        log.warning("A sign-in at the desk was refused (%d).", error.status)
        return _form(visit, wanted=wanted, login=attempt.login, error=error)
    response = visit.to(wanted.removeprefix("/desk") if _OURS.fullmatch(wanted) else "")
    Cookies(rooms.site).give(response, SESSION, token)
    return response


def _old() -> Refused:
    return Refused("", "This page was open for too long; type it once more.", 403)


async def _sign_out(visit: Visit) -> web.StreamResponse:
    await sign_out(visit.rooms.engine, visit.member, visit.token, visit.now)
    return _left(visit, "out")


async def _sign_out_everywhere(visit: Visit) -> web.StreamResponse:
    await sign_out_everywhere(visit.rooms.engine, visit.member, visit.now)
    return _left(visit, "everywhere")


def _left(visit: Visit, how: str) -> web.StreamResponse:
    response = visit.to(f"/sign-in?done={how}")
    Cookies(visit.rooms.site).take(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


ROUTES = (
    Route("GET", "/sign-in", _show, open=True),
    Route("POST", "/sign-in", _sign_in, open=True, keeps=True),
    Route("POST", "/sign-out", _sign_out),
    Route("POST", "/sign-out-everywhere", _sign_out_everywhere),
)
