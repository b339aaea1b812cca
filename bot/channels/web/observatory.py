"""The observatory on the web: a release with its charts and tables for readers of any kind, pictures, downloads.

It needs the database, so the roof makes it when that is there; until then the pages of words stand alone.
"""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.charts import Charts
from bot.actions.export import Exported, NoExport, export, found_release
from bot.actions.picture import FORMS, NoPicture, Pictures
from bot.language.language import Language
from bot.model.place import Place
from bot.model.release import Cell, Release, Table
from bot.model.screen import Picture
from bot.model.trouble import Trouble
from bot.monitoring.chart import Chart, DataTable, Drawing, Mark, data_table, percent
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS
from bot.monitoring.formats_found import formats
from bot.monitoring.publication import Publication, publication
from bot.screens.answer import Answers
from bot.screens.observatory import PAGE
from bot.screens.subjects import SUBJECTS, amount

ROWS = 200
"""Rows of a table on a page, the largest figures first; the files have all of them."""
WAITING = 12
"""Pictures that may be asked for at once; each takes part of a second the first time."""


class TooBusy(Exception):
    """So many pictures wait already that this one would come too late."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One table on a page, with its picture where there is one.

    `more` tells in words how many rows are not shown and why, "" where all are.
    """

    key: str
    title: str
    subtitle: str
    table: DataTable
    labels: int
    more: str
    picture: str = ""
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Everything on the page of a release."""

    shown: tuple[Shown, ...]
    sentences: tuple[str, ...]
    citation: str
    licence: str
    licence_address: str
    downloads: tuple[tuple[str, str], ...]


class Observatory:
    """Reads releases and nothing else: there is no way from here to what is still counted."""

    def __init__(self, engine: AsyncEngine, answers: Callable[[], Answers], charts: Charts, pictures: Pictures) -> None:
        self._engine, self._answers, self._charts, self._pictures = engine, answers, charts, pictures
        self._asked = 0

    async def told(self, place: Place) -> Told:
        """What the page of a release shows; raises NoExport where there is none."""
        group, period = named(place)
        answers = self._answers()
        language = answers.languages[place.language]
        release = await found_release(self._engine, period, group)
        charts = await self._charts.of_release(answers.library, language, period, group)
        return await asyncio.to_thread(_told, place, release, charts, language, answers)

    async def picture(self, place: Place, kind: str, form: str) -> bytes:
        """A chart of a release; raises NoExport, NoPicture or TooBusy."""
        group, period = named(place)
        answers = self._answers()
        charts = await self._charts.of_release(answers.library, answers.languages[place.language], period, group)
        if kind not in charts or form not in FORMS:
            raise NoExport("There is no such picture of this release.")
        if self._asked >= WAITING:
            raise TooBusy
        self._asked += 1
        try:
            return await self._pictures.picture(charts[kind], form)
        finally:
            self._asked -= 1

    async def chart_response(self, request: web.Request, place: Place) -> web.StreamResponse:
        """The answer to who asks for a chart: a picture that does not change while the content does not."""
        kind, form = request.match_info["kind"], request.match_info["form"]
        try:
            body = await self.picture(place, kind, form)
        except NoExport:
            return web.Response(status=404, text="There is no such picture of this release.\n")
        except (NoPicture, TooBusy):
            sentence = "The picture could not be drawn just now; the data table has the same figures.\n"
            return web.Response(status=503, text=sentence, headers={"Retry-After": "10"})
        # a picture has styles of its own, and no browser lets it do anything else
        policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        headers = {"Content-Type": FORMS[form], "Content-Security-Policy": policy}
        return _kept(request, body, headers)

    async def file_response(self, request: web.Request, place: Place) -> web.StreamResponse:
        """The answer to who asks for a file."""
        try:
            file = await self.file(place, request.match_info["format"])
        except NoExport as error:
            return web.Response(status=404, text=f"{error}\n")
        except Trouble as error:
            return web.Response(status=503, text=f"{error}\n")
        named = f'attachment; filename="{file.name}"'
        return _kept(request, file.body, {"Content-Type": file.media, "Content-Disposition": named})

    async def drawn(self, picture: Picture, language: str) -> bytes | None:
        """A chart for a chat, as PNG; None where it cannot be drawn now."""
        place = Place(language, PAGE, (picture.group, picture.period.lower()))
        try:
            return await self.picture(place, picture.kind, "png")
        except (NoExport, NoPicture, TooBusy):
            return None

    async def file(self, place: Place, format: str) -> Exported:
        """A release as a file; raises NoExport, or the format's Trouble."""
        group, period = named(place)
        answers = self._answers()
        return await export(self._engine, answers.library, answers.languages, period, format, group, place.language)


def _kept(request: web.Request, body: bytes, headers: dict[str, str]) -> web.Response:
    """Bytes with the tag of their content; who has them already is sent nothing."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {**headers, "ETag": tag, "Cache-Control": "public, max-age=3600"}
    if tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers=headers)


def named(place: Place) -> tuple[str, str]:
    """The group and period of a place: items are small letters, periods are written with capitals."""
    return place.items[0], place.items[1].upper()


def _told(place: Place, release: Release, charts: Mapping[str, Chart], language: Language, answers: Answers) -> Told:
    written = publication(release, language, answers.library)
    base = f"/{place}"
    drawn = {one.table for one in SUBJECTS if one.key in charts}
    common = {*written.sentences, written.citation}
    shown = [*_charts(charts, language, base, common), *_tables(written, language, drawn)]
    return Told(
        shown=tuple(shown),
        sentences=written.sentences,
        citation=written.citation,
        licence=LICENCE,
        licence_address=LICENCE_ADDRESS,
        downloads=tuple((name, f"{base}/files/{name}") for name in formats()),
    )


def _charts(charts: Mapping[str, Chart], language: Language, base: str, common: Collection[str]) -> Iterator[Shown]:
    """The charts in the order of the subjects, each with its data table and what is said of it alone."""
    order = [one.key for one in SUBJECTS]
    for kind in sorted(charts, key=lambda one: (order.index(one) if one in order else len(order), one)):
        chart = charts[kind]
        table, more = _short(language, chart)
        own = tuple(one for one in chart.sentences if one not in common)
        wide = chart.drawing is Drawing.SHARES
        labels = 1 if wide else len(chart.heads)
        yield Shown(kind, chart.title, chart.subtitle, table, labels, more, f"{base}/{kind}", own)


def _short(language: Language, chart: Chart) -> tuple[DataTable, str]:
    """A chart's data table: homes by kinds of return as a table of both, everything else a row a figure."""
    if chart.drawing is Drawing.SHARES and len(chart.heads) == 2:
        return _crossed(language, chart), ""
    whole = data_table(language, chart)
    pairs = list(zip(chart.marks, whole.rows, strict=True))
    if len(pairs) <= ROWS:
        return whole, ""
    printed = sorted((one for one in pairs if one[0].value is not None), key=lambda one: -(one[0].value or 0))
    rows = tuple(row for _, row in printed[:ROWS])
    return DataTable(whole.heads, rows), _more(language, len(rows), len(printed), len(pairs) - len(printed))


def _more(language: Language, shown: int, printed: int, withheld: int) -> str:
    """What a table leaves out."""
    number = language.number
    return language.say(
        "{shown} of {printed} printed figures are shown, the largest first; {withheld} are withheld. Files have all.",
        shown=number(shown),
        printed=number(printed),
        withheld=number(withheld),
    )


def _crossed(language: Language, chart: Chart) -> DataTable:
    """The table that the seminar quotes: a row for each home, a column for each kind of return, with its share."""
    columns = list(dict.fromkeys(one.labels[1] for one in chart.marks))
    rows: dict[str, dict[str, Mark]] = {}
    for one in chart.marks:
        rows.setdefault(one.labels[0], {})[one.labels[1]] = one
    told = [(home, *(_cell(language, chart, cells.get(column)) for column in columns)) for home, cells in rows.items()]
    return DataTable((chart.heads[0], *columns), tuple(told))


def _cell(language: Language, chart: Chart, mark: Mark | None) -> str:
    if mark is None or mark.value is None:
        return chart.words.withheld
    figure = amount(language, mark.value, mark.margin)
    share = percent(language.code, mark)
    return language.as_is(f"{figure} ({share})" if share else figure)


def _tables(written: Publication, language: Language, drawn: set[str]) -> Iterator[Shown]:
    """The tables of which there is no picture, the largest printed figures first."""
    for table in written.release.tables:
        if table.name in drawn:
            continue
        printed = sorted((one for one in table.cells if one.value is not None), key=lambda one: -(one.value or 0))
        rows = tuple(_row(written, language, table, one) for one in printed)
        heads = (*(written.headings[one] for one in table.dimensions), language.say("People"), language.say("+/-"))
        more = ""
        if table.withheld or len(rows) > ROWS:
            more = _more(language, min(len(rows), ROWS), len(rows), table.withheld)
        title = written.titles[table.name] if table.dimensions else language.say("All people who told us")
        yield Shown(table.name, title, "", DataTable(heads, rows[:ROWS]), len(table.dimensions), more)


def _row(written: Publication, language: Language, table: Table, cell: Cell) -> tuple[str, ...]:
    words = (written.codes[one][code] for one, code in zip(table.dimensions, cell.key, strict=True))
    return (*words, language.number(cell.value or 0), language.number(table.margin))
