"""A publication in the terms of DHIS2: data values, and the metadata that must be there before they are sent.

The home country is the organisation unit, by its ISO 3166-1 code; what is not about a home belongs to `FP_ALL`. The
occupation is the category, because DHIS2 allows 500 combinations at most; everything else is a data element, so there
is one for each destination. Withheld figures are not sent. Source: DHIS2 Developer guide, data values and metadata.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from bot.model.release import Cell, Dimension, Table
from bot.monitoring.publication import PRINTED, Publication

WORLD = "FP_ALL"
"""The code of the organisation unit for figures that are about no home country."""
LONGEST = 50
"""Characters of a code."""
MOST = 500
"""Combinations of a category."""
_PERIODS = {"Q": "Quarterly", "H": "SixMonthly"}
_APART = (Dimension.HOME, Dimension.OCCUPATION)


class TooManyCombinations(ValueError):
    """There are more occupations than DHIS2 allows combinations."""


def period_of(period: str) -> str:
    """A period as DHIS2 writes it: 2026Q4, 202611, 2026S2."""
    return period.replace("-H", "-S").replace("-", "")


def element_of(table: Table, key: tuple[str, ...]) -> str:
    """The code of the data element that a figure belongs to."""
    parts = [code for one, code in zip(table.dimensions, key, strict=True) if one not in _APART]
    whole = "_".join(("FP", table.name, *(part or "NOT_TOLD" for part in parts))).upper()
    whole = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in whole)
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[: LONGEST - 9]}_{hashlib.sha256(whole.encode()).hexdigest()[:8].upper()}"


def combination_of(code: str) -> str:
    """The code of an occupation's category option and of its combination."""
    return f"FP_ISCO_{code or 'NOT_TOLD'}"


def values(told: Publication) -> list[dict[str, str]]:
    """A data value for each printed figure."""
    return [
        _value(told, table, cell) for table in told.release.tables for cell in table.cells if cell.value is not None
    ]


def _value(told: Publication, table: Table, cell: Cell) -> dict[str, str]:
    codes = dict(zip(table.dimensions, cell.key, strict=True))
    found = {
        "dataElement": element_of(table, cell.key),
        "period": period_of(told.release.period),
        "orgUnit": codes.get(Dimension.HOME) or WORLD,
        "value": str(cell.value),
        "comment": _comment(told, table),
    }
    if Dimension.OCCUPATION in codes:
        found["categoryOptionCombo"] = combination_of(codes[Dimension.OCCUPATION])
    return found


def _comment(told: Publication, table: Table) -> str:
    """What has to be read with one value, which may be seen without the others."""
    status = f"synthetic; {PRINTED}" if told.release.synthetic else PRINTED
    noise = f"+/- {table.margin}; noise scale {table.scale:g}; threshold {table.threshold}; epsilon {table.epsilon:g}"
    return f"{status}; {noise}"


def metadata(told: Publication) -> dict[str, Any]:
    """What has to be imported once, before values: data elements, the category of occupations, the data set.

    It is there for the releases after this one too, so nothing in it is about this one alone.
    """
    group = told.release.group.upper()
    found = _category(told) if Dimension.OCCUPATION in told.codes else {}
    elements = list(_elements(told))
    kind = _PERIODS.get(told.release.period.partition("-")[2][:1], "Monthly")
    return {
        **found,
        "dataElements": elements,
        "dataSets": [
            {
                **_named(f"FP_SET_{group}", f"Fair Passage: {told.release.group}"),
                "periodType": kind,
                "dataSetElements": [{"dataElement": {"id": one["id"]}} for one in elements],
            }
        ],
    }


def _elements(told: Publication) -> Iterator[dict[str, Any]]:
    """One data element for each combination of a table's codes that are neither homes nor occupations."""
    for table in told.release.tables:
        words = [told.codes[one] for one in table.dimensions]
        done = set()
        for cell in table.cells:
            code = element_of(table, cell.key)
            if code in done:
                continue
            done.add(code)
            said = [
                listed[key]
                for one, listed, key in zip(table.dimensions, words, cell.key, strict=True)
                if one not in _APART
            ]
            name = ": ".join(("Fair Passage", told.titles[table.name], *said))
            yield _element(code, name, table, " ".join(told.lasting))


def _element(code: str, name: str, table: Table, description: str) -> dict[str, Any]:
    found = {
        **_named(code, name),
        "description": description,
        "domainType": "AGGREGATE",
        "valueType": "INTEGER_POSITIVE",
        "aggregationType": "NONE",
        "zeroIsSignificant": False,
    }
    if Dimension.OCCUPATION in table.dimensions:
        found["categoryCombo"] = {"id": uid("FP_ISCO08_COMBO")}
    return found


def _category(told: Publication) -> dict[str, Any]:
    """The category of occupations with its options, its combo and the combinations; raises TooManyCombinations."""
    options = [(combination_of(code), said) for code, said in told.codes[Dimension.OCCUPATION].items()]
    if len(options) > MOST:
        raise TooManyCombinations(f"DHIS2 allows {MOST} combinations of a category, and there are {len(options)}.")
    listed = [{"id": uid(code)} for code, _ in options]
    category, combo = uid("FP_ISCO08"), uid("FP_ISCO08_COMBO")
    kind = {"dataDimensionType": "DISAGGREGATION"}
    return {
        "categoryOptions": [_named(code, said) for code, said in options],
        "categories": [{**_named("FP_ISCO08", "Occupation (ISCO-08)"), **kind, "categoryOptions": listed}],
        "categoryCombos": [
            {**_named("FP_ISCO08_COMBO", "Occupation (ISCO-08)"), **kind, "categories": [{"id": category}]}
        ],
        "categoryOptionCombos": [
            {
                "id": uid(f"{code}_COMBO"),
                "code": code,
                "name": said,
                "categoryCombo": {"id": combo},
                "categoryOptions": [{"id": uid(code)}],
            }
            for code, said in options
        ],
    }


def _named(code: str, name: str) -> dict[str, Any]:
    """What every object of DHIS2 has; short names are unique, so they end with the code's own sign."""
    return {"id": uid(code), "code": code, "name": name[:230], "shortName": f"{name[:38]} {uid(code)}"}


def uid(code: str) -> str:
    """An identifier for a code, always the same: a letter and ten letters or digits."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    number = int.from_bytes(hashlib.sha256(code.encode()).digest(), "big")
    found = letters[number % 52]
    for _ in range(10):
        number //= 62
        found += letters[number % 62]
    return found
