"""Sending a release to a DHIS2: a dry run is shown first, and only what was shown can be sent; for administrators.

Both go on behind the request. The page of one shows how far it is, whichever process answers, and what became of it.
"""

from aiohttp import web

from bot.actions.push import Summary
from bot.actions.releases import list_releases, release
from bot.desk.form import whole_number
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.language.language import Language
from bot.model.message import sayable
from bot.model.push import Push, PushState
from bot.model.release import Header
from bot.model.staff import Refused, StaffRole
from bot.monitoring.explained import release_name
from bot.monitoring.publication import Publication, publication

ONLY = sayable("Only administrators send releases.")
SEND = "send"
REFRESH = 2
"""Seconds after which the page of one that goes on asks again."""
NONE = 0
"""The number of no push."""


async def _show(visit: Visit) -> web.StreamResponse:
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    return await _page(visit, visit.asked("release"), "")


async def _one(visit: Visit) -> web.StreamResponse:
    """How far one is, or what became of it, with the form to go on."""
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    one, outcome = await visit.rooms.pushes.one(visit.member, visit.number)
    error = outcome if isinstance(outcome, Refused) else None
    summary = outcome if isinstance(outcome, Summary) else None
    response = await _page(visit, f"{one.group}/{one.period}", one.address, error, one, summary)
    if one.state is PushState.GOING and visit.asked("live") == "yes":
        response.headers["Refresh"] = str(REFRESH)
    return response


async def _page(
    visit: Visit,
    chosen: str,
    address: str,
    error: Refused | None = None,
    one: Push | None = None,
    summary: Summary | None = None,
) -> web.Response:
    found, language = await list_releases(visit.rooms.engine), visit.language
    names = {_value(each): release_name(language, each) for each in found}
    return visit.page(
        "push.html",
        status=error.status if error and one is None else 200,
        faults={error.field: [visit.tell(error)]} if error and error.field else {},
        told=visit.tell(error) if error and not error.field else "",
        releases=names,
        chosen=chosen if chosen in names else next(iter(names), ""),
        address=address,
        one=one,
        live=visit.asked("live") == "yes",
        summary=summary,
        trouble=visit.tell(summary.trouble) if summary and summary.trouble else "",
        shown=one.id if one and summary and summary.dry and summary.whole else NONE,
        last=[(each, _said(language, each, what)) for each, what in await visit.rooms.pushes.last(visit.member)],
    )


def _said(language: Language, one: Push, outcome: Summary | Refused | None) -> str:
    """How one stands, in a word or two."""
    if one.state is PushState.GOING:
        return language.say("On its way")
    if not isinstance(outcome, Summary):
        return language.say("Failed")
    if outcome.dry:
        return language.say("Dry run: nothing was kept")
    return language.say("Sent") if outcome.whole else language.say("Not everything was taken")


def _value(one: Header) -> str:
    return f"{one.group}/{one.period}"


async def _post(visit: Visit) -> web.StreamResponse:
    """Begin to try it, or to send what was tried, and go on to the page that shows how far it is."""
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    form, chosen = visit.form, visit.form.one("release")
    shown = (whole_number(form.one("shown")) or NONE) if form.one("deed") == SEND else None
    try:
        told = await _told(visit, chosen)
        target = visit.rooms.dhis2(form.one("address").strip(), form.one("token").strip())
        number = await visit.rooms.pushes.begin(visit.member, target, told, shown=shown)
    except Refused as error:
        return await _page(visit, chosen, form.one("address"), error)
    return visit.to(f"/push/{number}?live=yes")


async def _told(visit: Visit, chosen: str) -> Publication:
    group, _, period = chosen.partition("/")
    found = await release(visit.rooms.engine, period, group)
    if found is None:
        raise Refused("release", "Choose one of the releases.")
    return publication(found, visit.language, visit.rooms.answers().library)


ROUTES = (Route("GET", "/push", _show), Route("POST", "/push", _post), Route("GET", "/push/{number}", _one))
