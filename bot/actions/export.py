"""A release in a format: the one way by which numbers leave, so that every door gives the same bytes.

What was written is kept for a while under the digest of the release, the format, the language and the version of the
content whose words are in it. No tally is read, so the time does not depend on how much was recorded.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.releases import list_releases, release
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.library.library import Library
from bot.model.release import Header, Release
from bot.model.trouble import Trouble
from bot.monitoring.formats_found import Format, formats
from bot.monitoring.publication import publication

KEPT = 64 << 20
"""Bytes of written releases that are kept in memory."""


class NoExport(Trouble):
    """There is no such release, format or language; the sentence says what there is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A written release: the file's name, its media type and its bytes."""

    name: str
    media: str
    body: bytes


class _Written:
    """What was written lately; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[str, ...], Exported] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[str, ...]) -> Exported | None:
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def keep(self, key: tuple[str, ...], file: Exported) -> None:
        if key in self._files:
            return
        self._files[key] = file
        self._size += len(file.body)
        while self._size > KEPT and len(self._files) > 1:
            self._size -= len(self._files.popitem(last=False)[1].body)


_WRITTEN = _Written()


async def export(
    engine: AsyncEngine,
    library: Library,
    languages: Mapping[str, Language],
    period: str,
    format: str,
    group: str = "",
    language: str = ENGLISH,
) -> Exported:
    """The release of a period in a format. `group` may be left out where the period has one release alone.

    Raises NoExport, or a Trouble of the format itself, with a sentence that says what to do.
    """
    way = formats().get(format)
    if way is None:
        raise NoExport(f"There is no format {format!r}; choose from {', '.join(formats())}.")
    if language not in languages:
        raise NoExport(f"{language!r} is not offered; choose from {', '.join(languages)}.")
    header = await _header(engine, period, group)
    key = (header.digest, format, language, library.version)
    if (kept := _WRITTEN.get(key)) is None:
        found = await _whole(engine, header)
        kept = await asyncio.to_thread(_file, found, library, languages[language], way)
        _WRITTEN.keep(key, kept)
    return kept


def _file(found: Release, library: Library, language: Language, way: Format) -> Exported:
    name = f"fairpassage-{found.group}-{found.period}.{way.suffix}".lower()
    return Exported(name, way.media, way.write(publication(found, language, library)))


async def found_release(engine: AsyncEngine, period: str, group: str = "") -> Release:
    """The release of a period and group; raises NoExport, and says which there are."""
    return await _whole(engine, await _header(engine, period, group))


async def _header(engine: AsyncEngine, period: str, group: str) -> Header:
    headers = await list_releases(engine)
    found = [one for one in headers if one.period == period and group in ("", one.group)]
    if len(found) != 1:
        groups = [one.group for one in headers if one.period == period]
        raise NoExport(_which(period, group, groups, [one.period for one in headers]))
    return found[0]


async def _whole(engine: AsyncEngine, header: Header) -> Release:
    found = await release(engine, header.period, header.group)
    if found is None:
        raise NoExport(f"The release of {header.period} is gone from the database; look whether it is the right one.")
    return found


def _which(period: str, group: str, groups: list[str], periods: list[str]) -> str:
    if groups and not group:
        return f"{period} has several releases; name one: {', '.join(sorted(groups))}."
    if groups:
        return f"{period} has no release of {group!r}; it has {', '.join(sorted(groups))}."
    if not periods:
        return f"{period} is not released: nothing was released yet. Open periods never leave the house."
    last = ", ".join(list(dict.fromkeys(periods))[:6])
    return f"{period} is not released, or it is no period; the newest releases are {last}."
