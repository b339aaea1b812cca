"""A member's own things: the language of her desk, her linked chat, her union's groups, where she is signed in."""

from aiohttp import web

from bot.actions.groups import groups_of, unlink_group
from bot.actions.links import CHAT, GROUP, chat_of, make_link, unlink_chat
from bot.actions.sessions import sessions_of
from bot.actions.staff import set_language
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import done, roles
from bot.model.staff import Refused


async def _show(visit: Visit) -> web.StreamResponse:
    return await _page(visit)


async def _page(visit: Visit, purpose: str = "", code: str = "") -> web.Response:
    rooms = visit.rooms
    return visit.page(
        "account.html",
        notice=done(visit.language).get(visit.asked("done"), ""),
        role=roles(visit.language)[visit.member.role],
        linked=await chat_of(rooms.engine, rooms.secret, visit.member) is not None,
        groups=await groups_of(rooms.engine, visit.member),
        browsers=await sessions_of(rooms.engine, visit.member, visit.now),
        purpose=purpose,
        code=code,
    )


async def _language(visit: Visit) -> web.StreamResponse:
    code = visit.form.one("language")
    if code not in visit.rooms.answers().languages:
        raise Refused("language", "Choose one of the languages of the list.")
    await set_language(visit.rooms.engine, visit.member, code)
    return visit.to("/account?done=language")


async def _link(visit: Visit) -> web.StreamResponse:
    purpose = GROUP if visit.form.one("purpose") == GROUP else CHAT
    code = await make_link(visit.rooms.engine, visit.member, purpose, visit.now, visit.rooms.dice)
    return await _page(visit, purpose, code)


async def _unlink(visit: Visit) -> web.StreamResponse:
    await unlink_chat(visit.rooms.engine, visit.member, visit.now)
    return visit.to("/account?done=unlinked")


async def _leave(visit: Visit) -> web.StreamResponse:
    await unlink_group(visit.rooms.engine, visit.member, visit.number, visit.now)
    return visit.to("/account?done=left")


ROUTES = (
    Route("GET", "/account", _show),
    Route("POST", "/account/language", _language),
    Route("POST", "/account/link", _link),
    Route("POST", "/account/unlink", _unlink),
    Route("POST", "/account/groups/{number}/unlink", _leave),
)
