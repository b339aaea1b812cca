"""The columns of a release in long form: one row a figure, the same in every flat format."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.release import Dimension, Table
from bot.monitoring.inert import inert
from bot.monitoring.publication import Publication, Row

Cell = str | int | float | None
"""None is nothing: a dimension that a table does not have, or a figure that is withheld. Never a nought."""

FIRST = ("period", "group", "table")
BESIDE = ("margin", "scale", "sensitivity", "threshold", "epsilon")
"""What is said of the noise of each figure's table."""
LAST = ("value", "status", *BESIDE)
NUMBERS = {"value": "integer", "margin": "integer", "sensitivity": "integer", "threshold": "integer"} | {
    "scale": "number",
    "epsilon": "number",
}
"""The columns of numbers, with their types in Frictionless's words; all others are text."""


@dataclass(frozen=True, slots=True)
class Long:
    """A publication as one table: names of the columns, and the rows."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def long_form(told: Publication) -> Long:
    """Every figure of every table in one table, with the codes and the words of its dimensions."""
    used = tuple(told.headings)
    names = (*FIRST, *map(column, used), *(f"{column(one)}_label" for one in used), *LAST)
    return Long(names, tuple(_rows(told, used)))


def column(dimension: Dimension) -> str:
    """The name of a dimension's column."""
    return dimension.value.replace("-", "_")


def beside(table: Table) -> tuple[Cell, ...]:
    """The noise of a table, in the order of BESIDE."""
    return (table.margin, table.scale, table.sensitivity, table.threshold, table.epsilon)


def _rows(told: Publication, used: tuple[Dimension, ...]) -> Iterator[tuple[Cell, ...]]:
    release = told.release
    first = (inert(release.period), inert(release.group))
    words = {one: {code: inert(said) for code, said in told.codes[one].items()} for one in used}
    for row in told.rows():
        keys, said = _keys(row, used), _words(row, used, words)
        yield (*first, inert(row.table.name), *keys, *said, row.value, row.status, *beside(row.table))


def _keys(row: Row, used: tuple[Dimension, ...]) -> Iterator[Cell]:
    codes = row.codes
    return (inert(codes[one]) if one in codes else None for one in used)


def _words(row: Row, used: tuple[Dimension, ...], words: dict[Dimension, dict[str, str]]) -> Iterator[Cell]:
    codes = row.codes
    return (words[one][codes[one]] if one in codes else None for one in used)
