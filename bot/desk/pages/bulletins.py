"""The front page of the desk and the list of bulletins, by where they stand."""

from aiohttp import web

from bot.actions.look import bulletins_of
from bot.desk.form import whole_number
from bot.desk.overview import overview
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import done, states
from bot.model.bulletin import BulletinState
from bot.model.staff import StaffRole

PAGE = 20
"""Bulletins on one page."""


async def _front(visit: Visit) -> web.StreamResponse:
    rooms, member = visit.rooms, visit.member
    waiting = await bulletins_of(rooms.engine, member, states=[BulletinState.DRAFT], limit=5)
    going = await bulletins_of(rooms.engine, member, states=[BulletinState.SCHEDULED, BulletinState.RELEASED], limit=5)
    return visit.page(
        "front.html",
        waiting=waiting,
        going=going,
        states=states(visit.language),
        notice=done(visit.language).get(visit.asked("done"), ""),
        **(await overview(visit) if member.may(StaffRole.ADMINISTRATOR) else {}),
    )


async def _list(visit: Visit) -> web.StreamResponse:
    wanted = visit.asked("state")
    chosen = [BulletinState(wanted)] if wanted in list(BulletinState) else []
    found = await bulletins_of(
        visit.rooms.engine,
        visit.member,
        states=chosen,
        before=whole_number(visit.asked("before")),
        limit=PAGE + 1,
    )
    return visit.page(
        "bulletins.html",
        bulletins=found[:PAGE],
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        chosen=wanted if chosen else "",
        states=states(visit.language),
    )


ROUTES = (Route("GET", "", _front), Route("GET", "/bulletins", _list))
