"""Tables of a release as a page shows them: what is printed, the largest first, and in words what is withheld."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from bot.language.language import Language
from bot.model.release import Cell, Table
from bot.monitoring.publication import Publication

SHORT = 40
"""Figures of a table that stands whole on the page of its release."""


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

    @property
    def short(self) -> bool:
        """Whether every figure stands in `lines`."""
        return not self.hidden


def shown(publication: Publication, table: Table) -> Shown:
    """A table of a release as its page shows it."""
    cells = sorted(table.cells, key=lambda cell: (cell.value is None, -(cell.value or 0), cell.key))
    short = len(cells) <= SHORT
    return Shown(
        table=table,
        title=publication.titles[table.name],
        headings=tuple(publication.headings[one] for one in table.dimensions),
        lines=tuple(
            Line(_words(publication, table, one), one.value) for one in cells if short or one.value is not None
        ),
        hidden=() if short else tuple(_hidden(publication, table, [one for one in cells if one.value is None])),
    )


def _words(publication: Publication, table: Table, cell: Cell) -> tuple[str, ...]:
    return tuple(publication.codes[one][code] for one, code in zip(table.dimensions, cell.key, strict=True))


def _hidden(publication: Publication, table: Table, cells: Sequence[Cell]) -> Sequence[Hidden]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for cell in cells:
        *common, last = _words(publication, table, cell)
        groups[tuple(common)].append(last)
    return [Hidden(common, tuple(sorted(words))) for common, words in sorted(groups.items())]


def decimal(language: Language, value: float | Decimal) -> str:
    """A number with its decimals, as a reader of the language writes it."""
    return language.as_is(format_decimal(value, format="#,##0.######", locale=language.locale))
