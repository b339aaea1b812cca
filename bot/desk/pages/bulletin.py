"""One bulletin: its preview, its coverage, and what can be done with it; its progress."""

from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from bot.actions import look
from bot.actions.attach import attachment_of
from bot.actions.release import release
from bot.actions.retry import retry_failed
from bot.actions.stop import resume, stop
from bot.actions.withdraw import withdraw
from bot.bulletins.told import in_their_own, total
from bot.desk.form import whole_number
from bot.desk.offers import audience_offers
from bot.desk.people import told, told_sum
from bot.desk.preview import previews
from bot.desk.progress import progress_of
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import audience_kinds, choices, done, outcomes, reasons, states
from bot.model.bulletin import Bulletin, BulletinState
from bot.model.staff import Refused

REFRESH = 5
"""Seconds after which the progress page asks again, where that is wished."""
OUT = (BulletinState.RELEASED, BulletinState.WITHDRAWN, BulletinState.ENDED)


async def _show(visit: Visit) -> web.StreamResponse:
    return await _page(visit)


async def _page(visit: Visit, error: Refused | None = None) -> web.Response:
    rooms, member, language = visit.rooms, visit.member, visit.language
    one = await look.bulletin_of(rooms.engine, member, visit.number)
    coverage = await look.coverage(rooms.engine, member, visit.number)
    return visit.page(
        "bulletin.html",
        status=error.status if error else 200,
        told=visit.tell(error) if error else "",
        notice=done(language).get(visit.asked("done"), ""),
        bulletin=one,
        state=states(language)[one.state],
        mine=one.author == member.id,
        out=one.state in OUT,
        correction=one.state is BulletinState.RELEASED and one.version > one.released_version,
        previews=list(previews(one, member.organisation.name, rooms.answers().languages, visit.now)),
        coverage=coverage,
        choices=choices(language),
        kinds=audience_kinds(language),
        offers=audience_offers(rooms, member.organisation, language),
        told_people=partial(told, language),
        everybody=told_sum(language, total(coverage)),
        in_their_own=told_sum(language, in_their_own(coverage)),
        attachment=await attachment_of(rooms.engine, member, one.attachment) if one.attachment else None,
    )


async def _progress(visit: Visit) -> web.StreamResponse:
    rooms, member = visit.rooms, visit.member
    one = await look.bulletin_of(rooms.engine, member, visit.number)
    books, versions = await look.books(rooms.engine, member, visit.number)
    live = visit.asked("live") == "yes"
    response = visit.page(
        "progress.html",
        bulletin=one,
        state=states(visit.language)[one.state],
        outcomes=outcomes(visit.language),
        why=reasons(visit.language),
        progress=progress_of(books, rooms.rate, visit.now),
        versions=sorted(versions.items()),
        live=live,
        notice=done(visit.language).get(visit.asked("done"), ""),
    )
    if live:
        response.headers["Refresh"] = str(REFRESH)
    return response


async def _release(visit: Visit) -> web.StreamResponse:
    version = whole_number(visit.form.one("version"))
    if version is None:
        raise Refused("version", "Look at the bulletin again and release it there.")
    before = await look.bulletin_of(visit.rooms.engine, visit.member, visit.number)
    try:
        kept = await release(visit.rooms.engine, visit.member, visit.number, version, visit.now)
    except Refused as error:
        return await _page(visit, error)
    if kept.state is BulletinState.SCHEDULED:
        return visit.to(f"/bulletins/{kept.id}?done=scheduled")
    how = "corrected" if before.state is BulletinState.RELEASED else "released"
    return visit.to(f"/bulletins/{kept.id}/progress?done={how}&live=yes")


Action = Callable[[Visit], Awaitable[object]]


def _doing(action: Action, how: str, then: str = "/progress") -> Callable[[Visit], Awaitable[web.StreamResponse]]:
    """A page that does something with a bulletin and goes on, or says on the bulletin's page why it is not done."""

    async def page(visit: Visit) -> web.StreamResponse:
        try:
            await action(visit)
        except Refused as error:
            return await _page(visit, error)
        return visit.to(f"/bulletins/{visit.number}{then}?done={how}")

    return page


async def _stop(visit: Visit) -> None:
    await stop(visit.rooms.engine, visit.member, visit.number, visit.now)


async def _resume(visit: Visit) -> None:
    await resume(visit.rooms.engine, visit.member, visit.number, visit.now)


async def _withdraw(visit: Visit) -> None:
    await withdraw(visit.rooms.engine, visit.member, visit.number, visit.now)


async def _retry(visit: Visit) -> None:
    await retry_failed(visit.rooms.engine, visit.member, visit.number, visit.now)


async def _test(visit: Visit) -> None:
    await visit.rooms.test_send(visit.member, visit.number)


async def _attachment(visit: Visit) -> web.StreamResponse:
    """The picture or file of a bulletin, to be looked at."""
    one: Bulletin = await look.bulletin_of(visit.rooms.engine, visit.member, visit.number)
    if one.attachment is None:
        raise Refused("attachment", "This bulletin has no picture or file.", 404)
    file = await attachment_of(visit.rooms.engine, visit.member, one.attachment)
    kind = "inline" if file.media.startswith("image/") else "attachment"
    return web.Response(body=file.body, content_type=file.media, headers={"Content-Disposition": kind})


ROUTES = (
    Route("GET", "/bulletins/{number}", _show),
    Route("GET", "/bulletins/{number}/progress", _progress),
    Route("GET", "/bulletins/{number}/file", _attachment),
    Route("POST", "/bulletins/{number}/release", _release),
    Route("POST", "/bulletins/{number}/stop", _doing(_stop, "stopped")),
    Route("POST", "/bulletins/{number}/resume", _doing(_resume, "resumed")),
    Route("POST", "/bulletins/{number}/withdraw", _doing(_withdraw, "withdrawn", "")),
    Route("POST", "/bulletins/{number}/retry", _doing(_retry, "retried")),
    Route("POST", "/bulletins/{number}/test", _doing(_test, "tested", "")),
)
