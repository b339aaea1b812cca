"""The front page of the desk, and the list of bulletins with its filters."""

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from bot.actions.look import authors_of, bulletins_of
from bot.bulletins.quiet import moment
from bot.desk.form import whole_number
from bot.desk.offers import audience_offers
from bot.desk.overview import overview
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.desk.words import done, states
from bot.model.bulletin import BulletinState, Sought
from bot.model.staff import StaffRole

PAGE = 20
"""Bulletins on one page."""
FILTERS = ("state", "language", "topic", "urgent", "words", "author", "from", "to")
LONGEST = 100
"""Characters of a filter that are read."""
DAY = 86_400


async def _front(visit: Visit) -> web.StreamResponse:
    rooms, member = visit.rooms, visit.member
    waiting = await bulletins_of(rooms.engine, member, Sought(states=(BulletinState.DRAFT,)), limit=5)
    out = Sought(states=(BulletinState.SCHEDULED, BulletinState.RELEASED))
    going = await bulletins_of(rooms.engine, member, out, limit=5)
    return visit.page(
        "front.html",
        waiting=waiting,
        going=going,
        states=states(visit.language),
        notice=done(visit.language).get(visit.asked("done"), ""),
        **(await overview(visit) if member.may(StaffRole.ADMINISTRATOR) else {}),
    )


async def _list(visit: Visit) -> web.StreamResponse:
    rooms, member, language = visit.rooms, visit.member, visit.language
    typed = {name: visit.asked(name)[:LONGEST] for name in FILTERS}
    before = whole_number(visit.asked("before"))
    found = await bulletins_of(rooms.engine, member, _sought(typed), before=before, limit=PAGE + 1)
    offers = audience_offers(rooms, member.organisation, language)
    chosen = {name: value for name, value in typed.items() if value}
    return visit.page(
        "bulletins.html",
        bulletins=found[:PAGE],
        more=urlencode({**chosen, "before": found[PAGE - 1].id}) if len(found) > PAGE else "",
        typed=typed,
        filtered=bool(chosen),
        states=states(language),
        tongues=offers["languages"],
        topics=offers["topics"],
        authors={str(number): name for number, name in (await authors_of(rooms.engine, member)).items()},
    )


def _sought(typed: Mapping[str, str]) -> Sought:
    """What the filters say; what cannot be read says nothing."""
    state, urgent = typed["state"], typed["urgent"]
    until = _midnight(typed["to"])
    return Sought(
        states=(BulletinState(state),) if state in list(BulletinState) else (),
        language=typed["language"],
        topic=typed["topic"],
        urgent=urgent == "yes" if urgent in ("yes", "no") else None,
        words=typed["words"],
        author=whole_number(typed["author"]),
        since=_midnight(typed["from"]),
        until=until + DAY if until is not None else None,
    )


def _midnight(day: str) -> int | None:
    try:
        return moment(day, "00:00", "UTC")
    except (ValueError, OverflowError):
        return None


ROUTES = (Route("GET", "", _front), Route("GET", "/bulletins", _list))
