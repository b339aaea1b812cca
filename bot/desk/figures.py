"""Tables and charts of a release as a page shows them: what is printed, the largest first, and what is withheld."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiohttp import web
from babel.numbers import format_decimal

from bot.actions.picture import FORMS, NoPicture
from bot.desk.visit import Visit
from bot.language.language import Language
from bot.model.release import Cell, Table
from bot.model.staff import Refused
from bot.monitoring.chart import Chart, DataTable, data_table
from bot.monitoring.publication import Publication

SHORT = 40
"""Figures of a table that are listed whole, with the withheld ones among them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: the words of its codes, and its value; None where it is withheld."""

    words: tuple[str, ...]
    value: int | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Figures that are withheld, together: what they have in common, and the words of the last dimension of each."""

    common: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in words. `lines` are its printed figures, where it is short its withheld ones too."""

    table: Table
    title: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    hidden: tuple[Hidden, ...]


def shown(publication: Publication, table: Table) -> Shown:
    """A table of a release as its page shows it."""
    cells = sorted(table.cells, key=lambda cell: (cell.value is None, -(cell.value or 0), cell.key))
    short = len(cells) <= SHORT
    listed = [one for one in cells if short or one.value is not None]
    withheld = [] if short else [one for one in cells if one.value is None]
    return Shown(
        table=table,
        title=publication.titles[table.name],
        headings=tuple(publication.headings[one] for one in table.dimensions),
        lines=tuple(Line(_words(publication, table, one), one.value) for one in listed),
        hidden=tuple(_hidden(publication, table, withheld)),
    )


def _words(publication: Publication, table: Table, cell: Cell) -> tuple[str, ...]:
    return tuple(publication.codes[one][code] for one, code in zip(table.dimensions, cell.key, strict=True))


def _hidden(publication: Publication, table: Table, cells: Sequence[Cell]) -> Sequence[Hidden]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for cell in cells:
        *common, last = _words(publication, table, cell)
        groups[tuple(common)].append(last)
    return [Hidden(common, tuple(sorted(words))) for common, words in sorted(groups.items())]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart on a page, with the same figures for those who do not see it."""

    chart: Chart
    table: DataTable


def drawn(language: Language, chart: Chart) -> Drawn:
    """A chart as its page shows it."""
    return Drawn(chart, data_table(language, chart))


async def picture(visit: Visit, chart: Chart | None, form: str, name: str) -> web.Response:
    """A chart as a file, to be shown or, where the address says so, to be kept; raises Refused."""
    if chart is None or form not in FORMS:
        raise Refused("", "There is no such chart.", 404)
    try:
        body = await visit.rooms.pictures.picture(chart, form)
    except NoPicture as error:
        raise Refused("", str(error), 503) from error
    kind = "attachment" if visit.asked("keep") == "yes" else "inline"
    headers = {"Content-Disposition": f'{kind}; filename="{name}.{form}"'}
    return web.Response(body=body, content_type=FORMS[form], headers=headers)


def decimal(language: Language, value: float | Decimal) -> str:
    """A number with its decimals, as a reader of the language writes it."""
    return language.as_is(format_decimal(value, format="#,##0.######", locale=language.locale))
