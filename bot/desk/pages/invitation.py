"""Taking an invitation up: a passphrase, an authenticator, and recovery codes that are shown once."""

import segno
from aiohttp import web
from markupsafe import Markup

from bot.actions import authenticator
from bot.actions.invite import accept, invited
from bot.actions.passphrase import SHORTEST
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.model.staff import Refused


async def _show(visit: Visit) -> web.StreamResponse:
    return await _form(visit, None)


async def _form(visit: Visit, error: Refused | None) -> web.Response:
    token = visit.at["word"]
    found = await invited(visit.rooms.engine, token, visit.now)
    secret = authenticator.secret_of_invitation(visit.rooms.secret, token)
    address = authenticator.address(secret, found.login, visit.rooms.site)
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=3, light="#fff", dark="#000", omitsize=False)
    return visit.page(
        "invitation.html",
        status=error.status if error else 200,
        faults={error.field: [visit.tell(error)]} if error and error.field else {},
        told=visit.tell(error) if error and not error.field else "",
        invitation=found,
        picture=Markup(drawn),  # noqa: S704  # drawn by segno: a path of numbers, no text
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        shortest=SHORTEST,
        passphrase=visit.form.one("passphrase"),
    )


async def _accept(visit: Visit) -> web.StreamResponse:
    rooms, form = visit.rooms, visit.form
    if visit.stale:
        return await _form(visit, Refused("", "This page was open for too long; send it once more.", 403))
    try:
        joined = await accept(
            rooms.engine,
            rooms.secret,
            visit.at["word"],
            form.one("passphrase"),
            form.one("code"),
            visit.language.code,
            visit.now,
            rooms.dice,
        )
    except Refused as error:
        if not error.field:
            raise
        return await _form(visit, error)
    return visit.page("joined.html", login=joined.member.login, recovery=joined.recovery)


ROUTES = (
    Route("GET", "/invitation/{word}", _show, open=True),
    Route("POST", "/invitation/{word}", _accept, open=True, keeps=True),
)
