"""Tokens for the organisation's own programs; for administrators."""

from aiohttp import web

from bot.actions.tokens import make_token, revoke_token, tokens_of
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import done, scopes
from bot.model.staff import Refused


async def _show(visit: Visit) -> web.StreamResponse:
    return await _page(visit)


async def _page(visit: Visit, error: Refused | None = None, secret: str = "") -> web.Response:
    return visit.page(
        "tokens.html",
        status=error.status if error else 200,
        faults={error.field: [visit.tell(error)]} if error and error.field else {},
        told=visit.tell(error) if error and not error.field else "",
        notice=done(visit.language).get(visit.asked("done"), ""),
        tokens=await tokens_of(visit.rooms.engine, visit.member),
        scopes=scopes(visit.language),
        typed={"name": visit.form.one("name"), "scopes": visit.form.all("scopes")},
        secret=secret,
    )


async def _make(visit: Visit) -> web.StreamResponse:
    rooms, form = visit.rooms, visit.form
    try:
        made = await make_token(rooms.engine, visit.member, form.one("name"), form.all("scopes"), visit.now, rooms.dice)
    except Refused as error:
        return await _page(visit, error)
    return await _page(visit, secret=made.secret)


async def _revoke(visit: Visit) -> web.StreamResponse:
    try:
        await revoke_token(visit.rooms.engine, visit.member, visit.number, visit.now)
    except Refused as error:
        return await _page(visit, Refused("", error.sentence, error.status))
    return visit.to("/tokens?done=revoked")


ROUTES = (
    Route("GET", "/tokens", _show),
    Route("POST", "/tokens", _make),
    Route("POST", "/tokens/{number}/revoke", _revoke),
)
