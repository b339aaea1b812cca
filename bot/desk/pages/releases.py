"""The releases: every closed period with its tables, charts, what is withheld, and downloads; for administrators."""

from functools import partial

from aiohttp import web

from bot.actions.releases import list_releases, release
from bot.desk.closings import closings
from bot.desk.figures import decimal, shown
from bot.desk.route import Route
from bot.desk.visit import ROOT, Visit
from bot.model.release import Release
from bot.model.staff import Refused, StaffRole
from bot.monitoring.explained import group_name, period_name
from bot.monitoring.periods import bounds
from bot.monitoring.publication import Publication, publication

NOT_THERE = "There is no such release."


async def _list(visit: Visit) -> web.StreamResponse:
    _only_administrators(visit)
    found, language = await list_releases(visit.rooms.engine), visit.language
    groups = [*(one.name for one in visit.rooms.plan().groups), *(one.group for one in found)]
    return visit.page(
        "releases.html",
        closings=list(closings(visit)),
        groups=[
            (group, group_name(language, group), [one for one in found if one.group == group])
            for group in dict.fromkeys(map(str, groups))
        ],
        periods={one.period: period_name(language, one.period) for one in found},
    )


def _only_administrators(visit: Visit) -> None:
    visit.only(
        StaffRole.ADMINISTRATOR, "Only administrators see the releases here; the public pages have their figures."
    )


async def _release_of(visit: Visit) -> Release:
    """The release that the address names; raises Refused where there is none, or who asks may not see it here."""
    _only_administrators(visit)
    found = await release(visit.rooms.engine, visit.at["period"], visit.at["group"])
    if found is None:
        raise Refused("", NOT_THERE, 404)
    return found


def _published(visit: Visit, found: Release) -> Publication:
    return publication(found, visit.language, visit.rooms.answers().library)


async def _show(visit: Visit) -> web.StreamResponse:
    found = await _release_of(visit)
    written = _published(visit, found)
    first, after = bounds(found.period)
    return visit.page(
        "release.html",
        publication=written,
        first=first.isoformat(),
        after=after.isoformat(),
        formats=[],
        charts=[],
        tables=[shown(written, table) for table in found.tables],
        decimal=partial(decimal, visit.language),
        here=f"{ROOT}/releases/{found.period}/{found.group}",
    )


async def _table(visit: Visit) -> web.StreamResponse:
    found = await _release_of(visit)
    table = found.table(visit.at["table"])
    if table is None:
        raise Refused("", "This release has no such table.", 404)
    written = _published(visit, found)
    return visit.page("release_table.html", publication=written, shown=shown(written, table))


ROUTES = (
    Route("GET", "/releases", _list),
    Route("GET", "/releases/{period}/{group}", _show),
    Route("GET", "/releases/{period}/{group}/tables/{table}", _table),
)
