"""Sending a release to a DHIS2: a dry run is shown first, and only what was shown can be sent; for administrators."""

import hashlib
import hmac

from aiohttp import web

from bot.actions.push import Summary
from bot.actions.push_release import push_release
from bot.actions.releases import list_releases, release
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.model.message import sayable
from bot.model.release import Header
from bot.model.staff import Refused, StaffRole
from bot.monitoring.explained import release_name
from bot.monitoring.publication import Publication, publication

ONLY = sayable("Only administrators send releases.")
TRY, SEND = "try", "send"


async def _show(visit: Visit) -> web.StreamResponse:
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    return await _page(visit, visit.asked("release"))


async def _page(
    visit: Visit, chosen: str, error: Refused | None = None, summary: Summary | None = None, shown: str = ""
) -> web.Response:
    found, language = await list_releases(visit.rooms.engine), visit.language
    names = {_value(one): release_name(language, one) for one in found}
    return visit.page(
        "push.html",
        status=error.status if error else 200,
        faults={error.field: [visit.tell(error)]} if error and error.field else {},
        told=visit.tell(error) if error and not error.field else "",
        releases=names,
        chosen=chosen if chosen in names else next(iter(names), ""),
        address=visit.form.one("address"),
        summary=summary,
        shown=shown,
    )


def _value(one: Header) -> str:
    return f"{one.group}/{one.period}"


async def _post(visit: Visit) -> web.StreamResponse:
    """Try it, and show what would happen; or send what was tried."""
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    form, chosen = visit.form, visit.form.one("release")
    address, sending = form.one("address").strip(), form.one("deed") == SEND
    try:
        told = await _told(visit, chosen)
        seal = _seal(visit, told, address)
        if sending and not hmac.compare_digest(form.one("shown").encode(), seal.encode()):
            raise Refused("", "Try this release at this address first, and look at what would happen.", 409)
        target = visit.rooms.dhis2(address, form.one("token").strip())
        summary = await push_release(
            visit.rooms.engine, visit.member, target, address, told, visit.now, dry=not sending
        )
    except Refused as error:
        return await _page(visit, chosen, error)
    return await _page(visit, chosen, summary=summary, shown=seal if summary.dry and summary.whole else "")


async def _told(visit: Visit, chosen: str) -> Publication:
    group, _, period = chosen.partition("/")
    found = await release(visit.rooms.engine, period, group)
    if found is None:
        raise Refused("release", "Choose one of the releases.")
    return publication(found, visit.language, visit.rooms.answers().library)


def _seal(visit: Visit, told: Publication, address: str) -> str:
    """What a page carries that showed a dry run: of this release, at this address, in this session."""
    shown = f"dry run\0{visit.word}\0{told.release.digest}\0{address}"
    return hmac.new(visit.rooms.secret, shown.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


ROUTES = (Route("GET", "/push", _show), Route("POST", "/push", _post))
