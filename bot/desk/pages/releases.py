"""The releases: every closed period with its tables, charts, what is withheld, and downloads; for administrators."""

from functools import partial

from aiohttp import web

from bot.actions.export import NoExport, export
from bot.actions.releases import list_releases, release
from bot.desk.closings import closings
from bot.desk.figures import decimal, drawn, picture, shown
from bot.desk.route import Route
from bot.desk.visit import ROOT, Visit
from bot.desk.words import formats
from bot.model.release import Release
from bot.model.staff import Refused, StaffRole
from bot.model.trouble import Trouble
from bot.monitoring.explained import group_name, period_name
from bot.monitoring.formats_found import formats as all_formats
from bot.monitoring.periods import bounds
from bot.monitoring.publication import Publication, publication

ONLY = "Only administrators see the releases here; the public pages have their figures."


async def _list(visit: Visit) -> web.StreamResponse:
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    found, language = await list_releases(visit.rooms.engine), visit.language
    groups = dict.fromkeys([*(str(one.name) for one in visit.rooms.plan().groups), *(one.group for one in found)])
    return visit.page(
        "releases.html",
        closings=list(closings(visit)),
        groups=[(one, group_name(language, one), [each for each in found if each.group == one]) for one in groups],
        periods={one.period: period_name(language, one.period) for one in found},
    )


async def _release_of(visit: Visit) -> Release:
    """The release that the address names; raises Refused where there is none, or who asks may not see it here."""
    visit.only(StaffRole.ADMINISTRATOR, ONLY)
    found = await release(visit.rooms.engine, visit.at["period"], visit.at["group"])
    if found is None:
        raise Refused("", "There is no such release.", 404)
    return found


def _published(visit: Visit, found: Release) -> Publication:
    return publication(found, visit.language, visit.rooms.answers().library)


async def _show(visit: Visit) -> web.StreamResponse:
    found = await _release_of(visit)
    written, rooms = _published(visit, found), visit.rooms
    charts = await rooms.charts.of_release(rooms.answers().library, visit.language, found.period, found.group)
    first, after = bounds(found.period)
    return visit.page(
        "release.html",
        publication=written,
        first=first.isoformat(),
        after=after.isoformat(),
        formats={name: formats(visit.language).get(name, name) for name in all_formats()},
        charts=[drawn(visit.language, one) for one in charts.values()],
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


async def _file(visit: Visit) -> web.StreamResponse:
    """A download; the same figures as through every other door."""
    found, answers = await _release_of(visit), visit.rooms.answers()
    try:
        file = await export(
            visit.rooms.engine,
            answers.library,
            answers.languages,
            found.period,
            visit.at["format"],
            found.group,
            visit.language.code,
        )
    except NoExport as error:
        raise Refused("", str(error), 404) from error
    except Trouble as error:
        raise Refused("", str(error), 409) from error
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Content-Type": file.media}
    return web.Response(body=file.body, headers=headers)


async def _chart(visit: Visit) -> web.StreamResponse:
    """A chart as SVG or PNG."""
    found, rooms = await _release_of(visit), visit.rooms
    kind, _, form = visit.at["file"].rpartition(".")
    charts = await rooms.charts.of_release(rooms.answers().library, visit.language, found.period, found.group)
    name = f"fairpassage-{found.group}-{found.period}-{kind}".lower()
    return await picture(visit, charts.get(kind), form, name)


ROUTES = (
    Route("GET", "/releases", _list),
    Route("GET", "/releases/{period}/{group}", _show),
    Route("GET", "/releases/{period}/{group}/tables/{table}", _table),
    Route("GET", "/releases/{period}/{group}/files/{format}", _file),
    Route("GET", "/releases/{period}/{group}/charts/{file}", _chart),
)
