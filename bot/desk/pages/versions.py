"""The versions of a bulletin: who wrote and approved each, its texts, and two of them compared."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiohttp import web

from bot.actions.look import bulletin_of, history
from bot.bulletins.compare import Change, compared
from bot.desk.form import whole_number
from bot.desk.route import Route
from bot.desk.visit import Visit
from bot.model.bulletin import Version


class Compared(NamedTuple):
    """One language's texts in two versions, word by word."""

    language: str
    changes: Sequence[Change]


async def _show(visit: Visit) -> web.StreamResponse:
    one = await bulletin_of(visit.rooms.engine, visit.member, visit.number)
    found = await history(visit.rooms.engine, visit.member, visit.number)
    numbers = {version.number: version for version in found}
    new = numbers.get(whole_number(visit.asked("new")) or 0, found[-1])
    old = numbers.get(whole_number(visit.asked("old")) or 0, numbers.get(new.number - 1, found[0]))
    return visit.page(
        "versions.html",
        bulletin=one,
        versions=list(reversed(found)),
        old=old.number,
        new=new.number,
        compared=list(_compared(old, new)),
        names={code: visit.language.tongue(code) for version in found for code in version.texts},
    )


def _compared(old: Version, new: Version) -> Iterator[Compared]:
    """Every language of either, those of the newer one first."""
    for code in dict.fromkeys((*new.texts, *old.texts)):
        before, after = (one.texts[code].text if code in one.texts else "" for one in (old, new))
        yield Compared(code, list(compared(before, after)))


ROUTES = (Route("GET", "/bulletins/{number}/versions", _show),)
