"""A workbook: what to read first, a dictionary, the tables with their noise and thresholds, and one sheet a table.

Texts are written as texts, never as formulas, addresses or numbers; a withheld figure is the word, not an empty cell,
because spreadsheets reckon with an empty cell as with a nought.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.language.bidi import direction
from bot.model.release import Table
from bot.monitoring.columns import BESIDE, Cell, beside, column
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS
from bot.monitoring.inert import inert
from bot.monitoring.publication import PRINTED, WITHHELD, Publication

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NAME, SUFFIX = "xlsx", "xlsx"
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_ME, DICTIONARY, TABLES = "Read me", "Dictionary", "Tables"
LONGEST = 31
"""Characters of a sheet's name."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(told: Publication) -> bytes:
    """The workbook; its dates are those of the release."""
    import xlsxwriter  # here, as a start waits for its 40 modules and few ever ask for a workbook

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    book.set_properties(
        {"title": told.title, "comments": told.citation, "created": datetime.fromisoformat(told.release.made)}
    )
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _read_me(book.add_worksheet(READ_ME), told, bold, wrapped)
    _fill(book.add_worksheet(DICTIONARY), ("column", "code", "meaning"), _dictionary(told), bold)
    _fill(book.add_worksheet(TABLES), _ABOUT, _tables(told), bold)
    for table, name in zip(told.release.tables, sheet_names(told.release.tables), strict=True):
        _fill(book.add_worksheet(name), _heads(table), _rows(told, table), bold)
    if direction(told.language) == "rtl":
        for sheet in book.worksheets():
            sheet.right_to_left()
    book.close()
    return made.getvalue()


def sheet_names(tables: Iterable[Table]) -> list[str]:
    """A name for each table's sheet: at most 31 characters, none twice whatever their case."""
    taken = {READ_ME.lower(), DICTIONARY.lower(), TABLES.lower(), "history"}
    names = []
    for table in tables:
        whole = name = _FORBIDDEN.sub("-", table.name)[:LONGEST] or "table"
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{whole[: LONGEST - 1 - len(str(number))]} {number}"
        taken.add(name.lower())
        names.append(name)
    return names


def _read_me(sheet: "Worksheet", told: Publication, bold: "Format", wrapped: "Format") -> None:
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, inert(told.title), bold)
    for number, said in enumerate((*told.sentences, told.citation, f"{LICENCE}, {LICENCE_ADDRESS}"), 1):
        sheet.write_string(number, 0, inert(said), wrapped)


def _dictionary(told: Publication) -> Iterable[Sequence[Cell]]:
    for name, said in told.columns.items():
        yield name, None, said
    for table in told.release.tables:
        yield "table", table.name, told.titles[table.name]
    for dimension, codes in told.codes.items():
        yield column(dimension), None, told.headings[dimension]
        for code, said in codes.items():
            yield column(dimension), code, said


_ABOUT = ("sheet", "table", "title", "printed", "withheld", *BESIDE)


def _tables(told: Publication) -> Iterable[Sequence[Cell]]:
    for table, name in zip(told.release.tables, sheet_names(told.release.tables), strict=True):
        yield name, table.name, told.titles[table.name], table.printed, table.withheld, *beside(table)


def _heads(table: Table) -> tuple[str, ...]:
    names = [column(one) for one in table.dimensions]
    return (*names, *(f"{name}_label" for name in names), "value", "status", "margin")


def _rows(told: Publication, table: Table) -> Iterable[Sequence[Cell]]:
    words: list[Mapping[str, str]] = [told.codes[one] for one in table.dimensions]
    for cell in table.cells:
        said = [one[code] for one, code in zip(words, cell.key, strict=True)]
        value: Cell = WITHHELD if cell.value is None else cell.value
        yield *cell.key, *said, value, WITHHELD if cell.value is None else PRINTED, table.margin


def _fill(sheet: "Worksheet", heads: Sequence[str], rows: Iterable[Sequence[Cell]], bold: "Format") -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 18)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, inert(cell))
            elif cell is not None:
                sheet.write_number(number, place, cell)
